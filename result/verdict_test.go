package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// TestVerdict is the table of what a runner can say and do, and what must come of it.
func TestVerdict(t *testing.T) {
	const a = "features/a.feature"
	pass := func(line int) cucumber.Scenario { return observed(a, line, cucumber.Passed) }
	open := pass(9)
	open.Open = true
	flaky := pass(2)
	flaky.Attempts = 2
	for name, tc := range map[string]struct {
		class   Class
		exit    int
		seen    Observation
		loose   bool
		want    string // statuses of the scenarios at lines 2 and 9, and of what was added
		status  int
		because string
	}{
		"all passed":               {Passed, 0, seen(true, pass(2), pass(9)), false, "passed passed", 0, ""},
		"other order":              {Passed, 0, seen(true, pass(9), pass(2)), false, "passed passed", 0, ""},
		"absolute path":            {Passed, 0, seen(true, observed("/suite/"+a, 2, "passed"), observed("file:///suite/"+a, 9, "passed")), false, "passed passed", 0, ""},
		"path with lines":          {Passed, 0, seen(true, observed(a+":2", 2, "passed"), observed(a+":2:9", 9, "passed")), false, "passed passed", 0, ""},
		"dot path":                 {Passed, 0, seen(true, observed("./"+a, 2, "passed"), observed(a, 9, "passed")), false, "passed passed", 0, ""},
		"passed at second try":     {Passed, 0, seen(true, flaky, pass(9)), false, "passed passed", 0, ""},
		"one failed":               {Failed, 1, seen(true, pass(2), observed(a, 9, cucumber.Failed)), false, "passed failed", 1, "1 scenario failed"},
		"failed and exit 0":        {Passed, 0, seen(true, pass(2), observed(a, 9, cucumber.Failed)), false, "passed failed", 1, "1 scenario failed"},
		"skipped":                  {Passed, 0, seen(true, pass(2), observed(a, 9, cucumber.Skipped)), false, "passed skipped", 0, ""},
		"undefined, strict":        {Passed, 0, seen(true, pass(2), observed(a, 9, cucumber.Undefined)), false, "passed undefined", 1, "1 scenario failed"},
		"undefined, loose":         {Failed, 1, seen(true, pass(2), observed(a, 9, cucumber.Undefined)), true, "passed undefined", 1, "the scenarios that explained it no longer count as failed"},
		"pending, loose":           {Failed, 1, seen(true, pass(2), observed(a, 9, cucumber.Pending)), true, "passed pending", 1, "the scenarios that explained it no longer count as failed"},
		"ambiguous, loose":         {Failed, 1, seen(true, pass(2), observed(a, 9, cucumber.Ambiguous)), true, "passed ambiguous", 1, "1 scenario failed"},
		"unknown":                  {Passed, 0, seen(true, pass(2), observed(a, 9, cucumber.Unknown)), false, "passed unknown", 1, "1 scenario failed"},
		"missing":                  {Passed, 0, seen(true, pass(2)), false, "passed not-run", 3, "1 planned scenario did not run"},
		"nothing ran":              {Passed, 0, seen(true), false, "not-run not-run", 3, "2 planned scenarios did not run"},
		"unexpected":               {Passed, 0, seen(true, pass(2), pass(9), pass(30)), false, "passed passed unexpected", 3, "not planned"},
		"another file":             {Passed, 0, seen(true, pass(2), pass(9), observed("features/c.feature", 3, "passed")), false, "passed passed unexpected", 3, "not planned"},
		"another line elsewhere":   {Passed, 0, seen(true, pass(2), pass(9), observed("features/b.feature", 4, "passed")), false, "passed passed unexpected", 3, "not planned"},
		"another scenario's name":  {Passed, 0, seen(true, pass(2), renamed(pass(9), "something else")), false, "passed not-run unexpected", 3, "not planned"},
		"its name, padded":         {Passed, 0, seen(true, pass(2), renamed(pass(9), " s9\t")), false, "passed passed", 0, ""},
		"no name":                  {Passed, 0, seen(true, pass(2), renamed(pass(9), "")), false, "passed not-run unexpected", 3, "not planned"},
		"a part of its name":       {Passed, 0, seen(true, pass(2), renamed(pass(9), "s")), false, "passed not-run unexpected", 3, "not planned"},
		"its name alone":           {Passed, 0, seen(true, pass(2), renamed(pass(0), "s9")), false, "passed passed", 0, ""},
		"another name alone":       {Passed, 0, seen(true, pass(2), renamed(pass(0), "s7")), false, "passed not-run unexpected", 3, "not planned"},
		"planned elsewhere":        {Passed, 0, seen(true, pass(2), pass(9), observed("features/b.feature", 3, "passed")), false, "passed passed", 0, ""},
		"failed, of elsewhere":     {Failed, 1, seen(true, pass(2), pass(9), observed("features/b.feature", 3, "failed")), false, "passed passed", 1, "failed in this container, to which it is not assigned"},
		"failed of elsewhere, 0":   {Passed, 0, seen(true, pass(2), pass(9), observed("features/b.feature", 3, "failed")), false, "passed passed", 1, "failed in this container, to which it is not assigned"},
		"twice":                    {Passed, 0, seen(true, pass(2), pass(9), pass(9)), false, "passed passed duplicate", 3, "not planned, or was reported twice"},
		"a failure hidden twice":   {Passed, 0, seen(true, pass(2), observed(a, 9, "failed"), pass(9)), false, "passed failed duplicate", 3, "twice"},
		"truncated, exit 0":        {Passed, 0, seen(false, pass(2), open), false, "passed interrupted", 3, "without a complete report"},
		"truncated, all there":     {Passed, 0, seen(false, pass(2), pass(9)), false, "passed passed", 3, "without a complete report"},
		"truncated, exit 1, loose": {Failed, 1, seen(false, pass(2), observed(a, 9, cucumber.Pending)), true, "passed pending", 1, "is truncated"},
		"problem outside, loose": {Failed, 1, Observation{Report: &cucumber.Report{Source: "messages", Complete: true,
			Scenarios: []cucumber.Scenario{pass(2), observed(a, 9, cucumber.Pending)}, Problems: []string{"AfterAll failed"}}}, true, "passed pending", 1, "AfterAll failed"},
		"says itself that it failed": {Passed, 0, Observation{Report: &cucumber.Report{Source: "messages", Complete: true, Failed: true,
			Scenarios: []cucumber.Scenario{pass(2), pass(9)}}}, false, "passed passed", 1, "though no scenario failed"},
		"truncated, exit 1":       {Failed, 1, seen(false, pass(2), open), false, "passed interrupted", 1, "1 scenario failed"},
		"exit 1, all passed":      {Failed, 1, seen(true, pass(2), pass(9)), false, "passed passed", 1, "exit status 1 though no scenario failed"},
		"no report, exit 0":       {Passed, 0, Observation{Problem: "none"}, false, "not-run not-run", 3, "without a complete report"},
		"no report, exit 1":       {Failed, 1, Observation{Problem: "none"}, false, "not-run not-run", 1, "exit status 1: none"},
		"killed":                  {Killed, 137, seen(false, pass(2), open), false, "passed interrupted", 3, "the container ended as killed"},
		"killed after all passed": {Killed, 137, seen(true, pass(2), pass(9)), false, "passed passed", 3, "the container ended as killed"},
		"timeout, no report":      {Timeout, 137, Observation{}, false, "not-run not-run", 3, "the container ended as timeout"},
		"problem outside, exit 0": {Passed, 0, Observation{Report: &cucumber.Report{Source: "messages", Complete: true,
			Scenarios: []cucumber.Scenario{pass(2), pass(9)}, Problems: []string{"AfterAll failed"}}}, false, "passed passed", 1, "AfterAll failed"},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 9)
			r.Strict = !tc.loose
			r.Record(attempt(tc.class, tc.exit), tc.seen)
			other(r)
			r.Judge(0)
			var got []string
			for _, s := range r.Files[0].Scenarios {
				got = append(got, string(s.Status))
				if (s.Status == cucumber.Passed) != (s.Failure == nil) {
					t.Errorf("%s: status %s and failure %v", s.Name, s.Status, s.Failure)
				}
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
			if r.Verdict.Exit != tc.status {
				t.Errorf("exit status %d, want %d: %v", r.Verdict.Exit, tc.status, r.Verdict.Reasons)
			}
			if reasons := strings.Join(r.Verdict.Reasons, "; "); !strings.Contains(reasons, tc.because) || (reasons == "") != (tc.because == "") {
				t.Errorf("reasons %q, want one with %q", reasons, tc.because)
			}
		})
	}
}

