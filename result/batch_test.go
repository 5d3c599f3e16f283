package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

const (
	fileA = "features/a.feature"
	fileB = "features/b.feature"
)

// both is an attempt at both files in one container.
func both(class Class, exit int) Attempt {
	a := attempt(class, exit)
	a.Files = []string{fileA, fileB}
	return a
}

// statuses are those of all scenarios of a run, in order.
func statuses(r *Run) string {
	var out []string
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			out = append(out, string(s.Status))
		}
	}
	return strings.Join(out, " ")
}

// TestBatch: the files of one container are told apart by their paths, though lines and names are the same.
func TestBatch(t *testing.T) {
	a := func(status cucumber.Status) cucumber.Scenario { return observed(fileA, 3, status) }
	b := func(status cucumber.Status) cucumber.Scenario { return observed(fileB, 3, status) }
	for name, tc := range map[string]struct {
		attempt Attempt
		seen    Observation
		want    string
		exit    int
	}{
		"both passed":            {both(Passed, 0), seen(true, a("passed"), b("passed")), "passed passed", ExitPassed},
		"mixed up":               {both(Passed, 0), seen(true, b("passed"), a("passed")), "passed passed", ExitPassed},
		"the first failed":       {both(Failed, 1), seen(true, a("failed"), b("passed")), "failed passed", ExitFailed},
		"the second failed":      {both(Failed, 1), seen(true, a("passed"), b("failed")), "passed failed", ExitFailed},
		"the second is missing":  {both(Passed, 0), seen(true, a("passed")), "passed not-run", ExitIncomplete},
		"the first is there two": {both(Passed, 0), seen(true, a("passed"), a("passed")), "passed duplicate not-run", ExitIncomplete},
		"killed between":         {both(Killed, 137), seen(false, a("passed")), "passed not-run", ExitIncomplete},
		"no report":              {both(Failed, 2), Observation{Problem: "none"}, "not-run not-run", ExitFailed},
	} {
		r := planned(3)
		r.Record(tc.attempt, tc.seen)
		r.Judge(0)
		if got := statuses(r); got != tc.want || r.Verdict.Exit != tc.exit {
			t.Errorf("%s: %s, %+v", name, got, r.Verdict)
		}
	}
}

// TestRetryOfABatch: a retry of one scenario leaves the rest as it was, and counts what failed by file.
func TestRetryOfABatch(t *testing.T) {
	r := planned(2, 9)
	first := r.Record(both(Failed, 1), seen(true, observed(fileA, 2, "passed"), observed(fileA, 9, "failed"), observed(fileB, 3, "failed")))
	if diff := cmp.Diff(map[string][]int{fileA: {9}, fileB: {3}}, first.Failed); diff != "" || first.Told != 3 || first.Missing != 0 {
		t.Errorf("told %d, missing %d\n%s", first.Told, first.Missing, diff)
	}
	again := both(Failed, 1)
	again.Number, again.Lines = 2, map[string][]int{fileA: {9}, fileB: {3}}
	r.Record(again, seen(true, observed(fileA, 9, "passed"), observed(fileB, 3, "failed")))
	r.Judge(0)
	s := r.Files[0].Scenarios
	if statuses(r) != "passed passed failed" || s[0].Flaky || !s[1].Flaky || s[0].Attempt != first.ID() || s[1].Attempt != "features-a.2" {
		t.Errorf("%+v", r.Files)
	}
	if r.Failures(fileA, 9) != 1 || r.Failures(fileB, 3) != 2 || r.Failures(fileA, 2) != 0 {
		t.Errorf("%d, %d and %d failures", r.Failures(fileA, 9), r.Failures(fileB, 3), r.Failures(fileA, 2))
	}
	if c := r.Counts(); r.Verdict.Exit != ExitFailed || c.Failed != 1 || c.Flaky != 1 {
		t.Errorf("%+v, %+v", r.Verdict, c)
	}
}

// TestRetryThatDies: a retry whose container is lost never lets the run pass, and a later one may make up for it.
func TestRetryThatDies(t *testing.T) {
	for _, class := range []Class{Lost, OOM, Timeout, StartFailed} {
		r := planned(9)
		other(r)
		r.Record(attempt(Failed, 1), seen(true, observed(fileA, 9, "failed")))
		r.Record(later(2, class, 9), Observation{Problem: "none"})
		r.Judge(0)
		if got := r.Verdict.Exit; got != ExitIncomplete || r.Status(true) != ExitIncomplete {
			t.Errorf("%s: exit status %d, %s", class, got, statuses(r))
		}
	}
}

// TestCheckAndAlone: a check that passes proves the rest of a failed attempt, and an attempt that runs alone proves nothing.
func TestCheckAndAlone(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(a *Attempt)
		exit   int
	}{
		"check": {func(a *Attempt) { a.Check = 1 }, ExitPassed},
		"alone": {func(a *Attempt) { a.Alone = true }, ExitFailed},
	} {
		r := planned(2, 9)
		other(r)
		r.Record(attempt(Failed, 1), seen(true, observed(fileA, 2, "passed"), observed(fileA, 9, "failed")))
		r.Record(later(2, Passed, 9), seen(true, observed(fileA, 9, "passed")))
		last := later(3, Passed, 2)
		tc.change(&last)
		r.Record(last, seen(true, observed(fileA, 2, "passed")))
		r.Judge(0)
		if r.Verdict.Exit != tc.exit || statuses(r) != "passed passed passed" || len(r.Attempts) != 4 {
			t.Errorf("%s: %+v", name, r.Verdict)
		}
	}
}
