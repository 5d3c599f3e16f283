package report

import (
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestPlanGolden(t *testing.T) {
	scenarios := func(statuses ...cucumber.Status) []result.Scenario {
		var out []result.Scenario
		for i, status := range statuses {
			out = append(out, result.Scenario{Name: "s", Line: i + 1, Status: status})
		}
		return out
	}
	run := &result.Run{Concurrency: 4, Files: []result.File{
		{Path: "features/::error::a.feature", Scenarios: scenarios(result.NotRun, result.Deselected, result.NotRun)},
		{Path: "features/b.feature", Scenarios: scenarios(result.NotRun)},
		{Path: "features/c.feature"},
	}}
	golden(t, "plan.golden", Plan(run, [][]string{{"features/b.feature"}, {"features/::error::a.feature", "features/c.feature"}}))
}