// TestExitZero: only scenarios that failed are forgiven.
func TestExitZero(t *testing.T) {
	const a = "features/a.feature"
	bad := observed(a, 9, cucumber.Failed)
	with := func(o Observation, edit func(*cucumber.Report)) Observation { edit(o.Report); return o }
	for name, tc := range map[string]struct {
		class  Class
		exit   int
		seen   Observation
		status int
	}{
		"one failed":                  {Failed, 1, seen(true, observed(a, 2, "passed"), bad), ExitPassed},
		"all failed":                  {Failed, 1, seen(true, observed(a, 2, "failed"), bad), ExitPassed},
		"one failed, exit 0":          {Passed, 0, seen(true, observed(a, 2, "passed"), bad), ExitPassed},
		"no report":                   {Failed, 1, Observation{Problem: "none"}, ExitFailed},
		"no report, exit 0":           {Passed, 0, Observation{Problem: "none"}, ExitIncomplete},
		"none ran":                    {Failed, 1, seen(true), ExitIncomplete},
		"all passed, exit 1":          {Failed, 1, seen(true, observed(a, 2, "passed"), observed(a, 9, "passed")), ExitFailed},
		"broke off after the failure": {Failed, 1, seen(false, observed(a, 2, "passed"), bad), ExitFailed},
		"a run hook failed besides": {Failed, 1, with(seen(true, observed(a, 2, "passed"), bad), func(r *cucumber.Report) {
			r.Problems = []string{"AfterAll failed"}
		}), ExitFailed},
		"killed": {Killed, 137, seen(true, observed(a, 2, "passed"), bad), ExitIncomplete},
	} {
		r := planned(2, 9)
		r.Record(attempt(tc.class, tc.exit), tc.seen)
		other(r)
		r.Judge(0)
		if got := r.Status(true); got != tc.status || r.Status(false) != r.Verdict.Exit {
			t.Errorf("%s: %d, want %d: %v", name, got, tc.status, r.Verdict.Reasons)
		}
	}
}

func TestVerdictOfWhatNeverStarted(t *testing.T) {
	r := planned(2)
	other(r)
	r.Judge(0)
	if r.Verdict.Exit != ExitIncomplete {
		t.Errorf("a file without a container is %+v", r.Verdict)
	}
	r.Signal = "interrupt"
	r.Judge(2)
	if r.Verdict.Exit != 130 || r.Verdict.State != StateCancelled {
		t.Errorf("a cancelled run is %+v", r.Verdict)
	}
}
