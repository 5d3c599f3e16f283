package junit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// TestArtifacts: what was brought out of a container is named where a scenario failed in it, and not everything of much.
func TestArtifacts(t *testing.T) {
	const most = 20
	many := make([]string, most+1)
	for i := range many {
		many[i] = fmt.Sprintf("artifacts/a.1/%02d.png", i)
	}
	scenario := func(name string, line int, status cucumber.Status) result.Scenario {
		return result.Scenario{Name: name, Line: line, Status: status, Attempt: "a.1"}
	}
	run := &result.Run{Folder: "out", Attempts: []result.Attempt{{Unit: "a", Number: 1, Artifacts: many}}, Files: []result.File{{
		Path: "a.feature", Scenarios: []result.Scenario{scenario("fine", 2, cucumber.Passed), scenario("bad", 5, cucumber.Failed)},
	}}}
	var out strings.Builder
	if err := junit.Write(&out, run, junit.Full); err != nil {
		t.Fatal(err)
	}
	passed, failed, _ := strings.Cut(out.String(), `name="bad"`)
	if strings.Contains(passed, "ATTACHMENT") || strings.Count(failed, "[[ATTACHMENT|out/artifacts/a.1/") != most {
		t.Error(out.String())
	}
}
