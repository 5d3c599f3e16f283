package plan

import (
	"fmt"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// feature writes a feature file: every byte is a scenario, an outline of as many rows, or a rule.
func feature(kinds []byte) string {
	var out strings.Builder
	out.WriteString("Feature: Parts\n")
	for i, kind := range kinds {
		if kind%3 == 0 {
			out.WriteString("@wip\n")
		}
		switch rows := int(kind % 7); {
		case kind > 250:
			fmt.Fprintf(&out, "Rule: %d\n Example: in it\n  Given a step\n", i)
		case rows < 2:
			fmt.Fprintf(&out, "Scenario: %d\n  Given a step\n", kind)
		default:
			fmt.Fprintf(&out, "Scenario Outline: %d\n  Given <a>\n  Examples:\n   | a |\n%s", kind, strings.Repeat("   | 1 |\n", rows))
		}
	}
	return out.String()
}

// oneFile makes the plan for one file. Its error is a wrong input: nothing in the file is to run, or its tags cut through an
// outline.
func oneFile(text string, s inputs.Settings, runner string) (Plan, error) {
	recipe, _ := cucumber.Find(runner)
	file := suite.File{Parsed: cucumber.Parse(strings.NewReader(text))}
	file.Path = "x.feature"
	s.Suite.Root, s.Judging.Strict = ".", true
	return Make(About{
		Settings: s, Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}}, Engine: Engine{Containers: 4},
		History: &shard.History{Timings: &shard.Timings{}},
	})
}
