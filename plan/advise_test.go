package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// finished is a run in which every scenario of one file took so long, and its container so much more.
func finished(t *testing.T, took, startUp time.Duration, s inputs.Settings) Plan {
	t.Helper()
	plan, err := oneFile(feature([]byte{1, 1, 1, 8, 8, 8, 1, 1}), s, "behave")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	plan.Run.ID, plan.Run.Started = "20260501-120000-aa", start
	plan.Run.Verdict = result.Verdict{State: result.StatePassed}
	for _, unit := range plan.Units {
		a := result.Attempt{Unit: unit.Name, Number: 1, Files: []string{"x.feature"}, Class: result.Passed, Created: start, Ended: start.Add(startUp)}
		for i := range plan.Run.Files[0].Scenarios {
			s := &plan.Run.Files[0].Scenarios[i]
			s.Status, s.Duration, s.Attempt = cucumber.Passed, took, a.ID()
			a.Ended = a.Ended.Add(took)
		}
		plan.Run.Attempts = append(plan.Run.Attempts, a)
	}
	return plan
}

func TestAdvise(t *testing.T) {
	file := inputs.Settings{Division: inputs.Division{Split: shard.SplitFile}}
	auto := inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto}}
	for name, tt := range map[string]struct {
		took, startUp time.Duration
		s             inputs.Settings
		exit          int
		want          string
	}{
		"a long file":                {10 * time.Second, time.Second, file, result.ExitPassed, "split: auto would spread the longest files over containers: about 22.0 s instead of about 1 min 21 s"},
		"scenarios failed":           {10 * time.Second, time.Second, file, result.ExitFailed, "split: auto would"},
		"split already":              {10 * time.Second, time.Second, auto, result.ExitPassed, ""},
		"too little to notice":       {10 * time.Millisecond, time.Millisecond, file, result.ExitPassed, ""},
		"start-ups would eat it all": {time.Second, time.Minute, file, result.ExitPassed, ""},
		"not all of it ran":          {10 * time.Second, time.Second, file, result.ExitIncomplete, ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan := finished(t, tt.took, tt.startUp, tt.s)
			plan.Run.Verdict.Exit = tt.exit
			got := strings.Join(plan.Advise(), "; ")
			if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestAdviseBatch plans many files whose containers cost more than their scenarios.
func TestAdviseBatch(t *testing.T) {
	for name, tt := range map[string]struct {
		startUp time.Duration
		want    string
	}{
		"start-ups cost most": {5 * time.Second, "isolation: batch would run several files in one container"},
		"they cost little":    {100 * time.Millisecond, ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan := finished(t, time.Second, tt.startUp, inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto}})
			for range 30 {
				plan.files = append(plan.files, plan.files[0])
			}
			if got := strings.Join(plan.Advise(), "; "); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestAdviseAfterABusyMachine: after slow runs, the advice about a run that was fast goes by that run.
func TestAdviseAfterABusyMachine(t *testing.T) {
	s := inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto}}
	many := func(startUp time.Duration) Plan {
		plan := finished(t, time.Second, startUp, s)
		for range 30 {
			plan.files = append(plan.files, plan.files[0])
		}
		return plan
	}
	want := many(5 * time.Second).Advise()
	for _, slow := range []int{1, 3} {
		plan := many(5 * time.Second)
		for i := range slow {
			busy := *many(time.Minute).Run
			busy.ID = fmt.Sprintf("20260430-12000%d-aa", i)
			plan.history.Timings.Learn(&busy)
		}
		if diff := cmp.Diff(want, plan.Advise()); len(want) == 0 || diff != "" {
			t.Errorf("after %d slow runs: %s", slow, diff)
		}
	}
}

// TestAdviseLocks names what makes files wait for each other, if that makes the run longer.
func TestAdviseLocks(t *testing.T) {
	for name, tt := range map[string]struct {
		tag  string
		want []string
	}{
		"a lock":        {"@baleen:lock(db)", []string{"without @baleen:lock(db), which 9 files have: about 25.5 s instead of about 1 min 17 s"}},
		"alone":         {"@baleen:serial", []string{"without @baleen:serial, which 9 files have: about 25.5 s instead of about 1 min 17 s"}},
		"several slots": {"@baleen:slots(3)", []string{"without @baleen:slots, which 9 files have: about 25.5 s instead of about 1 min 17 s"}},
		"one slot":      {"@baleen:slots(1)", nil},
	} {
		plan := finished(t, time.Second, 500*time.Millisecond, inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto}})
		for i, p := range plan.files[0].chosen {
			plan.files[0].chosen[i].Tags = append(p.Tags, tt.tag)
		}
		for range 8 {
			plan.files = append(plan.files, plan.files[0])
		}
		if diff := cmp.Diff(tt.want, plan.Advise()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
