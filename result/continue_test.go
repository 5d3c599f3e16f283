package result

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// earlierRun has a unit whose only failure is a scenario, one that was killed, and a scenario that never ran.
func earlierRun() *Run {
	return &Run{ID: "first", Strict: true, Node: &Node{Index: 1, Total: 1}, Problems: []string{"cancelled"}, Signal: "interrupt",
		Files: []File{
			{Path: "a.feature", Scenarios: []Scenario{
				{Name: "passes", Line: 2, Status: cucumber.Passed, Attempt: "a.1"}, {Name: "fails", Line: 5, Status: cucumber.Failed, Attempt: "a.1"},
			}},
			{Path: "b.feature", Scenarios: []Scenario{
				{Name: "passed before", Line: 2, Status: cucumber.Passed, Attempt: "b.1", Flaky: true, Tags: []string{"@x"}, PlannedSteps: 1},
				{Name: "in flight", Line: 5, Status: Interrupted, Attempt: "b.1"}, {Name: "strange", Line: 9, Status: Unexpected, Attempt: "b.1"},
			}},
			{Path: "c.feature", Scenarios: []Scenario{{Name: "never ran", Line: 2, Status: NotRun}}},
		},
		Attempts: []Attempt{
			{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: Failed, Exit: 1, Source: "json", Failed: map[string][]int{"a.feature": {5}}},
			{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: Killed, Exit: 137, Evidence: "killed"},
			{Unit: "before-run", Class: BeforeRunFailed, Evidence: "it failed"},
		},
	}
}

// states are the scenarios of a run with their states.
func states(r *Run) string {
	var out []string
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			out = append(out, fmt.Sprintf("%s %s %s", s.Name, s.Status, s.Attempt))
		}
	}
	return strings.Join(out, "; ")
}

// TestContinue: what passed stands, what failed stands until it is decided again, and a unit in which more went wrong starts anew.
func TestContinue(t *testing.T) {
	earlier := earlierRun()
	r := &Run{ID: "second", Strict: true}
	r.Continue(earlier, earlier.Unfinished())
	want := "passes passed a.1; fails failed a.1; passed before not-run ; in flight not-run ; never ran not-run "
	if got := states(r); got != want {
		t.Errorf("%s\n%s", got, want)
	}
	if s := r.File("b.feature").Scenarios[0]; s.Flaky || s.PlannedSteps != 1 || len(s.Tags) != 1 || s.Failure == nil {
		t.Errorf("%+v", s)
	}
	if a := r.Attempts; r.Continues[0] != "first" || a[0].Run != "first" || a[0].Superseded || !a[1].Superseded || len(r.Own()) > 0 || len(r.Problems) > 0 || r.Signal != "" {
		t.Errorf("%+v", r)
	}
	if got := states(earlier); !strings.Contains(got, "strange unexpected b.1") {
		t.Error("the earlier run has changed: " + got)
	}
	r.Judge(0)
	if r.Verdict.Exit != ExitIncomplete || strings.Contains(strings.Join(r.Verdict.Reasons, "; "), "killed") {
		t.Errorf("%+v", r.Verdict)
	}
}

// TestContinueDecides: the run is green once everything has passed in some attempt, and what passed needs its exit status explained.
func TestContinueDecides(t *testing.T) {
	earlier := earlierRun()
	earlier.Files[1].Scenarios[0].PlannedSteps = 0
	r := &Run{ID: "second", Strict: true, Runner: "behave"}
	r.Continue(earlier, earlier.Unfinished())
	passes := func(unit string, number int, file string, lines ...int) {
		seen := Observation{Report: &cucumber.Report{Source: "json", Complete: true}, Clean: NewCleaner(nil)}
		for _, line := range lines {
			for _, s := range r.File(file).Scenarios {
				if s.Line == line {
					seen.Report.Scenarios = append(seen.Report.Scenarios, cucumber.Scenario{Name: s.Name, URI: file, Line: line, Status: cucumber.Passed, Attempts: 1})
				}
			}
		}
		r.Record(Attempt{Unit: unit, Number: number, Files: []string{file}, Lines: map[string][]int{file: lines}, Class: Passed}, seen)
	}
	passes("b", 2, "b.feature", 2, 5)
	passes("c", 1, "c.feature", 2)
	passes("a", 2, "a.feature", 5)
	if r.Judge(0); r.Verdict.Exit != ExitFailed {
		t.Errorf("exit status 1 of a.1 has no explanation any more: %+v", r.Verdict)
	}
	if got := r.Unproven(r.Attempts[0]); len(got["a.feature"]) != 1 {
		t.Errorf("what passed in a.1 is to run without what failed: %v", got)
	}
	passes("a", 3, "a.feature", 2)
	if r.Judge(0); r.Verdict.Exit != ExitPassed || r.Counts().Flaky != 1 || len(r.Verdict.Caveats) != 1 {
		t.Errorf("%+v, flaky: %d", r.Verdict, r.Counts().Flaky)
	}
	sessions := r.Sessions()
	if last := sessions[len(sessions)-1]; last.ID != "second" || len(last.Attempts) != 4 {
		t.Errorf("%d sessions: %s", len(sessions), states(last))
	}
}

// TestSessions: each scenario belongs to the run that decided it.
func TestSessions(t *testing.T) {
	earlier := earlierRun()
	r := &Run{ID: "second", Strict: true}
	r.Continue(earlier, earlier.Unfinished())
	sessions := r.Sessions()
	if len(sessions) != 1 || sessions[0].ID != "first" || states(sessions[0]) != "passes passed a.1; fails failed a.1" || r.BrokenHere() != 0 {
		t.Errorf("%d sessions: %s", len(sessions), states(sessions[0]))
	}
	if got := earlier.Sessions(); len(got) != 1 || got[0] != earlier {
		t.Error("a run that goes on with none is its only session")
	}
}

// TestCovers: the scenarios of all nodes have to be the same.
func TestCovers(t *testing.T) {
	then := earlierRun()
	now := &Run{Files: []File{then.Files[0], {Path: "b.feature", Scenarios: then.Files[1].Scenarios[:2]}}, Node: &Node{Others: []Share{{Node: 2, Files: then.Files[2:]}}}}
	if got := now.Covers(then); got != "" {
		t.Error(got)
	}
	now.Node = nil
	if got := now.Covers(then); got != "1 scenarios in it are not planned now (c.feature:2)" {
		t.Error(got)
	}
	then.Files = then.Files[1:]
	if got := now.Covers(then); got != "2 scenarios are not in it (a.feature:2), 1 scenarios in it are not planned now (c.feature:2)" {
		t.Error(got)
	}
}

// TestInputsDiffer names what changes the scenarios, and not what only changes how they are run and reported.
func TestInputsDiffer(t *testing.T) {
	one := &Inputs{Given: []Input{{"command", []string{"a"}}, {"retries", []string{"2"}}, {"env", []string{"A"}}}, Hidden: []string{"before-command"}}
	other := &Inputs{Given: []Input{{"command", []string{"b"}}, {"concurrency", []string{"2"}}, {"env", []string{"A"}}, {"tags", []string{"@a"}}}, Hidden: []string{"before-command"}}
	if diff := cmp.Diff([]string{"command", "tags"}, one.Differ(other)); diff != "" {
		t.Error(diff)
	}
	if got := one.Differ(nil); len(got) != 1 {
		t.Error(got)
	}
}
