package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// later is one more attempt at some lines of a.feature.
func later(number int, class Class, lines ...int) Attempt {
	a := attempt(class, 0)
	if class == Failed {
		a.Exit = 1
	}
	a.Number, a.Lines = number, map[string][]int{"features/a.feature": lines}
	return a
}

// TestRetryForgetsNothing: an exit status that a scenario explained which passed when it was tried again is explained no
// more. What else passed then has to run once more with status 0.
func TestRetryForgetsNothing(t *testing.T) {
	const a = "features/a.feature"
	pass := func(line int) cucumber.Scenario { return observed(a, line, cucumber.Passed) }
	bad := func(line int) cucumber.Scenario { return observed(a, line, cucumber.Failed) }
	first := func(r *Run) { r.Record(attempt(Failed, 1), seen(true, pass(2), pass(5), bad(9))) }
	again := func(r *Run) { r.Record(later(2, Passed, 9), seen(true, pass(9))) }
	for name, tc := range map[string]struct {
		attempts []func(*Run)
		unproven map[string][]int // of the last attempt that has any
		status   int
		because  string
	}{
		"failed":                  {[]func(*Run){first}, nil, 1, "1 scenario failed"},
		"tried again":             {[]func(*Run){first, again}, map[string][]int{a: {2, 5}}, 1, "the scenarios that explained it no longer count as failed"},
		"and the rest passed":     {[]func(*Run){first, again, func(r *Run) { r.Record(later(3, Passed, 2, 5), seen(true, pass(2), pass(5))) }}, nil, 0, ""},
		"and the rest exited 1":   {[]func(*Run){first, again, func(r *Run) { r.Record(later(3, Failed, 2, 5), seen(true, pass(2), pass(5))) }}, nil, 1, "exit status 1 though no scenario failed"},
		"and another failed":      {[]func(*Run){first, again, func(r *Run) { r.Record(later(3, Failed, 2, 5), seen(true, pass(2), bad(5))) }}, nil, 1, "1 scenario failed"},
		"and passed, tried again": {[]func(*Run){first, again, func(r *Run) { r.Record(later(3, Failed, 2, 5), seen(true, pass(2), bad(5))) }, func(r *Run) { r.Record(later(4, Passed, 5), seen(true, pass(5))) }}, map[string][]int{a: {2}}, 1, "no longer count as failed"},
		"all were tried again":    {[]func(*Run){func(r *Run) { r.Record(attempt(Failed, 1), seen(true, bad(2), bad(5), bad(9))) }, func(r *Run) { r.Record(later(2, Passed, 2, 5, 9), seen(true, pass(2), pass(5), pass(9))) }}, nil, 0, ""},
		"the retry exited 1":      {[]func(*Run){first, func(r *Run) { r.Record(later(2, Failed, 9), seen(true, pass(9))) }}, map[string][]int{a: {2, 5}}, 1, "exit status 1 though no scenario failed"},
		"a hook failed, reported": {[]func(*Run){func(r *Run) { r.Record(attempt(Failed, 1), withProblem(seen(true, pass(2), pass(5), bad(9)))) }, again}, nil, 1, "AfterAll failed"},
		"a hook failed, in output": {[]func(*Run){func(r *Run) {
			r.Record(attempt(Failed, 1), Observation{Report: seen(true, pass(2), pass(5), bad(9)).Report, Outside: []string{"HOOK-ERROR"}})
		}, again}, nil, 1, "HOOK-ERROR"},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 5, 9)
			for _, record := range tc.attempts {
				record(r)
			}
			other(r)
			r.Judge(0)
			var unproven map[string][]int
			for _, one := range r.Attempts {
				if lines := r.Unproven(one); lines != nil {
					unproven = lines
				}
			}
			if diff := cmp.Diff(tc.unproven, unproven); diff != "" {
				t.Error(diff)
			}
			if reasons := strings.Join(r.Verdict.Reasons, "; "); r.Verdict.Exit != tc.status || !strings.Contains(reasons, tc.because) {
				t.Errorf("exit status %d, want %d: %s", r.Verdict.Exit, tc.status, reasons)
			}
		})
	}
}

func withProblem(o Observation) Observation {
	o.Report.Problems = []string{"AfterAll failed"}
	return o
}

