package result

import (
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestAsk: the configuration is asked for once a scenario is missing, and not for what is known, left out or not its business.
func TestAsk(t *testing.T) {
	filter, err := cucumber.NewFilter("cucumber.js", "not @wip")
	if err != nil {
		t.Fatal(err)
	}
	passed := func(line int, name string) cucumber.Scenario {
		return cucumber.Scenario{URI: "a.feature", Line: line, Name: name, Status: cucumber.Passed, Steps: []cucumber.Step{{Status: cucumber.Passed}}}
	}
	for name, tc := range map[string]struct {
		change func(*Run, *Attempt)
		report []cucumber.Scenario
		asked  int
		second cucumber.Status
	}{
		"missing":      {nil, []cucumber.Scenario{passed(2, "one")}, 1, Deselected},
		"reported":     {nil, []cucumber.Scenario{passed(2, "one"), passed(5, "two")}, 0, cucumber.Passed},
		"known":        {func(r *Run, _ *Attempt) { r.Filters = []cucumber.Filter{filter} }, []cucumber.Scenario{passed(2, "one")}, 0, Deselected},
		"planned so":   {func(r *Run, _ *Attempt) { r.Files[0].Scenarios[1].Status = Deselected }, []cucumber.Scenario{passed(2, "one")}, 0, Deselected},
		"not given":    {func(_ *Run, a *Attempt) { a.Lines = map[string][]int{"a.feature": {2}} }, []cucumber.Scenario{passed(2, "one")}, 0, NotRun},
		"was killed":   {func(_ *Run, a *Attempt) { a.Class = Killed }, []cucumber.Scenario{passed(2, "one")}, 0, NotRun},
		"only a proof": {func(_ *Run, a *Attempt) { a.Alone = true }, []cucumber.Scenario{passed(2, "one")}, 0, NotRun},
	} {
		t.Run(name, func(t *testing.T) {
			run := &Run{Runner: "cucumber-js", Files: []File{{Path: "a.feature", Scenarios: []Scenario{
				{Name: "one", Line: 2, Status: NotRun}, {Name: "two", Line: 5, Status: NotRun, Tags: []string{"@wip"}}}}}}
			a := Attempt{Unit: "a", Number: 1, Class: Passed, Files: []string{"a.feature"}}
			if tc.change != nil {
				tc.change(run, &a)
			}
			asked := 0
			ask := func() cucumber.Config {
				asked++
				return cucumber.Config{Filters: []cucumber.Filter{filter}}
			}
			run.Record(a, Observation{Report: &cucumber.Report{Complete: true, Source: cucumber.SourceMessages, Scenarios: tc.report}, Clean: NewCleaner(nil), Ask: ask})
			if got := run.Files[0].Scenarios[1].Status; asked != tc.asked || got != tc.second {
				t.Errorf("asked %d times, and the second scenario is %s", asked, got)
			}
		})
	}
}

// TestDeselectedStays: what the plan leaves out by its tags is no choice of the suite, though behave lists it as skipped.
func TestDeselectedStays(t *testing.T) {
	run := &Run{Runner: "behave", Files: []File{{Path: "a.feature", Scenarios: []Scenario{
		{Name: "one", Line: 2, Status: NotRun}, {Name: "two", Line: 5, Status: Deselected, Failure: &cucumber.Failure{Message: "excluded by it"}}}}}}
	report := &cucumber.Report{Complete: true, Source: cucumber.SourceJSON, Scenarios: []cucumber.Scenario{
		{URI: "a.feature", Line: 2, Name: "one", Status: cucumber.Passed, Steps: []cucumber.Step{{Status: cucumber.Passed}}},
		{URI: "a.feature", Line: 5, Name: "two", Status: cucumber.Skipped},
		{URI: "a.feature", Line: 8, Name: "three", Status: cucumber.Skipped, Steps: []cucumber.Step{{Status: cucumber.Skipped}}}}}
	run.Record(Attempt{Unit: "a", Number: 1, Class: Passed, Files: []string{"a.feature"}}, Observation{Report: report, Clean: NewCleaner(nil)})
	if len(run.Files[0].Scenarios) != 2 {
		t.Errorf("what nobody asked for and did not run was taken for one that ran: %+v", run.Files[0].Scenarios[2:])
	}
	if two := run.Files[0].Scenarios[1]; two.Status != Deselected || two.Failure == nil || two.Failure.Message != "excluded by it" {
		t.Errorf("%+v", two)
	}
}
