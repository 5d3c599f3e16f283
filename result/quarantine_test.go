package result

import (
	"slices"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestQuarantine: a failure in quarantine decides nothing, and everything else does as before.
func TestQuarantine(t *testing.T) {
	const a = "features/a.feature"
	pass := func(line int) cucumber.Scenario { return observed(a, line, cucumber.Passed) }
	fail := func(line int) cucumber.Scenario { return observed(a, line, cucumber.Failed) }
	hook := seen(true, pass(2), fail(9))
	hook.Report.Problems = []string{"AfterAll failed"}
	for name, tc := range map[string]struct {
		class   Class
		exit    int
		seen    Observation
		check   *Observation // what a run of the others shows
		status  int
		because string
	}{
		"it failed":                {Failed, 1, seen(true, pass(2), fail(9)), &Observation{Report: seen(true, pass(2)).Report}, ExitPassed, ""},
		"it failed, nothing shown": {Failed, 1, seen(true, pass(2), fail(9)), nil, ExitFailed, "no run without them ended with status 0"},
		"it failed, exit 0":        {Passed, 0, seen(true, pass(2), fail(9)), nil, ExitPassed, ""},
		"undefined, exit 0":        {Passed, 0, seen(true, pass(2), observed(a, 9, cucumber.Undefined)), nil, ExitPassed, ""},
		"another failed too":       {Failed, 1, seen(true, fail(2), fail(9)), nil, ExitFailed, "1 scenario failed"},
		"it did not run":           {Passed, 0, seen(true, pass(2)), nil, ExitIncomplete, "did not run"},
		"a run hook failed":        {Failed, 1, hook, nil, ExitFailed, "AfterAll failed"},
		"it timed out":             {Timeout, 137, seen(false, pass(2), fail(9)), nil, ExitIncomplete, "ended as timeout"},
		"the report is cut":        {Failed, 1, seen(false, pass(2), fail(9)), nil, ExitFailed, "truncated"},
	} {
		for _, expired := range []bool{false, true} {
			r := planned(2, 9)
			r.Files[0].Scenarios[1].Quarantine = &Quarantine{Owner: "@me", Expires: "2026-12-31", Expired: expired, Entry: "q.yaml:3"}
			first := r.Record(attempt(tc.class, tc.exit), tc.seen)
			if tc.check != nil && !expired {
				if lines := r.Unproven(first); !slices.Equal(lines[a], []int{2}) {
					t.Errorf("%s: the others are %v", name, lines)
				}
				again := attempt(Passed, 0)
				again.Number, again.Check, again.Lines = 2, 1, map[string][]int{a: {2}}
				r.Record(again, *tc.check)
			}
			other(r)
			r.Judge(0)
			reasons := strings.Join(r.Verdict.Reasons, "; ")
			if expired {
				if r.Verdict.Exit == ExitPassed || !strings.Contains(reasons, "the quarantine at q.yaml:3 expired on 2026-12-31 (@me)") {
					t.Errorf("%s, expired: %d, %s", name, r.Verdict.Exit, reasons)
				}
				continue
			}
			if r.Verdict.Exit != tc.status || !strings.Contains(reasons, tc.because) || (reasons == "") != (tc.because == "") {
				t.Errorf("%s: %d, %s", name, r.Verdict.Exit, reasons)
			}
		}
	}
}

// TestAllQuarantined: a run whose scenarios all failed in quarantine ran, and nothing is left to run again without them.
func TestAllQuarantined(t *testing.T) {
	r := planned(2, 9)
	r.Files = r.Files[:1]
	for i := range r.Files[0].Scenarios {
		r.Files[0].Scenarios[i].Quarantine = &Quarantine{Owner: "@me", Expires: "2026-12-31"}
	}
	const a = "features/a.feature"
	first := r.Record(attempt(Failed, 1), seen(true, observed(a, 2, cucumber.Failed), observed(a, 9, cucumber.Failed)))
	r.Judge(0)
	if c := r.Counts(); r.Verdict.Exit != ExitPassed || r.Unproven(first) != nil || c.Quarantined != 2 || c.Skipped != 2 || c.Failed != 0 {
		t.Errorf("%+v, %+v", r.Verdict, r.Counts())
	}
}

func TestHistoryWords(t *testing.T) {
	for want, h := range map[string]History{
		"new: it never ran before":                                   {Word: HistoryNew},
		"new: it did not fail in its last run":                       {Word: HistoryNew, Runs: 9},
		"new: it flaked in 2 of its last 9 runs":                     {Word: HistoryNew, Flaked: 2, Runs: 9},
		"known to flake: in 5 of its last 40 runs":                   {Word: HistoryFlaky, Flaked: 5, Runs: 40},
		"has failed since run 20260101-000000-aa":                    {Word: HistoryFailing, Since: "20260101-000000-aa", Runs: 9},
		"has failed since run 1, and flaked in 2 of its last 9 runs": {Word: HistoryFailing, Since: "1", Flaked: 2, Runs: 9},
	} {
		if got := h.String(); got != want {
			t.Errorf("%+v: %q, want %q", h, got, want)
		}
	}
}
