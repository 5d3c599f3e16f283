package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
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

// plannedBy makes the plan for one file.
func plannedBy(t *testing.T, text string, s settings, runner string) *preparation {
	t.Helper()
	recipe, _ := cucumber.Find(runner)
	prep := &preparation{
		settings: s, recipe: recipe, history: &history{timings: &shard.Timings{}},
		run: &result.Run{Runner: runner, Root: ".", Strict: true, Concurrency: 4},
	}
	fsys := fstest.MapFS{"x.feature": &fstest.MapFile{Data: []byte(text)}}
	found, err := shard.Discover(fsys, shard.Query{Patterns: []string{"x.feature"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := prep.plan(suite{fsys: fsys, found: found}); err != nil {
		t.Skip(err) // nothing in it is to run, or its tags cut through an outline
	}
	return prep
}

// perform is a runner that does what it is told: it reports every scenario that the targets select.
func perform(prep *preparation, targets []cucumber.Target) *cucumber.Report {
	report := &cucumber.Report{Source: cucumber.SourceJSON, Complete: true}
	for _, target := range targets {
		for _, p := range prep.parsed[target.Path].Pickles {
			if len(target.Lines) > 0 && !slices.Contains(target.Lines, p.Line) && !slices.Contains(target.Lines, p.Outline) {
				continue
			}
			report.Scenarios = append(report.Scenarios, cucumber.Scenario{
				URI: target.Path, Line: p.Line, Name: p.Title, Status: cucumber.Passed, Steps: make([]cucumber.Step, p.Steps),
			})
		}
	}
	return report
}

// FuzzPartsAddUp holds that the units of a file that is spread over containers run each of its scenarios once, that the
// ledger says so, and that it finds out if any one of them is left out.
func FuzzPartsAddUp(f *testing.F) {
	f.Add([]byte{1, 4, 9, 30, 251, 0, 5}, uint8(0), false, uint8(3))
	f.Add([]byte{3, 3, 6, 5, 5}, uint8(3), true, uint8(0))
	f.Fuzz(func(t *testing.T, kinds []byte, runner uint8, wip bool, lost uint8) {
		names := []string{"cucumber-js", "behave", "cucumber-ruby", "godog", "cucumber-jvm"}
		s := settings{inputs: inputs{Split: string(shard.SplitScenario)}}
		if runner > 127 {
			s.Split = string(shard.SplitAuto)
		}
		if wip {
			s.tags, _ = cucumber.NewFilter("tags", "not @wip")
		}
		prep := plannedBy(t, feature(kinds[:min(len(kinds), 50)]), s, names[int(runner)%len(names)])
		skip := int(lost) % (len(prep.units) + 1)
		ran := map[int]int{}
		for i, attempt := range newQueue(prep.run, prep.units).first {
			report := perform(prep, attempt.Targets)
			for _, s := range report.Scenarios {
				ran[s.Line]++
			}
			if i == skip {
				report.Scenarios = report.Scenarios[1:]
			}
			prep.run.Record(result.Attempt{Unit: attempt.Name, Number: 1, Files: []string{"x.feature"}, Lines: attempt.lines, Class: result.Passed},
				result.Observation{Report: report})
		}
		prep.run.Judge(0)
		for _, s := range prep.run.Files[0].Scenarios {
			if once := s.Status != result.Deselected; once != (ran[s.Line] == 1) {
				t.Errorf("line %d is %s and ran %d times", s.Line, s.Status, ran[s.Line])
			}
		}
		want := result.ExitPassed
		if skip < len(prep.units) {
			want = result.ExitIncomplete
		}
		if prep.run.Verdict.Exit != want {
			t.Errorf("exit status %d, not %d: %v", prep.run.Verdict.Exit, want, prep.run.Verdict.Reasons)
		}
	})
}

// TestPartsOfAWholeFile keeps plans of whole files as they are without parts.
func TestPartsOfAWholeFile(t *testing.T) {
	for name, text := range map[string]string{
		"tagged":       "@baleen:whole\n" + feature([]byte{1, 4}),
		"one scenario": feature([]byte{1}),
	} {
		prep := plannedBy(t, text, settings{inputs: inputs{Split: string(shard.SplitScenario)}}, "behave")
		if len(prep.units) != 1 || prep.units[0].Targets[0].Lines != nil || newQueue(prep.run, prep.units).first[0].lines != nil {
			t.Errorf("%s: %v", name, prep.units)
		}
	}
}
