package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestCaveats: a green verdict says which files nobody planned.
func TestCaveats(t *testing.T) {
	passed := []Scenario{{Name: "s", Line: 1, Status: cucumber.Passed}}
	for want, files := range map[string][]File{
		"": {{Path: "a", Scenarios: passed}},
		"Baleen cannot parse r/a: only the scenarios that its runner reports count":                {{Path: "a", ParseFail: "x", Scenarios: passed}, {Path: "b", Scenarios: passed}},
		"Baleen cannot parse 2 files: only the scenarios that their runner reports count (r/a, …)": {{Path: "a", ParseFail: "x", Scenarios: passed}, {Path: "b", ParseFail: "y"}},
	} {
		run := &Run{Root: "r", Files: files}
		run.Judge(0)
		if got := strings.Join(run.Verdict.Caveats, "; "); got != want || run.Verdict.State != StatePassed {
			t.Errorf("%s: %q", run.Verdict.State, got)
		}
	}
}
