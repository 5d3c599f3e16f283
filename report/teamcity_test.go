package report

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestTeamCity shows a run with every kind of outcome: what is final first, the rest at the end, nothing twice.
func TestTeamCity(t *testing.T) {
	began := time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC)
	why := func(status cucumber.Status, message string) *cucumber.Failure {
		return &cucumber.Failure{Status: status, Step: "Then it's [done] | not", Line: 5, Message: message}
	}
	run := &result.Run{ID: "r1", Name: "shop", Root: "apps", Strict: true, Folder: "baleen-report",
		Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{
			{Name: "Passes", Line: 2, Status: cucumber.Passed, Attempt: "a.1", Began: cucumber.MomentOf(began), Duration: 1500 * time.Millisecond},
			{Name: "Fäils 🐋", Line: 4, Status: cucumber.Failed, Attempt: "a.1", Duration: time.Second, Failure: why(cucumber.Failed, "expected: 1\n\r got: 2"), Attachments: []string{"artifacts/a.1/1.png"}},
			{Name: "Flakes", Line: 6, Status: cucumber.Passed, Flaky: true, Attempt: "a.2", Earlier: []result.Earlier{{Attempt: "a.1", Failure: *why(cucumber.Failed, "no lamp")}}},
			{Name: "Waits", Line: 8, Status: cucumber.Skipped, Attempt: "a.1"},
			{Name: "Excluded", Line: 10, Status: result.Deselected, Failure: why(result.Deselected, "excluded by tags: not @slow")},
		}}, {Path: "b.feature", Scenarios: []result.Scenario{{Name: "Never", Line: 2, Status: result.NotRun, Failure: why(result.NotRun, "stopped after 10m")}}}},
		Attempts: []result.Attempt{
			{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: result.Failed, Created: began, Started: began.Add(time.Second), Finished: began.Add(4 * time.Second), Ended: began.Add(5 * time.Second)},
			{Unit: "a", Number: 2, Files: []string{"a.feature"}, Class: result.Passed, Created: began.Add(time.Minute), Ended: began.Add(time.Hour)},
		},
	}
	show := NewTeamCity()
	part := *run
	part.Files = []result.File{{Path: "a.feature", Scenarios: run.Files[0].Scenarios[:4]}, {Path: "b.feature"}}
	var lines []string
	for _, m := range show.Decided(&part) {
		lines = append(lines, string(m))
	}
	run.Files[0].Scenarios[0].Status = cucumber.Failed // in a check, or a burn-in
	run.Verdict = result.Verdict{State: result.StateIncomplete, Exit: result.ExitIncomplete, Reasons: []string{"1 scenario did not run"}}
	lines = append(lines, "# the end")
	for _, m := range show.Rest(run) {
		lines = append(lines, string(m))
	}
	golden(t, "teamcity.golden", strings.Join(lines, "\n")+"\n")
}
