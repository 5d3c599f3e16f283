package drive

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// TestRerunLine: the line beside a failure is short, can be pasted, and names the report only if it is not in the default folder.
func TestRerunLine(t *testing.T) {
	run := &result.Run{Root: "apps/shop", Runner: "behave", Files: []result.File{{Path: "b  c.feature"}, {Path: "x.feature", ParseFail: "line 3"}}}
	for folder, want := range map[string]string{
		"baleen-report":      "baleen rerun apps/shop/x.feature; baleen rerun 'apps/shop/b  c.feature:3'",
		"baleen-report/shop": "baleen rerun baleen-report/shop apps/shop/x.feature; baleen rerun baleen-report/shop 'apps/shop/b  c.feature:3'",
		"my out":             "baleen rerun 'my out' apps/shop/x.feature; baleen rerun 'my out' 'apps/shop/b  c.feature:3'",
	} {
		run.Rerun = again(folder)
		rerun := rerunOf(run, result.NewCleaner(nil))
		if got := rerun("x.feature", 3) + "; " + rerun("b  c.feature", 3); got != want {
			t.Errorf("%s: %s", folder, got)
		}
	}
}

// TestRerunLineOfAFlag: a file whose name begins with a dash is no flag.
func TestRerunLineOfAFlag(t *testing.T) {
	run := &result.Run{Rerun: "baleen rerun", Files: []result.File{{Path: "-a.feature"}}}
	if got := rerunOf(run, result.NewCleaner(nil))("-a.feature", 0); got != "baleen rerun ./-a.feature" {
		t.Error(got)
	}
}

// earlierRun has a file of every kind that a rerun tells apart.
func earlierRun() *result.Run {
	scenario := func(name string, line, outline int, status cucumber.Status) result.Scenario {
		return result.Scenario{Name: name, Line: line, Outline: outline, Status: status, Attempt: "a.1"}
	}
	return &result.Run{ID: "r", Root: "app", Strict: true, Files: []result.File{
		{Path: "a.feature", Scenarios: []result.Scenario{
			scenario("passes", 2, 0, cucumber.Passed), scenario("fails", 5, 0, cucumber.Failed),
			scenario("row 1", 12, 9, cucumber.Passed), scenario("row 2", 13, 9, result.NotRun), scenario("out", 20, 0, result.Deselected),
		}},
		{Path: "b.feature", Scenarios: []result.Scenario{scenario("other", 2, 0, cucumber.Passed)}},
	}}
}

// TestChosen: without a name, what failed or never ran is chosen; a name may be that of a file, a scenario, a row or an outline.
func TestChosen(t *testing.T) {
	for targets, want := range map[string]string{
		"":                                  "a.feature: fails, row 2",
		"app/a.feature:2":                   "a.feature: passes",
		"./app/a.feature:2:5":               "a.feature: passes, fails",
		"a.feature:9 app/b.feature":         "a.feature: row 1, row 2; b.feature: other",
		"b.feature a.feature:5 a.feature:2": "a.feature: fails, passes; b.feature: other",
		"app/a.feature":                     "a.feature: passes, fails, row 1, row 2",
		"c.feature:2":                       "files: c.feature:2 is not a file of run r",
		"a.feature:3 b.feature:7":           "files: no scenario of run r begins at a.feature:3; files: no scenario of run r begins at b.feature:7",
		"a.feature:20":                      "files: no scenario of run r begins at a.feature:20",
	} {
		files, err := chosen(earlierRun(), strings.Fields(targets))
		var out []string
		for _, f := range files {
			var names []string
			for _, s := range f.Scenarios {
				names = append(names, s.Name)
			}
			out = append(out, f.Path+": "+strings.Join(names, ", "))
		}
		got := strings.Join(out, "; ")
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", targets, got, want)
		}
	}
}

// TestChosenNothing: if all passed, that is said, and how to run something nevertheless.
func TestChosenNothing(t *testing.T) {
	run := earlierRun()
	run.Files = run.Files[1:]
	if _, err := chosen(run, nil); err == nil || !strings.Contains(err.Error(), "nothing to run again") || inputs.Find(err) == nil {
		t.Error(err)
	}
}
