package result

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestOutcome is the table of what a scenario counts as.
func TestOutcome(t *testing.T) {
	const passed, failed, skipped = cucumber.Passed, cucumber.Failed, cucumber.Skipped
	for _, tt := range []struct {
		scenario      Scenario
		loose, strict cucumber.Status
	}{
		{Scenario{Status: cucumber.Passed}, passed, passed},
		{Scenario{Status: cucumber.Failed}, failed, failed},
		{Scenario{Status: cucumber.Ambiguous}, failed, failed},
		{Scenario{Status: cucumber.Undefined}, skipped, failed},
		{Scenario{Status: cucumber.Pending}, skipped, failed},
		{Scenario{Status: cucumber.Skipped}, skipped, skipped},
		{Scenario{Status: Deselected}, skipped, skipped},
		{Scenario{Status: cucumber.Unknown}, failed, failed},
		{Scenario{Status: cucumber.Unknown, Blank: true}, skipped, skipped},
		{Scenario{Status: Interrupted}, failed, failed},
		{Scenario{Status: NotRun}, NotRun, NotRun},
		{Scenario{Status: Unexpected}, NotRun, NotRun},
		{Scenario{Status: Duplicate}, NotRun, NotRun},
		{Scenario{Status: "of the future"}, failed, failed},
	} {
		if got := (&Run{}).Outcome(tt.scenario); got != tt.loose {
			t.Errorf("%+v counts as %s, want %s", tt.scenario, got, tt.loose)
		}
		if got := (&Run{Strict: true}).Outcome(tt.scenario); got != tt.strict {
			t.Errorf("%+v counts as %s if strict, want %s", tt.scenario, got, tt.strict)
		}
	}
}

// TestMergeNamesTen: of many problems of one kind ten have a sentence each, and one more counts the rest.
func TestMergeNamesTen(t *testing.T) {
	last := shared(3)[2]
	last.Node.Total, last.Node.Index = 30, 30
	run := Merge([]*Run{last})
	missing := 0
	for _, problem := range run.Problems {
		if strings.HasSuffix(problem, " is missing: its run.json was not found") {
			missing++
		}
	}
	if rest := fmt.Sprint(run.Problems); missing != mostNamed || !strings.Contains(rest, "19 more nodes are missing") {
		t.Errorf("%d nodes are named: %s", missing, rest)
	}
	if run.Verdict.Exit != ExitIncomplete {
		t.Errorf("exit status %d", run.Verdict.Exit)
	}
}
