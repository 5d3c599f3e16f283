package result

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// TestTrouble: what went wrong beside failed scenarios has a sentence of its own, which says first what was seen.
func TestTrouble(t *testing.T) {
	const a = "features/a.feature"
	pass, bad, last := observed(a, 2, cucumber.Passed), observed(a, 2, cucumber.Failed), observed(a, 9, cucumber.Passed)
	const hook = "BeforeAll s.js:9 failed: Error: no database\n    at s.js:9"
	for name, tc := range map[string]struct {
		class Class
		exit  int
		tail  string
		seen  Observation
		want  string
	}{
		"nothing":              {Passed, 0, "", seen(true, pass, last), ""},
		"a scenario failed":    {Failed, 1, "x", seen(true, bad, last), ""},
		"a run hook":           {Failed, 1, "x", Observation{Report: &cucumber.Report{Source: "messages", Complete: true, Problems: []string{hook}}}, "BeforeAll s.js:9 failed: Error: no database (exit status 1)"},
		"a run hook, in print": {Failed, 1, "x", Observation{Report: seen(true).Report, Outside: []string{"HOOK-ERROR in before_all: x"}}, "HOOK-ERROR in before_all: x (exit status 1)"},
		"before the first":     {Failed, 3, "Starting\nError: no database\n  at x", seen(true), "Error: no database (exit status 3 before the first scenario)"},
		"without a complaint":  {Failed, 3, "Starting\nGiving up\n", seen(true), "Giving up (exit status 3 before the first scenario)"},
		"without a word":       {Failed, 3, "", seen(true), "exit status 3 before the first scenario"},
		"before the last":      {Failed, 3, "panic: oh", seen(true, pass), "panic: oh (exit status 3 before the last scenario)"},
		"code does not load":   {Failed, 1, "SyntaxError: invalid syntax", Observation{Problem: "the runner wrote no report"}, "SyntaxError: invalid syntax: the suite's code does not load (exit status 1: the runner wrote no report)"},
		"no report":            {Failed, 1, "RuntimeError: x", Observation{Problem: "the runner wrote no report"}, "RuntimeError: x (exit status 1: the runner wrote no report)"},
		"no report, exit 0":    {Passed, 0, "", Observation{Problem: "the runner wrote no report"}, "the runner exited 0 without a complete report: the runner wrote no report"},
		"an unreadable report": {Failed, 1, "", Observation{Problem: "the runner wrote no report that can be read: x"}, "exit status 1: the runner wrote no report that can be read: x"},
		"breaks off":           {Passed, 0, "", seen(false, pass), "the runner exited 0 without a complete report: the report is truncated"},
		"all passed":           {Failed, 7, "Error: coverage 60 %", seen(true, pass, last), "exit status 7 though no scenario failed: Error: coverage 60 %"},
		"other names":          {Passed, 0, "", seen(true, renamed(pass, "older"), last), "the runner reported other scenarios in place of planned ones: does the image contain other feature files than the plan?"},
		"nothing ran":          {Passed, 0, "", seen(true), "the runner ran none of its scenarios (exit status 0)" + mayLeaveOut},
		"one is left out":      {Passed, 0, "", seen(true, pass), "the runner left out some of its scenarios (exit status 0)" + mayLeaveOut},
		"after a failure":      {Failed, 1, "", seen(true, bad), "the runner ran no scenario after a failed one (exit status 1): does the suite stop at the first failure?"},
		"a container":          {Timeout, 137, "", Observation{}, "the container ended as timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 9)
			one := attempt(tc.class, tc.exit)
			one.Tail = tc.tail
			got, found := r.Record(one, tc.seen).Trouble()
			if diff := cmp.Diff(tc.want, got.Headline); diff != "" || found != (tc.want != "") {
				t.Error(diff)
			}
			for _, s := range r.Files[0].Scenarios {
				if s.Status == NotRun && s.Failure.Message != tc.want {
					t.Errorf("%s did not run: %s", s.Name, s.Failure.Message)
				}
			}
		})
	}
}

// TestTroubleOfTimeouts: the processes that ran are a detail, so that containers whose time was up are shown as one trouble.
func TestTroubleOfTimeouts(t *testing.T) {
	run := &Run{}
	for _, file := range []string{"a", "b"} {
		run.Attempts = append(run.Attempts, Attempt{
			Unit: file, Number: 1, Class: Timeout, Evidence: "ended because its time was up: exit status 1, while these ran: behave " + file + ".feature",
		})
	}
	got := run.Troubles()
	if len(got) != 1 || got[0].Headline != "ended because its time was up: exit status 1 (the container ended as timeout)" {
		t.Fatalf("%+v", got)
	}
	if diff := cmp.Diff([]string{run.Attempts[0].Evidence}, got[0].Details); diff != "" {
		t.Error(diff)
	}
}

// TestTroubles: what many containers have in common is one trouble, though a port differs.
func TestTroubles(t *testing.T) {
	r := &Run{Runner: "behave", Strict: true}
	for n := range 5 {
		unit := fmt.Sprintf("u%d", n)
		r.Files = append(r.Files, File{Path: unit + ".feature", Scenarios: []Scenario{{Name: "s", Line: 2}}})
		a := Attempt{Unit: unit, Number: 1, Files: []string{unit + ".feature"}, Class: Failed, Exit: 1, Tail: fmt.Sprintf("Error: no answer at port 300%d", n)}
		if n == 4 {
			a.Tail = "Error: something else"
		}
		r.Record(a, seen(true))
	}
	r.Judge(0)
	want := []string{
		"Error: no answer at port 3000 (exit status 1 before the first scenario) [4 containers, the first is u0.1]",
		"Error: something else (exit status 1 before the first scenario) [u4.1]",
		"5 planned scenarios did not run",
	}
	if diff := cmp.Diff(want, r.Verdict.Reasons); diff != "" {
		t.Error(diff)
	}
}

// TestDetails: what the headline has said is not said again.
func TestDetails(t *testing.T) {
	a := Attempt{Class: Failed, Source: "messages", Exit: 1, Evidence: "exit status 1", Problems: []string{"AfterAll failed\n  at x", "parse error"}, Tail: "\nend\n"}
	got, _ := a.Trouble()
	if diff := cmp.Diff(Trouble{"AfterAll failed (exit status 1)", []string{"  at x", "parse error"}, "end"}, got); diff != "" {
		t.Error(diff)
	}
	a.Problems = []string{strings.Repeat("x", 2*maxHeadline)}
	if got, _ := a.Trouble(); len(got.Headline) > maxHeadline+len(" (exit status 1)") || len(got.Details) != 1 {
		t.Errorf("%d bytes, %d details", len(got.Headline), len(got.Details))
	}
}
