package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// cart has a scenario at line 3, an outline at line 6 with rows at lines 9 and 10, and a scenario at line 13.
const cart = `Feature: Cart
@fast
Scenario: empty
  Given a cart

Scenario Outline: <n> things
  Given <n> things
  Examples:
    | n |
    | 1 |
    | 2 |
@slow @wip
Scenario: full
  Given a full cart
  Then it is full
`

// lines returns the lines that the runner gets for files with only some of their scenarios.
func lines(plan Plan) []int {
	var out []int
	for _, unit := range plan.Units {
		for _, target := range unit.Targets {
			out = append(out, target.Lines...)
		}
	}
	slices.Sort(out)
	return out
}

// outcomes returns the line and status of every scenario of a plan.
func outcomes(plan Plan) string {
	var out []string
	for _, f := range plan.Run.Files {
		for _, s := range f.Scenarios {
			out = append(out, fmt.Sprintf("%d %s", s.Line, s.Status))
		}
	}
	return strings.Join(out, ", ")
}

// asked makes a plan for some lines of the cart.
func asked(t *testing.T, runner, tags string, at ...int) (Plan, error) {
	t.Helper()
	s := inputs.Settings{}
	if tags != "" {
		var err error
		if s.Suite.Tags, err = cucumber.NewFilter("the input tags", tags); err != nil {
			t.Fatal(err)
		}
	}
	recipe, known := cucumber.Find(runner)
	if !known {
		t.Fatalf("no runner %s", runner)
	}
	file := suite.File{Target: cucumber.Target{Path: "cart.feature", Lines: at}, Parsed: cucumber.Parse(strings.NewReader(cart))}
	return Make(About{
		Settings: s, Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}}, Engine: Engine{Containers: 4},
		History: &shard.History{Timings: &shard.Timings{}},
	})
}

// TestMakeSelects: the ledger holds the selected scenarios, and the runner gets lines only if it must leave some out.
func TestMakeSelects(t *testing.T) {
	for name, tt := range map[string]struct {
		runner, tags string
		at           []int
		outcomes     string
		lines        []int
	}{
		"everything":         {"behave", "", nil, "3 not-run, 10 not-run, 11 not-run, 13 not-run", nil},
		"one scenario":       {"behave", "", []int{3}, "3 not-run", []int{3}},
		"an outline":         {"behave", "", []int{6}, "10 not-run, 11 not-run", []int{10, 11}},
		"a row":              {"behave", "", []int{11}, "11 not-run", []int{11}},
		"all lines":          {"behave", "", []int{3, 6, 13}, "3 not-run, 10 not-run, 11 not-run, 13 not-run", nil},
		"tags":               {"behave", "not @wip", nil, "3 not-run, 10 not-run, 11 not-run, 13 deselected", []int{3, 10, 11}},
		"tags and lines":     {"behave", "@fast", []int{3, 13}, "3 not-run, 13 deselected", []int{3}},
		"tags keep all":      {"behave", "not @other", nil, "3 not-run, 10 not-run, 11 not-run, 13 not-run", nil},
		"outline for godog":  {"godog", "", []int{6}, "10 not-run, 11 not-run", []int{6}},
		"whole for exitcode": {"exit-code", "", nil, "0 not-run", nil},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := asked(t, tt.runner, tt.tags, tt.at...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.outcomes, outcomes(plan)); diff != "" {
				t.Errorf("ledger: %s", diff)
			}
			if diff := cmp.Diff(tt.lines, lines(plan)); diff != "" {
				t.Errorf("lines: %s", diff)
			}
		})
	}
}

func TestMakeRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		runner, tags string
		at           []int
		wrong, hint  string
	}{
		"between scenarios": {"behave", "", []int{5}, "files: no scenario begins at cart.feature:5", "--files 'cart.feature:3'"},
		"before the first":  {"behave", "", []int{1}, "files: no scenario begins at cart.feature:1", "--files 'cart.feature:3'"},
		"behind the last":   {"behave", "", []int{99}, "files: no scenario begins at cart.feature:99", "--files 'cart.feature:13'"},
		"one row for godog": {"godog", "", []int{10}, "files: godog cannot run single rows of the outline at cart.feature:6", "--files 'cart.feature:6'"},
		"nothing is kept":   {"behave", "@other", nil, "files: no file has a scenario to run", "check files and tags, or give --allow-empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := asked(t, tt.runner, tt.tags, tt.at...)
			wrong := inputs.Find(err)
			if len(wrong) != 1 || wrong[0].Error() != tt.wrong || wrong[0].Hint() != tt.hint {
				t.Errorf("%v %+v", err, wrong)
			}
		})
	}
}

