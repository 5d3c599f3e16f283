package result

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// weight is what one scenario of a status does to the exit status of its run.
func weight(status cucumber.Status, strict bool) int {
	switch status {
	case cucumber.Passed, cucumber.Skipped, Deselected:
		return ExitPassed
	case NotRun, Unexpected, Duplicate:
		return ExitIncomplete
	case cucumber.Undefined, cucumber.Pending:
		if !strict {
			return ExitPassed
		}
	}
	return ExitFailed
}

func allStatuses() []cucumber.Status {
	return []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Skipped, cucumber.Pending, cucumber.Undefined, cucumber.Ambiguous,
		cucumber.Unknown, Deselected, Interrupted, NotRun, Unexpected, Duplicate}
}

// having is a run without attempts of one scenario that passed, and one of each status given.
func having(strict bool, statuses ...cucumber.Status) *Run {
	r := &Run{Strict: strict, Files: []File{{Path: "a.feature", Scenarios: []Scenario{{Name: "s1", Line: 1, Status: cucumber.Passed}}}}}
	for i, status := range statuses {
		r.Files[0].Scenarios = append(r.Files[0].Scenarios, Scenario{Name: fmt.Sprintf("s%d", i+2), Line: i + 2, Status: status})
	}
	return r
}

// TestWorstScenarioDecides: of any two scenarios the worse decides, in either order, and every scenario is counted once.
func TestWorstScenarioDecides(t *testing.T) {
	for _, strict := range []bool{true, false} {
		for _, one := range allStatuses() {
			for _, two := range allStatuses() {
				r := having(strict, one, two)
				r.Judge(0)
				want := max(weight(one, strict), weight(two, strict))
				if r.Verdict.Exit != want || (want == ExitPassed) != (len(r.Verdict.Reasons) == 0) {
					t.Errorf("%s and %s, strict %t: %d, want %d: %v", one, two, strict, r.Verdict.Exit, want, r.Verdict.Reasons)
				}
				c := r.Counts()
				if c.Total != 3 || c.Passed+c.Failed+c.Skipped+c.Missing != 3 || (c.Red() > 0) != (want != ExitPassed) {
					t.Errorf("%s and %s, strict %t: %+v", one, two, strict, c)
				}
				zero := want
				if want == ExitFailed {
					zero = ExitPassed
				}
				if got := r.Status(true); got != zero || r.Status(false) != want {
					t.Errorf("%s and %s, strict %t: with exit zero %d, want %d", one, two, strict, got, zero)
				}
			}
		}
	}
}

// TestFlakyFails: a scenario that passed at a later try fails only if that is asked for, and exit-zero forgives it.
func TestFlakyFails(t *testing.T) {
	for _, fails := range []bool{false, true} {
		r := having(true, cucumber.Passed)
		r.FlakyFails, r.Files[0].Scenarios[1].Flaky = fails, true
		r.Judge(0)
		want := map[bool]int{false: ExitPassed, true: ExitFailed}[fails]
		if c := r.Counts(); r.Verdict.Exit != want || c.Flaky != 1 || c.Red() != want || r.Status(true) != ExitPassed {
			t.Errorf("flaky fails %t: %+v, %+v", fails, r.Verdict, c)
		}
	}
}

// TestSignalDecides: whatever became of the scenarios, a cancelled run says so first, and exit-zero does not forgive it.
func TestSignalDecides(t *testing.T) {
	for _, status := range allStatuses() {
		for _, signal := range []int{1, 2, 15} {
			r := having(true, status)
			r.Signal = "a signal"
			r.Judge(signal)
			v := r.Verdict
			if v.Exit != 128+signal || r.Status(true) != 128+signal || v.State != StateCancelled || v.Reasons[0] != "cancelled by a signal" {
				t.Errorf("%s, signal %d: %+v", status, signal, v)
			}
			if (len(v.Reasons) > 1) != (weight(status, true) != ExitPassed) {
				t.Errorf("%s: the other reasons are %v", status, v.Reasons[1:])
			}
		}
	}
}

// TestInfrastructureDecides: a container that did not end by itself leaves the run incomplete, though all that it ran is
// told as passed or failed.
func TestInfrastructureDecides(t *testing.T) {
	const a = "features/a.feature"
	for _, class := range []Class{BeforeRunFailed, BeforeFailed, ServiceFault, Timeout, Silent, OOM, Killed, StartFailed, BadImage, Removed, Lost, OutputIncomplete, NoSpace, Unplaced, Cancelled} {
		for _, status := range []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Skipped} {
			r := planned(2)
			r.Record(attempt(class, 137), seen(true, observed(a, 2, status)))
			other(r)
			r.Judge(0)
			said := func(reason string) bool { return strings.HasPrefix(reason, "the container ended as "+string(class)) }
			if r.Verdict.Exit != ExitIncomplete || r.Status(true) != ExitIncomplete || !slices.ContainsFunc(r.Verdict.Reasons, said) {
				t.Errorf("%s, %s: %+v", class, status, r.Verdict)
			}
			if got := r.Files[0].Scenarios[0].Status; got != status {
				t.Errorf("%s: what was told as %s became %s", class, status, got)
			}
		}
	}
}

// TestNothingRan: a run in which everything was skipped is incomplete, unless that is allowed or it is one node of several.
func TestNothingRan(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(r *Run)
		want   int
	}{
		"all skipped":        {func(*Run) {}, ExitIncomplete},
		"allowed":            {func(r *Run) { r.AllowEmpty = true }, ExitPassed},
		"one node of two":    {func(r *Run) { r.Node = &Node{Index: 1, Total: 2} }, ExitPassed},
		"the only node":      {func(r *Run) { r.Node = &Node{Index: 1, Total: 1} }, ExitIncomplete},
		"one left out":       {func(r *Run) { r.Files[0].Scenarios[1].Status = Deselected }, ExitIncomplete},
		"undefined, lenient": {func(r *Run) { r.Files[0].Scenarios[1].Status = cucumber.Undefined }, ExitIncomplete},
		"no scenario":        {func(r *Run) { r.Files = nil }, ExitPassed},
		"one passed":         {func(r *Run) { r.Files[0].Scenarios[1].Status = cucumber.Passed }, ExitPassed},
	} {
		r := having(false, cucumber.Skipped)
		r.Files[0].Scenarios[0].Status = cucumber.Skipped
		tc.change(r)
		r.Judge(0)
		if r.Verdict.Exit != tc.want || r.Status(true) != tc.want {
			t.Errorf("%s: %+v", name, r.Verdict)
		}
	}
}
