package report

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// quarantined is a run with a failure in quarantine, a new flake, a flake that is known, and a failure with a past.
func quarantinedRun() *result.Run {
	failed := func(why string) *cucumber.Failure {
		return &cucumber.Failure{Line: 4, Status: cucumber.Failed, Message: why}
	}
	r := &result.Run{Root: ".", Strict: true, Started: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Wall: time.Second,
		Quarantine: []string{"quarantine: q.yaml:9 matches nothing: there is no gone.feature: take it out, or correct it"},
		Files: []result.File{{Path: "a.feature", Scenarios: []result.Scenario{
			{Name: "refused", Line: 3, Status: cucumber.Failed, Failure: failed("no <bank>"), Attempt: "a.1", Quarantine: &result.Quarantine{Owner: "@me", Expires: "2026-12-31"}},
			{Name: "flaked: once", Line: 6, Status: cucumber.Passed, Flaky: true, Attempt: "a.1", History: &result.History{Word: result.HistoryNew, Runs: 9}},
			{Name: "flakes", Line: 9, Status: cucumber.Passed, Flaky: true, Attempt: "a.1", History: &result.History{Word: result.HistoryFlaky, Flaked: 5, Runs: 40}},
			{Name: "broken", Line: 12, Status: cucumber.Failed, Failure: failed("boom"), Attempt: "a.1", History: &result.History{Word: result.HistoryFailing, Since: "20260201-000000-aa"},
				BurnIn: &result.BurnIn{Wanted: 10, Runs: 4, Failed: 1}},
		}}},
		Attempts: []result.Attempt{{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: result.Failed, Exit: 1, Source: "messages", Container: "c0"}}}
	r.Judge(0)
	return r
}

// TestQuarantineIsShown: what is forgiven, what is known of a failure, and what to do about a new flake are in both summaries.
func TestQuarantineIsShown(t *testing.T) {
	run := quarantinedRun()
	for where, text := range map[string]string{"console": Summary(run, ""), "job summary": JobSummary(run, SummaryOptions{})} {
		for _, want := range []string{
			"FAILED", "1 quarantined", "q.yaml:9 matches nothing", "has failed since run 20260201-000000-aa",
			"Burn-in: 1 scenario, 4 of 10 runs, 1 failed", "quarantined until 2026-12-31: @me", "known to flake: in 5 of its last 40 runs",
			proposalTitle, "- file: a.feature", "  scenario: 'flaked: once'", "  owner: NAME", "  expires: 2026-03-15",
		} {
			if where == "job summary" && (want == "1 quarantined" || strings.HasPrefix(want, "known to flake")) {
				continue // it counts in a table, and lists flaky scenarios by name
			}
			if !strings.Contains(text, want) {
				t.Errorf("the %s does not say %q:\n%s", where, want, text)
			}
		}
		if strings.Contains(text, "scenario: flakes") {
			t.Errorf("the %s proposes what is no new flake", where)
		}
	}
	if c := run.Counts(); c.Failed != 1 || c.Quarantined != 1 || c.Passed != 2 {
		t.Errorf("%+v", c)
	}
}

// TestBurnInOnConsole: a run of a burn-in is one line, with the failure if there is one.
func TestBurnInOnConsole(t *testing.T) {
	run := quarantinedRun()
	file := &run.Files[0]
	file.Scenarios = file.Scenarios[1:2]
	a := result.Attempt{Unit: "a", Number: 3, Files: []string{"a.feature"}, Class: result.Passed, Burn: true, Source: "messages"}
	got := ended(ConsoleOptions{}, Ended{Attempt: a, Files: []*result.File{file}}).text
	if want := "BURN-IN   a.feature  0.0 s   all of 1 scenario passed, attempt 3\n"; got != want {
		t.Errorf("%q", got)
	}
	a.Class, a.Failed = result.Failed, map[string][]int{"a.feature": {6}}
	file.Scenarios[0].Earlier = []result.Earlier{{Attempt: "a.3", Failure: cucumber.Failure{Line: 7, Status: cucumber.Failed, Message: "boom"}}}
	got = ended(ConsoleOptions{}, Ended{Attempt: a, Files: []*result.File{file}}).text
	for _, want := range []string{"1 of 1 scenario failed, attempt 3", "failed       a.feature:6  flaked: once", "boom"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}
