package junit_test

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// TestFlakyThatFails: where a pass after a failure fails, its case is a failure that says so.
func TestFlakyThatFails(t *testing.T) {
	run := &result.Run{Strict: true, FlakyFails: true, Files: []result.File{{
		Path: "a.feature", Scenarios: []result.Scenario{{
			Name: "sometimes", Line: 2, Status: cucumber.Passed, Attempt: "a.2", Flaky: true,
			Failure: &cucumber.Failure{Line: 2, Status: cucumber.Passed, Message: "it failed, then passed on a retry"},
		}},
	}}}
	run.Judge(0)
	var out strings.Builder
	if err := junit.Write(&out, run, junit.Full); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`failures="1" skipped="0"`, `<failure message="it failed, then passed on a retry" type="Flaky">`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in:\n%s", want, out.String())
		}
	}
}
