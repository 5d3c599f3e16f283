package result

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// failing is a run whose scenarios fail with these messages, at lines 2, 4, 6, …
func failing(messages ...string) *Run {
	r := planned()
	for i, message := range messages {
		line := 2 * (i + 1)
		s := Scenario{Name: fmt.Sprintf("s%d", line), Line: line}
		s.fail(cucumber.Failed, message)
		r.Files[0].Scenarios = append(r.Files[0].Scenarios, s)
	}
	r.Files[1].Scenarios[0].Status = cucumber.Passed
	return r
}

func listGroups(groups []Group) string {
	var out []string
	for _, g := range groups {
		var lines []string
		for _, m := range g.Members {
			lines = append(lines, fmt.Sprint(m.Scenario.Line))
		}
		out = append(out, g.String()+" ("+strings.Join(lines, " ")+")")
	}
	return strings.Join(out, "; ")
}

func TestGroupsAreOrderedBySize(t *testing.T) {
	r := failing("Error: no lamp 1", "TypeError: no lamp 2", "TypeError: no lamp 3", "Error: it rains")
	want := "TypeError: no lamp # (4 6); Error: no lamp # (2); Error: it rains (8)"
	if got := listGroups(r.Groups()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestGroupsHoldEveryRedScenarioOnce(t *testing.T) {
	r := failing("Error: no lamp 1", "TypeError: no lamp 2")
	r.Files[1].Scenarios[0].fail(NotRun, "its container was never started")
	passed := Scenario{Name: "flaky", Line: 9, Status: cucumber.Passed, Flaky: true,
		Earlier: []Earlier{{Attempt: "features-a.1", Failure: cucumber.Failure{Status: cucumber.Failed, Message: "Error: no lamp 4"}}}}
	r.Files[0].Scenarios = append(r.Files[0].Scenarios, passed)
	for _, flakyFails := range []bool{false, true} {
		r.FlakyFails = flakyFails
		n := 0
		for _, g := range r.Groups() {
			n += len(g.Members)
		}
		if n != r.Counts().Red() {
			t.Errorf("flaky fails %v: the groups hold %d scenarios, %d are red: %s", flakyFails, n, r.Counts().Red(), listGroups(r.Groups()))
		}
	}
	if got := listGroups(r.Groups()[:1]); got != "Error: no lamp # (2 9)" {
		t.Errorf("a flaky scenario is grouped by its failure: got %s", got)
	}
}
