package report

import (
	"testing"
	"time"

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
		{Path: "features/d.feature", Scenarios: make([]result.Scenario, 8)},
	}}
	view := PlanView{
		Nodes: 1,
		Units: []PlanUnit{
			{Node: 1, About: 80 * time.Second, Files: []string{"features/b.feature"}},
			{Node: 1, About: 1500 * time.Millisecond, Why: "from its 3 steps", Files: []string{"features/::error::a.feature", "features/c.feature"}},
			{Node: 1, About: time.Second, Files: []string{"features/d.feature"}, Lines: map[string][]int{"features/d.feature": {3, 9}}},
			{Node: 1, About: time.Second, Files: []string{"features/d.feature"}, Lines: map[string][]int{"features/d.feature": {12, 13, 14, 15, 16, 17}}},
		},
		Outlook: PlanOutlook{Nodes: 1, Containers: 4, Wall: 80 * time.Second, Work: 81500 * time.Millisecond, Efficiency: .2547},
		Advice:  []string{"The longest is features/b.feature: about 1 min 20 s."},
	}
	golden(t, "plan.golden", Plan(run, view))
	view.Nodes, view.Outlook.Nodes = 2, 2
	for i := range view.Units[1:] {
		view.Units[1+i].Node = 2
	}
	view.Others = []PlanOutlook{view.Outlook, {Nodes: 4, Containers: 16, Wall: time.Hour, Efficiency: 1}}
	golden(t, "plan-nodes.golden", Plan(run, view))
}
