package report

import (
	"testing"
	"time"

	"github.com/org/baleen-action/result"
)

// TestNodesGolden shows a run that was merged: which node ended how, and which of them ran what.
func TestNodesGolden(t *testing.T) {
	run := failing(1)
	for i := range run.Attempts {
		run.Attempts[i].Node = 1 + i%2
	}
	run.Problems = []string{"node 3 of 3 is missing: its run.json was not found"}
	run.Nodes = []result.Part{
		{Node: 1, Run: "run-1", State: result.StateFailed, Exit: result.ExitFailed, Scenarios: 60, Wall: 90 * time.Second},
		{Node: 2, Run: "run-2", State: result.StatePassed, Scenarios: 60, Wall: 80 * time.Second},
		{Node: 3, State: result.StateMissing, Exit: result.ExitIncomplete},
	}
	run.Judge(0)
	golden(t, "nodes.golden", Summary(run, "baleen-report"))
	golden(t, "summary-nodes.md", JobSummary(run, summaryOptions()))
}
