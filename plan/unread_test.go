package plan

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// TestUnread: a setting that needs the scenarios of a file that Baleen cannot read is refused, never ignored.
func TestUnread(t *testing.T) {
	tags, err := cucumber.NewFilter("the input tags", "not @wip")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		settings inputs.Settings
		lines    []int
		wrong    string // its input, its problem and its hint
	}{
		"nothing is asked for": {},
		"tags": {settings: inputs.Settings{Suite: inputs.Suite{Tags: tags}},
			wrong: "tags: cannot be applied to x.feature, which Baleen cannot read: (3:1): unexpected | fix the file, or exclude it: --files '!x.feature'"},
		"a line": {lines: []int{3},
			wrong: "files: lines cannot select scenarios in x.feature, which Baleen cannot read: (3:1): unexpected | --files 'x.feature' runs all of it"},
		"split": {settings: inputs.Settings{Division: inputs.Division{Split: shard.SplitScenario}},
			wrong: "split: scenario needs the scenarios of x.feature, which Baleen cannot read: (3:1): unexpected | fix the file, or exclude it: --files '!x.feature', or --split auto"},
		"split, where it pays": {settings: inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto}}},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, _ := cucumber.Find("behave")
			file := suite.File{Parsed: cucumber.File{ParseFail: "(3:1): unexpected\n(4:1): too"}}
			file.Path, file.Lines = "x.feature", tc.lines
			plan, err := Make(About{
				Settings: tc.settings, Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}}, Engine: Engine{Containers: 4},
				History: &shard.History{Timings: &shard.Timings{}},
			})
			switch wrong, is := err.(inputs.AllWrong); {
			case tc.wrong == "":
				if err != nil || len(plan.Units) != 1 {
					t.Errorf("%v, %+v", err, plan.Units)
				}
			case !is || wrong[0].Error()+" | "+wrong[0].Hint() != tc.wrong:
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestLinksAreNamed: a link that the runner does not follow gets a notice.
func TestLinksAreNamed(t *testing.T) {
	for runner, want := range map[string]string{
		"behave": "features/linked is a link to a folder with feature files, and behave does not follow it: name it in files to run them",
		"custom": "features/linked is a link to a folder with feature files, and runner custom does not follow links: name it in files to run them",
	} {
		recipe, _ := cucumber.Find(runner)
		file := suite.File{Parsed: cucumber.Parse(strings.NewReader("Feature: A\n Scenario: b\n  Given c\n"))}
		file.Path = "x.feature"
		plan, err := Make(About{
			Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}, Links: []string{"features/linked"}}, Engine: Engine{Containers: 1},
			History: &shard.History{Timings: &shard.Timings{}},
		})
		if err != nil || len(plan.Run.Notes) != 1 || plan.Run.Notes[0] != want {
			t.Errorf("%v: %q", err, plan.Run.Notes)
		}
	}
}
