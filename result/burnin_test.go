package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestBurnIn: a run of a burn-in counts, and whatever else goes wrong in its container is red as well.
func TestBurnIn(t *testing.T) {
	const a = "features/a.feature"
	twice := observed(a, 2, cucumber.Passed)
	twice.Attempts = 2
	hook := seen(true, observed(a, 2, cucumber.Passed))
	hook.Report.Problems = []string{"AfterAll failed"}
	for name, tc := range map[string]struct {
		class        Class
		exit         int
		seen         Observation
		runs, failed int
		status       int
		because      string
	}{
		"passed":            {Passed, 0, seen(true, observed(a, 2, cucumber.Passed)), 1, 0, ExitPassed, ""},
		"failed":            {Failed, 1, seen(true, observed(a, 2, cucumber.Failed)), 1, 1, ExitFailed, "burn-in: it failed in 1 of 1 runs [features/a.feature:2]"},
		"undefined":         {Passed, 0, seen(true, observed(a, 2, cucumber.Undefined)), 1, 1, ExitFailed, "burn-in: it failed in 1 of 1 runs"},
		"passed on a retry": {Passed, 0, seen(true, twice), 1, 1, ExitFailed, "burn-in: it failed in 1 of 1 runs"},
		"skipped":           {Passed, 0, seen(true, observed(a, 2, cucumber.Skipped)), 0, 0, ExitPassed, ""},
		"not reported":      {Passed, 0, seen(true), 1, 1, ExitFailed, "burn-in: it failed in 1 of 1 runs"},
		"exit status 1":     {Failed, 1, seen(true, observed(a, 2, cucumber.Passed)), 1, 0, ExitFailed, "exit status 1 though no scenario failed"},
		"a run hook":        {Failed, 1, hook, 1, 0, ExitFailed, "AfterAll failed"},
		"no report":         {Passed, 0, Observation{Problem: "none"}, 0, 0, ExitIncomplete, "none"},
		"timeout":           {Timeout, 137, Observation{Problem: "none"}, 0, 0, ExitIncomplete, "ended as timeout"},
		"others besides":    {Passed, 0, seen(true, observed(a, 2, cucumber.Passed), observed(a, 9, cucumber.Failed)), 1, 0, ExitPassed, ""},
	} {
		r := planned(2, 9)
		r.Files[0].Scenarios[0].BurnIn = &BurnIn{Wanted: 2}
		r.Record(attempt(Passed, 0), seen(true, observed(a, 2, cucumber.Passed), observed(a, 9, cucumber.Passed)))
		other(r)
		again := attempt(tc.class, tc.exit)
		again.Number, again.Burn, again.Lines = 2, true, map[string][]int{a: {2}}
		r.Record(again, tc.seen)
		r.Judge(0)
		s, beside := r.Files[0].Scenarios[0], r.Files[0].Scenarios[1]
		if s.BurnIn.Runs != tc.runs || s.BurnIn.Failed != tc.failed || s.Status != cucumber.Passed || s.Attempt != "features-a.1" || s.Flaky != (tc.failed > 0) {
			t.Errorf("%s: %+v, %+v", name, s.BurnIn, s)
		}
		if beside.BurnIn != nil || beside.Status != cucumber.Passed || r.Failures(a, 2) != 0 {
			t.Errorf("%s: %+v", name, beside)
		}
		reasons := strings.Join(r.Verdict.Reasons, "; ")
		if r.Verdict.Exit != tc.status || !strings.Contains(reasons, tc.because) || (reasons == "") != (tc.because == "") {
			t.Errorf("%s: %d, %s", name, r.Verdict.Exit, reasons)
		}
	}
}

// TestBurnInMessage: a scenario that failed in its burn-in shows the first failure, and how often it failed.
func TestBurnInMessage(t *testing.T) {
	const a = "features/a.feature"
	r := planned(2)
	r.Files[0].Scenarios[0].BurnIn = &BurnIn{Wanted: 7}
	r.Record(attempt(Passed, 0), seen(true, observed(a, 2, cucumber.Passed)))
	for n := 2; n <= 8; n++ {
		again := attempt(Failed, 1)
		again.Number, again.Burn, again.Lines = n, true, map[string][]int{a: {2}}
		r.Record(again, seen(true, observed(a, 2, cucumber.Failed)))
	}
	s := r.Files[0].Scenarios[0]
	if want := "burn-in: it failed in 7 of 7 runs, the first time:\nwhy"; s.Failure.Message != want || s.Earlier[0].Attempt != "features-a.2" || !s.BurnIn.Done() {
		t.Errorf("%+v, %+v", s.Failure, s.Earlier)
	}
	scenarios, sum := r.BurntIn()
	if scenarios != 1 || sum.Runs != 7 || sum.Failed != 7 {
		t.Errorf("%d, %+v", scenarios, sum)
	}
}

// TestBurnInOfAFile: where a file counts as one scenario, the exit status of every container counts.
func TestBurnInOfAFile(t *testing.T) {
	r := &Run{Runner: cucumber.ExitCode, Strict: true, Files: []File{{Path: "features/a.feature"}}}
	r.Files[0].Scenarios = []Scenario{r.Files[0].Whole()}
	r.Files[0].Scenarios[0].BurnIn = &BurnIn{Wanted: 2}
	r.Record(attempt(Passed, 0), Observation{})
	for n, class := range []Class{Passed, Failed} {
		again := attempt(class, n)
		again.Number, again.Burn, again.Lines = n+2, true, map[string][]int{"features/a.feature": {0}}
		r.Record(again, Observation{})
	}
	r.Judge(0)
	if b := r.Files[0].Scenarios[0].BurnIn; b.Runs != 2 || b.Failed != 1 || r.Verdict.Exit != ExitFailed {
		t.Errorf("%+v, %v", b, r.Verdict)
	}
}

// TestBurnInIsContinued: a scenario that runs again because it failed in its burn-in is burnt in again, and may pass.
func TestBurnInIsContinued(t *testing.T) {
	const a = "features/a.feature"
	r := planned(2, 9)
	r.Files[0].Scenarios[0].BurnIn = &BurnIn{Wanted: 1}
	r.Files[0].Scenarios[1].BurnIn = &BurnIn{Wanted: 1, Runs: 1}
	r.Record(attempt(Passed, 0), seen(true, observed(a, 2, cucumber.Passed), observed(a, 9, cucumber.Passed)))
	again := attempt(Failed, 1)
	again.Number, again.Burn, again.Lines = 2, true, map[string][]int{a: {2}}
	r.Record(again, seen(true, observed(a, 2, cucumber.Failed)))
	other(r)
	next := &Run{Runner: r.Runner, Strict: true}
	next.Continue(r, r.Unfinished())
	if s := next.Files[0].Scenarios; s[0].BurnIn.Runs != 0 || s[0].BurnIn.Done() || s[1].BurnIn.Runs != 1 || r.Files[0].Scenarios[0].BurnIn.Runs != 1 {
		t.Errorf("%+v, %+v", s[0].BurnIn, s[1].BurnIn)
	}
	for n, burn := range []bool{false, true} {
		once := attempt(Passed, 0)
		once.Number, once.Burn, once.Lines = 3+n, burn, map[string][]int{a: {2}}
		next.Record(once, seen(true, observed(a, 2, cucumber.Passed)))
	}
	next.Judge(0)
	if r.Tried() != 0 {
		t.Error("a burn-in takes retries from others")
	}
	if b := next.Files[0].Scenarios[0].BurnIn; next.Verdict.Exit != ExitPassed || !b.Done() {
		t.Errorf("%+v, %+v", b, next.Verdict)
	}
}
