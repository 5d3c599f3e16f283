package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// unitsAs are units with their files and lines.
func unitsAs(plan Plan) string {
	var out []string
	for _, unit := range plan.Units {
		var targets []string
		for _, target := range unit.Targets {
			targets = append(targets, fmt.Sprint(target.Path, target.Lines))
		}
		out = append(out, unit.Name+": "+strings.Join(targets, " "))
	}
	return strings.Join(out, "; ")
}

// TestContinueUnits: what is unfinished runs in the units in which it ran, and what never ran in new ones; a unit in which more went
// wrong than scenarios runs as a whole.
func TestContinueUnits(t *testing.T) {
	node := inputs.Node{Index: 2, Total: 2}
	earlier, err := many(t, 6, node).Share(Commit{})
	if err != nil {
		t.Fatal(err)
	}
	run := earlier.Run
	for i, f := range run.Files {
		attempt := result.Attempt{Unit: earlier.Units[i].Name, Number: 1, Class: result.Failed, Exit: 1, Source: "json", Files: []string{f.Path}}
		for k := range f.Scenarios {
			f.Scenarios[k].Status, f.Scenarios[k].Attempt = cucumber.Passed, attempt.ID()
		}
		switch i {
		case 0:
			f.Scenarios[1].Status, attempt.Failed = cucumber.Failed, map[string][]int{f.Path: {f.Scenarios[1].Line}}
		case 1:
			attempt.Class, attempt.Evidence = result.Killed, "killed"
		default:
			f.Scenarios[0].Status, f.Scenarios[0].Attempt = result.NotRun, ""
			attempt.Class = result.Passed
		}
		run.Attempts = append(run.Attempts, attempt)
	}
	run.Clean(nil)
	now := many(t, 6, node)
	if differs := now.Covers(run); differs != "" {
		t.Fatal(differs)
	}
	again := now.Continue(run, run.Unfinished())
	one, two, three := run.Files[0], run.Files[1], run.Files[2]
	want := fmt.Sprintf("%s: %s[]; 2-%s: %s[%d]; %s: %s[%d]", earlier.Units[1].Name, two.Path,
		strings.TrimSuffix(three.Path, ".feature"), three.Path, three.Scenarios[0].Line, earlier.Units[0].Name, one.Path, one.Scenarios[1].Line)
	if got := unitsAs(again); len(strings.Split(got, "; ")) != 3 || !sameUnits(got, want) {
		t.Errorf("%s\n%s", got, want)
	}
	if again.Run.Node.Plan != run.Node.Plan || again.Whole != now.Run.Counts().Total || again.Run.Counts().Total != run.Counts().Total {
		t.Errorf("%+v, %d scenarios", again.Run.Node, again.Whole)
	}
}

// sameUnits compares units in any order.
func sameUnits(a, b string) bool {
	for _, unit := range strings.Split(a, "; ") {
		if !strings.Contains(b, unit) {
			return false
		}
	}
	return len(a) == len(b)
}

// TestOnly: a plan is reduced to scenarios by line and name, and what is no longer planned is refused.
func TestOnly(t *testing.T) {
	plan := many(t, 3, inputs.Node{Index: 1, Total: 1})
	want := []result.File{{Path: "f0.feature", Scenarios: []result.Scenario{{Name: plan.Run.Files[0].Scenarios[1].Name, Line: 4}}}, {Path: "f2.feature"}}
	reduced, left, err := plan.Only(want)
	if err != nil || reduced.Run.Counts().Total != 3 || len(left) != 2 || len(left[0].Scenarios) != 3 || len(left[1].Scenarios) != 3 {
		t.Errorf("%v: %d scenarios, left %v", err, reduced.Run.Counts().Total, left)
	}
	if got := unitsAs(reduced); !sameUnits(got, "f0: f0.feature[4]; f2: f2.feature[]") {
		t.Error(got)
	}
	_, _, err = plan.Only([]result.File{{Path: "f0.feature", Scenarios: []result.Scenario{{Name: "other", Line: 4}}}, {Path: "gone.feature"}})
	if err == nil || err.Error() != `files: f0.feature:4 is not the scenario "other" any more; files: gone.feature is not among the files any more` {
		t.Error(err)
	}
}