// TestLenientForgetsNothing: what is no failure because the run is not strict explains a status only if the runner gives
// it for that, and does not hide what else failed.
func TestLenientForgetsNothing(t *testing.T) {
	const a = "features/a.feature"
	undefined := observed(a, 9, cucumber.Undefined)
	for name, tc := range map[string]struct {
		runner string
		seen   []cucumber.Scenario
		check  Class // of an attempt at the rest; empty: there is none
		status int
	}{
		"not checked":             {"behave", []cucumber.Scenario{observed(a, 2, "passed"), undefined}, "", 1},
		"the rest exited 0":       {"behave", []cucumber.Scenario{observed(a, 2, "passed"), undefined}, Passed, 0},
		"the rest exited 1":       {"behave", []cucumber.Scenario{observed(a, 2, "passed"), undefined}, Failed, 1},
		"exit status 0":           {"godog", []cucumber.Scenario{observed(a, 2, "passed"), undefined}, "", 0},
		"there is no rest":        {"behave", []cucumber.Scenario{observed(a, 2, "undefined"), undefined}, "", 0},
		"a command of one's own":  {"custom", []cucumber.Scenario{observed(a, 2, "passed"), undefined}, "", 0},
		"no status for undefined": {"cucumber-ruby", []cucumber.Scenario{observed(a, 2, "undefined"), undefined}, "", 1},
	} {
		r := planned(2, 9)
		r.Strict, r.Runner = false, tc.runner
		first := attempt(Failed, 1)
		if tc.runner == "godog" { // which gives 0 for undefined, unless its program is strict
			first = attempt(Passed, 0)
		}
		r.Record(first, seen(true, tc.seen...))
		if tc.check != "" {
			r.Record(later(2, tc.check, 2), seen(true, observed(a, 2, "passed")))
		}
		other(r)
		r.Judge(0)
		if r.Verdict.Exit != tc.status {
			t.Errorf("%s: exit status %d, want %d: %v", name, r.Verdict.Exit, tc.status, r.Verdict.Reasons)
		}
	}
}

// TestRowsThatCannotBeSelected: where a runner runs all rows of an outline, those beside one that explains the status
// cannot run without it.
func TestRowsThatCannotBeSelected(t *testing.T) {
	const a = "features/a.feature"
	for runner, want := range map[string]map[string][]int{"godog": {a: {2}}, "behave": {a: {2, 8}}} {
		r := planned(2, 8, 9)
		r.Runner = runner
		r.Files[0].Scenarios[1].Outline, r.Files[0].Scenarios[2].Outline = 5, 5
		r.Record(attempt(Failed, 1), seen(true, observed(a, 2, "passed"), observed(a, 8, "passed"), observed(a, 9, "failed")))
		r.Record(later(2, Passed, 9), seen(true, observed(a, 8, "passed"), observed(a, 9, "passed")))
		if diff := cmp.Diff(want, r.Unproven(r.Attempts[0])); diff != "" {
			t.Errorf("%s: %s", runner, diff)
		}
	}
}

// TestOddStatus: a status that failed scenarios do not give is some other failure, and exit-zero does not forgive it.
func TestOddStatus(t *testing.T) {
	const a = "features/a.feature"
	for _, tc := range []struct {
		command      []string
		exit, status int // with exit-zero
	}{
		{[]string{"behave", "{files}"}, 1, 0},
		{[]string{"behave", "{files}"}, 7, 1},
		{[]string{"sh", "-c", "behave {files} || exit 7"}, 7, 0},
	} {
		r := planned(2, 9)
		r.Runner, r.Command = "behave", tc.command
		r.Record(attempt(Failed, tc.exit), seen(true, observed(a, 2, "passed"), observed(a, 9, "failed")))
		other(r)
		r.Judge(0)
		if got := r.Status(true); got != tc.status {
			t.Errorf("%q, exit status %d: %d, want %d: %v", tc.command, tc.exit, got, tc.status, r.Verdict.Reasons)
		}
	}
}

// TestSwallowedStatus: a report that says that the run failed is as good as an exit status that was swallowed, also of a file
// that Baleen could not parse.
func TestSwallowedStatus(t *testing.T) {
	const a = "features/a.feature"
	r := planned()
	r.Runner, r.Files[0].ParseFail = "behave", "line 3"
	o := seen(true, observed(a, 2, "passed"), observed(a, 9, "failed"))
	o.Report.Failed = true
	r.Record(attempt(Passed, 0), o)
	r.Record(later(2, Passed, 9), seen(true, observed(a, 9, "passed")))
	if diff := cmp.Diff(map[string][]int{a: {2}}, r.Unproven(r.Attempts[0])); diff != "" {
		t.Error(diff)
	}
}

func TestFailures(t *testing.T) {
	const a = "features/a.feature"
	r := planned(2, 9)
	r.Record(attempt(Failed, 1), seen(true, observed(a, 2, "failed"), observed(a, 9, "failed")))
	r.Record(later(2, Failed, 9), seen(true, observed(a, 2, "failed"), observed(a, 9, "failed"))) // 2 was not asked for
	alone := later(3, Failed, 9)
	alone.Alone = true
	r.Record(alone, seen(true, observed(a, 9, "failed")))
	if r.Failures(a, 2) != 1 || r.Failures(a, 9) != 2 {
		t.Errorf("%d and %d", r.Failures(a, 2), r.Failures(a, 9))
	}
}
