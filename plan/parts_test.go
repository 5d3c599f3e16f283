package plan

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// outlined is a run of one file: a scenario at line 3, an outline at line 6 with rows at lines 9 and 10, and a scenario at
// line 13 that tags exclude.
func outlined() *result.Run {
	return &result.Run{Root: ".", Files: []result.File{{Path: "cart.feature", Scenarios: []result.Scenario{
		{Line: 3, Status: result.NotRun}, {Line: 9, Outline: 6, Status: result.NotRun}, {Line: 10, Outline: 6, Status: result.NotRun},
		{Line: 13, Status: result.Deselected},
	}}}}
}

// TestParts: a unit that runs a whole file has no entry for it, and scenarios that tags exclude do not make a file partial.
func TestParts(t *testing.T) {
	for name, tt := range map[string]struct {
		lines []int
		want  map[string][]int
	}{
		"the whole file":          {nil, nil},
		"one scenario":            {[]int{3}, map[string][]int{"cart.feature": {3}}},
		"a row":                   {[]int{10}, map[string][]int{"cart.feature": {10}}},
		"an outline":              {[]int{6}, map[string][]int{"cart.feature": {9, 10}}},
		"an outline and its row":  {[]int{6, 9}, map[string][]int{"cart.feature": {9, 10}}},
		"everything that is left": {[]int{3, 6}, nil},
		"all lines, in any order": {[]int{10, 3, 9}, nil},
		"with an excluded one":    {[]int{3, 13}, map[string][]int{"cart.feature": {3, 13}}},
		"a line of nothing":       {[]int{7}, nil},
	} {
		units := []shard.Unit{{Name: "cart", Targets: []cucumber.Target{{Path: "cart.feature", Lines: tt.lines}}}}
		if diff := cmp.Diff([]map[string][]int{tt.want}, Parts(outlined(), units)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestPartsOfSeveralUnits: each unit has its own part of a file that several units share.
func TestPartsOfSeveralUnits(t *testing.T) {
	unit := func(lines ...int) shard.Unit {
		return shard.Unit{Targets: []cucumber.Target{{Path: "cart.feature", Lines: lines}}}
	}
	want := []map[string][]int{{"cart.feature": {3}}, {"cart.feature": {9, 10}}, nil}
	if diff := cmp.Diff(want, Parts(outlined(), []shard.Unit{unit(3), unit(6), unit()})); diff != "" {
		t.Error(diff)
	}
}

// TestNearest is what the hint about a wrong line suggests.
func TestNearest(t *testing.T) {
	pickles := []cucumber.Pickle{{Line: 3, Outline: 3}, {Line: 9, Outline: 6}, {Line: 10, Outline: 6}, {Line: 13, Outline: 13}}
	for line, want := range map[int]struct {
		best  int
		exact bool
	}{
		1: {3, false}, 3: {3, true}, 4: {3, false}, 6: {6, true}, 8: {3, false}, 9: {9, true}, 11: {10, false}, 13: {13, true}, 99: {13, false},
	} {
		if best, exact := nearest(pickles, line); best != want.best || exact != want.exact {
			t.Errorf("line %d: %d, %t, want %v", line, best, exact, want)
		}
	}
	if best, exact := nearest(nil, 5); best != 0 || exact {
		t.Errorf("without scenarios: %d, %t", best, exact)
	}
}

// TestUnitReasons: a reason names a failure first, then estimates, and an unknown duration only if there is no estimate.
func TestUnitReasons(t *testing.T) {
	for name, tt := range map[string]struct {
		known   unitHistory
		took    time.Duration
		history bool
		want    string
	}{
		"nothing special":    {unitHistory{known: 2, total: 2}, time.Second, true, ""},
		"failed":             {unitHistory{known: 2, total: 2, failed: true}, time.Second, true, "failed when it last ran"},
		"partly known":       {unitHistory{known: 1, total: 3}, time.Second, true, "2 of 3 scenarios are estimated from their steps"},
		"failed and unknown": {unitHistory{total: 1, failed: true}, time.Second, true, "failed when it last ran, 1 of 1 scenarios are estimated from their steps"},
		"no history at all":  {unitHistory{total: 3}, time.Second, false, ""},
		"not parsed":         {unitHistory{}, 0, true, "its duration is unknown, so it starts first"},
		"not parsed, timed":  {unitHistory{}, time.Second, true, ""},
	} {
		if got := tt.known.reason(shard.Unit{Estimate: tt.took}, tt.history); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestUnitHistoryCounts: lines select scenarios, rows and outlines, and no lines select everything.
func TestUnitHistoryCounts(t *testing.T) {
	file := &fileHistory{at: selected{}, known: []bool{true, false, true}}
	for i, at := range [][2]int{{3, 3}, {9, 6}, {10, 6}} {
		file.at.add(i, at[0], at[1])
	}
	for name, tt := range map[string]struct {
		lines        []int
		known, total int
	}{
		"all": {nil, 2, 3}, "a scenario": {[]int{3}, 1, 1}, "an outline": {[]int{6}, 1, 2}, "a row": {[]int{9}, 0, 1}, "a row twice": {[]int{6, 10}, 1, 2},
		"nothing": {[]int{99}, 0, 0},
	} {
		var got unitHistory
		got.add(file, tt.lines)
		if got.known != tt.known || got.total != tt.total || got.failed {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestHeavy: batches are suggested only if start-ups take more than 30 % of the containers' time.
func TestHeavy(t *testing.T) {
	for estimate, want := range map[time.Duration]bool{0: true, time.Second: true, 2 * time.Second: true, 3 * time.Second: false, time.Minute: false} {
		files := []shard.File{{Estimate: estimate}, {Estimate: estimate}}
		if got := heavy(files, time.Second); got != want {
			t.Errorf("%v: %t", estimate, got)
		}
	}
	if heavy(nil, time.Second) {
		t.Error("a run of no files is heavy")
	}
}

// TestTrusted: two thirds of the scenarios must have times before the run's time is predicted.
func TestTrusted(t *testing.T) {
	for known, want := range map[int]bool{0: false, 1: false, 3: false, 4: true, 6: true} {
		if got := trusted(shard.Forecast{Known: known, Total: 6}); got != want {
			t.Errorf("%d of 6: %t", known, got)
		}
	}
	if trusted(shard.Forecast{}) {
		t.Error("a run without scenarios is predicted")
	}
}

// TestPrediction: shown outlooks have the efficiency that people read as a percentage.
func TestPrediction(t *testing.T) {
	got := shown(shard.Outlook{Machines: shard.Machines{Nodes: 2, Slots: 2}, Wall: time.Minute, Work: 2 * time.Minute})
	want := report.PlanOutlook{Nodes: 2, Containers: 2, Wall: time.Minute, Work: 2 * time.Minute, Efficiency: 0.5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
