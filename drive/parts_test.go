package drive

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/result"
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

// oneFile makes the plan for one file.
func oneFile(text string, s inputs.Settings, runner string) (plan.Plan, error) {
	recipe, _ := cucumber.Find(runner)
	file := suite.File{Parsed: cucumber.Parse(strings.NewReader(text))}
	file.Path = "x.feature"
	s.Suite.Root, s.Judging.Strict = ".", true
	return plan.Make(plan.About{
		Settings: s, Suite: suite.Suite{Recipe: recipe, Files: []suite.File{file}}, Engine: plan.Engine{Containers: 4},
		History: &shard.History{Timings: &shard.Timings{}},
	})
}

// perform is a runner that does what it is told: it reports every scenario that the targets select.
func perform(prep plan.Plan, targets []cucumber.Target) *cucumber.Report {
	report := &cucumber.Report{Source: cucumber.SourceJSON, Complete: true}
	given := prep.Given(targets)
	for _, file := range given {
		for _, p := range file.File.Pickles {
			if !file.Given(p) {
				continue
			}
			report.Scenarios = append(report.Scenarios, cucumber.Scenario{
				URI: file.Path, Line: p.Line, Name: p.Title, Status: cucumber.Passed, Steps: make([]cucumber.Step, p.Steps),
			})
		}
	}
	report.Locate(given)
	return report
}

// FuzzPartsAddUp holds that the units of a file that is spread over containers run each of its scenarios once, that the
// ledger says so, and that it finds out if any one of them is left out.
func FuzzPartsAddUp(f *testing.F) {
	f.Add([]byte{1, 4, 9, 30, 251, 0, 5}, uint8(0), false, uint8(3))
	f.Add([]byte{3, 3, 6, 5, 5}, uint8(3), true, uint8(0))
	f.Fuzz(func(t *testing.T, kinds []byte, runner uint8, wip bool, lost uint8) {
		names := []string{"cucumber-js", "behave", "cucumber-ruby", "godog", "cucumber-jvm"}
		s := inputs.Settings{Division: inputs.Division{Split: shard.SplitScenario}}
		if runner > 127 {
			s.Division.Split = shard.SplitAuto
		}
		if wip {
			var err error
			if s.Suite.Tags, err = cucumber.NewFilter("tags", "not @wip"); err != nil {
				t.Fatal(err)
			}
		}
		kinds = append([]byte{1}, kinds[:min(len(kinds), 50)]...) // the first is to run whatever the tags
		prep, err := oneFile(feature(kinds), s, names[int(runner)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		skip := int(lost) % (len(prep.Units) + 1)
		ran := map[int]int{}
		for i, attempt := range allOf(newQueue(prep.Run, prep.Units)) {
			report := perform(prep, attempt.Targets)
			for _, s := range report.Scenarios {
				ran[s.Line]++
			}
			if i == skip {
				report.Scenarios = report.Scenarios[1:]
			}
			prep.Run.Record(result.Attempt{Unit: attempt.Name, Number: 1, Files: []string{"x.feature"}, Lines: attempt.lines, Class: result.Passed},
				result.Observation{Report: report})
		}
		prep.Run.Judge(0)
		for _, s := range prep.Run.Files[0].Scenarios {
			if once := s.Status != result.Deselected; once != (ran[s.Line] == 1) {
				t.Errorf("line %d is %s and ran %d times", s.Line, s.Status, ran[s.Line])
			}
		}
		want := result.ExitPassed
		if skip < len(prep.Units) {
			want = result.ExitIncomplete
		}
		if prep.Run.Verdict.Exit != want {
			t.Errorf("exit status %d, not %d: %v", prep.Run.Verdict.Exit, want, prep.Run.Verdict.Reasons)
		}
	})
}

// allOf takes all attempts out of a queue.
func allOf(q queue) []try {
	var out []try
	for {
		one, ok := q.next(execute.Opening{Places: math.MaxInt, Free: func(string) bool { return true }})
		if !ok {
			return out
		}
		out = append(out, one)
	}
}

// TestPartsOfAWholeFile keeps plans of whole files as they are without parts.
func TestPartsOfAWholeFile(t *testing.T) {
	for name, text := range map[string]string{
		"tagged":       "@baleen:whole\n" + feature([]byte{1, 4}),
		"one scenario": feature([]byte{1}),
	} {
		prep, err := oneFile(text, inputs.Settings{Division: inputs.Division{Split: shard.SplitScenario}}, "behave")
		if err != nil {
			t.Fatal(err)
		}
		if len(prep.Units) != 1 || prep.Units[0].Targets[0].Lines != nil || allOf(newQueue(prep.Run, prep.Units))[0].lines != nil {
			t.Errorf("%s: %v", name, prep.Units)
		}
	}
}
