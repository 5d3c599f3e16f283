package report

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/result"
)

// TestSuites: one line says how each suite ended, even if nothing of it ran.
func TestSuites(t *testing.T) {
	run := &result.Run{Name: "api", Folder: "out/api", Wall: 3 * time.Second, Verdict: result.Verdict{State: "failed", Exit: 1}}
	suites := []Suite{
		{Name: "api", Ran: true, Exit: 1, Run: run},
		{Name: "web", Ran: true, Exit: result.ExitInputs},
		{Name: "desk", Ran: true, Exit: result.ExitIncomplete},
		{Name: "shop", Ran: true, Exit: 130},
		{Name: "last"},
	}
	want := []string{
		"Suites: 5, passed: 0",
		"  FAILED        api   0 scenarios: 0 passed, 0 failed, 0 skipped  3.0 s  out/api",
		"  WRONG INPUTS  web",
		"  INCOMPLETE    desk",
		"  CANCELLED     shop",
		"  NOT STARTED   last",
	}
	if got := Suites(suites); strings.TrimSpace(got) != strings.Join(want, "\n") {
		t.Errorf("%s", got)
	}
	if got := SuitesSummary(suites); strings.Count(got, "<tr>") != 6 || !strings.Contains(got, "not started") {
		t.Errorf("%s", got)
	}
}
