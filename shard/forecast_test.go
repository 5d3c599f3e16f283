package shard

import (
	"testing"
	"time"
)

// took returns observations of some durations in milliseconds, each of a run of its own.
func took(millis ...int64) []Observation {
	var out []Observation
	for i, ms := range millis {
		out = append(out, Observation{Run: string(rune('a' + i)), Millis: ms})
	}
	return out
}

// TestForecastOfScenarios: measured times come first, then the share of a measured file, then the suite's average step.
func TestForecastOfScenarios(t *testing.T) {
	past := &Past{StartUp: took(500, 700, 300), Files: map[string]*PastFile{
		"named.feature":  {Scenarios: map[string][]Observation{"slow": took(4000), "quick": took(1000, 3000, 2000)}},
		"whole.feature":  {Whole: took(9000)},
		"mixed.feature":  {Whole: took(9000), Scenarios: map[string][]Observation{"known": took(100)}},
		"failed.feature": {Last: Mark{Run: "a", Failed: true}},
	}}
	all := []Work{
		{"named.feature", "slow", 4}, {"named.feature", "quick", 2}, {"named.feature", "new", 5}, {"whole.feature", "x", 1}, {"whole.feature", "y", 2},
		{"mixed.feature", "known", 1}, {"mixed.feature", "other", 1}, {"unseen.feature", "z", 0},
	}
	f := NewForecast(past, all)
	if f.StartUp != 500*time.Millisecond || f.Total != 8 || f.Known != 5 {
		t.Errorf("start-up %v, %d of %d known", f.StartUp, f.Known, f.Total)
	}
	// Five scenarios of 4+2+1+2+1 steps took 4+2+3+6+0.1 s.
	const step = 1510 * time.Millisecond
	for work, want := range map[Work]time.Duration{
		all[0]: 4 * time.Second,
		all[1]: 2 * time.Second, // the median
		all[2]: 5 * step,
		all[3]: 3 * time.Second, // one of three steps of its file
		all[4]: 6 * time.Second,
		all[5]: 100 * time.Millisecond,
		all[6]: step,
		all[7]: step, // a scenario without steps counts as one
	} {
		if got := f.Scenario(work); got != want {
			t.Errorf("%v: %v, want %v", work, got, want)
		}
	}
	for i, want := range []bool{true, true, false, true, true, true, false, false} {
		if got := f.Knows(all[i]); got != want {
			t.Errorf("%v: known %t", all[i], got)
		}
	}
}

// TestForecastWithoutHistory uses the defaults.
func TestForecastWithoutHistory(t *testing.T) {
	f := NewForecast(&Past{}, []Work{{"a.feature", "x", 4}})
	if got := f.Scenario(Work{"a.feature", "x", 4}); got != 4*defaultStep || f.StartUp != defaultStartUp || f.Known != 0 {
		t.Errorf("%v, start-up %v, %d known", got, f.StartUp, f.Known)
	}
}

// TestForecastOfInstantSteps: a suite whose steps take no measurable time still gets estimates above zero.
func TestForecastOfInstantSteps(t *testing.T) {
	past := &Past{Files: map[string]*PastFile{"a.feature": {Scenarios: map[string][]Observation{"x": took(0)}}}}
	f := NewForecast(past, []Work{{"a.feature", "x", 100}, {"a.feature", "new", 1}})
	if got := f.Scenario(Work{"a.feature", "new", 1}); got <= 0 {
		t.Errorf("%v", got)
	}
}

// TestForecastOfFiles is what a file that Baleen cannot parse goes by.
func TestForecastOfFiles(t *testing.T) {
	past := &Past{Files: map[string]*PastFile{
		"whole.feature":  {Whole: took(5000), Scenarios: map[string][]Observation{"a": took(100)}},
		"named.feature":  {Scenarios: map[string][]Observation{"a": took(100), "b": took(200, 400, 300)}},
		"zero.feature":   {Scenarios: map[string][]Observation{"a": took(0)}},
		"failed.feature": {Last: Mark{Run: "a", Failed: true}},
	}}
	f := NewForecast(past, nil)
	for file, want := range map[string]time.Duration{
		"whole.feature": 5 * time.Second, "named.feature": 400 * time.Millisecond, "zero.feature": 0, "failed.feature": 0, "unseen.feature": 0,
	} {
		if got, known := f.Whole(file); got != want || known != (want > 0) {
			t.Errorf("%s: %v, %t, want %v", file, got, known, want)
		}
		if got := f.Failed(file); got != (file == "failed.feature") {
			t.Errorf("%s: failed %t", file, got)
		}
	}
}

// TestForecastGoesByTheNewestRun: medians decide until the newest run that ran enough contradicts them.
func TestForecastGoesByTheNewestRun(t *testing.T) {
	all := []Work{{"a.feature", "x", 1}, {"a.feature", "y", 1}, {"a.feature", "z", 1}, {"b.feature", "w", 1}}
	for name, tt := range map[string]struct {
		x, y, z, whole, startUp []Observation
		wantX, wantZ, wantStart int64 // milliseconds
	}{
		"the newest is much faster":   {took(8000, 1000), took(8000, 1000), took(16000, 2000), took(8000, 1000), took(20_000, 1000), 1000, 2000, 1000},
		"the newest is much slower":   {took(1000, 1000, 4000), took(1000, 1000, 4000), took(2000, 2000, 8000), nil, took(500, 500, 2000), 4000, 8000, 2000},
		"the newest is a bit slower":  {took(1000, 1000, 1200), took(1000, 1000, 1200), took(2000, 2000, 2400), nil, took(500, 500, 600), 1000, 2000, 500},
		"the newest ran one of three": {took(1000, 1000, 4000), took(1000, 1000), took(2000, 2000), nil, took(500, 500, 2000), 1000, 2000, 500},
		"what it did not run":         {took(1000, 1000, 4000), took(1000, 1000, 4000), took(2000, 2000), nil, took(500, 500), 4000, 8000, 500},
	} {
		past := &Past{StartUp: tt.startUp, Files: map[string]*PastFile{
			"a.feature": {Scenarios: map[string][]Observation{"x": tt.x, "y": tt.y, "z": tt.z}}, "b.feature": {Whole: tt.whole},
		}}
		f := NewForecast(past, all)
		x, z := f.Scenario(all[0]).Milliseconds(), f.Scenario(all[2]).Milliseconds()
		if x != tt.wantX || z != tt.wantZ || f.StartUp.Milliseconds() != tt.wantStart {
			t.Errorf("%s: x %d, z %d, start-up %s", name, x, z, f.StartUp)
		}
	}
}