// TestMakeReportsAllWrongFiles: all wrong files are reported at once, so that a person can fix them at once.
func TestMakeReportsAllWrongFiles(t *testing.T) {
	recipe, _ := cucumber.Find("behave")
	parsed := cucumber.Parse(strings.NewReader(cart))
	var files []suite.File
	for _, name := range []string{"a.feature", "b.feature", "c.feature"} {
		files = append(files, suite.File{Target: cucumber.Target{Path: name, Lines: []int{4}}, Parsed: parsed})
	}
	_, err := Make(About{Suite: suite.Suite{Recipe: recipe, Files: files}, History: &shard.History{Timings: &shard.Timings{}}})
	if wrong := inputs.Find(err); len(wrong) != 3 {
		t.Errorf("%v", err)
	}
}

// TestMakeAllowsEmpty: with allow-empty nothing to run is a plan without units.
func TestMakeAllowsEmpty(t *testing.T) {
	recipe, _ := cucumber.Find("behave")
	plan, err := Make(About{
		Settings: inputs.Settings{Judging: inputs.Judging{AllowEmpty: true}}, Suite: suite.Suite{Recipe: recipe},
		History: &shard.History{Timings: &shard.Timings{}},
	})
	if err != nil || len(plan.Units) != 0 || !plan.Run.AllowEmpty {
		t.Errorf("%+v, %v", plan.Units, err)
	}
}

// TestMakeRunsWhatCannotBeParsed: a file that our parser refuses runs as it was asked for, and alone.
func TestMakeRunsWhatCannotBeParsed(t *testing.T) {
	plan, err := oneFile("Nonsense\n", inputs.Settings{}, "behave")
	if err != nil {
		t.Fatal(err)
	}
	f := plan.Run.Files[0]
	if len(plan.Units) != 1 || f.ParseFail == "" || len(f.Scenarios) != 0 {
		t.Errorf("%+v, %+v", plan.Units, f)
	}
}

// TestMakeCleans: foreign text is clean before it enters the model.
func TestMakeCleans(t *testing.T) {
	recipe, _ := cucumber.Find("behave")
	file := suite.File{Parsed: cucumber.Parse(strings.NewReader("Feature: hunter2hunter2 \x1b[31mx\n@hunter2hunter2\nScenario: hunter2hunter2\n Given x\n"))}
	file.Path = "x.feature"
	plan, err := Make(About{
		Settings: inputs.Settings{Report: inputs.Reporting{Name: "suite hunter2hunter2"}, Suite: inputs.Suite{Image: "x"}},
		Suite:    suite.Suite{Recipe: recipe, Files: []suite.File{file}},
		History:  &shard.History{Timings: &shard.Timings{}}, Clean: result.NewCleaner([]string{"hunter2hunter2"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	if all := fmt.Sprintf("%+v", plan.Run); strings.Contains(all, "hunter2") || strings.Contains(all, "\x1b") {
		t.Error(all)
	}
}

func TestNewIDsDiffer(t *testing.T) {
	a, err := oneFile(cart, inputs.Settings{}, "behave")
	if err != nil {
		t.Fatal(err)
	}
	one, other := NewID(a.Run.Started), NewID(a.Run.Started)
	if one == other || one[:16] != other[:16] {
		t.Errorf("%s and %s", one, other)
	}
}

// TestGiven: the report of an attempt is compared with the files and lines that its runner was given.
func TestGiven(t *testing.T) {
	plan, err := asked(t, "behave", "")
	if err != nil {
		t.Fatal(err)
	}
	given := plan.Given([]cucumber.Target{{Path: "cart.feature", Lines: []int{3}}, {Path: "other.feature"}})
	if len(given) != 1 || given[0].Path != "cart.feature" || len(given[0].File.Pickles) == 0 {
		t.Errorf("%+v", given)
	}
}

func ExampleMake() {
	recipe, _ := cucumber.Find("behave")
	file := suite.File{Target: cucumber.Target{Path: "cart.feature"}, Parsed: cucumber.Parse(strings.NewReader(cart))}
	plan, err := Make(About{
		Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}}, Engine: Engine{Containers: 4},
		History: &shard.History{Timings: &shard.Timings{}},
	})
	fmt.Println(plan.Run.Counts().Total, len(plan.Units), err)
	// Output: 4 1 <nil>
}
