package junit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/result"
)

// TestSharedCause: cases that fail for one cause have the same property, and a case that fails alone has none.
func TestSharedCause(t *testing.T) {
	run := &result.Run{Strict: true, Files: []result.File{{Path: "a.feature"}}}
	for i, message := range []string{"TypeError: no lamp 1", "TypeError: no lamp 2", "Error: it rains"} {
		run.Files[0].Scenarios = append(run.Files[0].Scenarios, result.Scenario{
			Name: fmt.Sprint("s", i), Line: 2 + i, Status: cucumber.Failed, Failure: &cucumber.Failure{Status: cucumber.Failed, Message: message},
		})
	}
	run.Judge(0)
	var out strings.Builder
	if err := junit.Write(&out, run, junit.Full); err != nil {
		t.Fatal(err)
	}
	cause, _ := run.Files[0].Scenarios[0].Cause()
	want := fmt.Sprintf(`<property name="cause" value="%s: TypeError: no lamp #">`, cause.Hash)
	if got := strings.Count(out.String(), want); got != 2 || strings.Count(out.String(), `name="cause"`) != 2 {
		t.Errorf("%s is there %d times:\n%s", want, got, out.String())
	}
}
