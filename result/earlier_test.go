package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// failedWith is an observed failure with a message.
func failedWith(message string, line int) cucumber.Scenario {
	s := observed("features/a.feature", line, cucumber.Failed)
	s.Failure = &cucumber.Failure{Step: "Then x", Line: line + 1, Status: cucumber.Failed, Message: message}
	return s
}

// said are the messages of a scenario's earlier failures, each after its attempt.
func said(s Scenario) string {
	var out []string
	for _, e := range s.Earlier {
		out = append(out, e.Attempt+" "+e.Failure.Message)
	}
	return strings.Join(out, ", ")
}

// TestEarlierFailures: every failure of a scenario that is tried again is kept, those of the runner's own retries, too.
func TestEarlierFailures(t *testing.T) {
	r := planned(3)
	r.FlakyFails = true
	r.Record(attempt(Failed, 1), seen(true, failedWith("first", 3)))
	r.Record(later(2, Failed, 3), seen(true, failedWith("second", 3)))
	again := observed("features/a.feature", 3, cucumber.Passed)
	again.Attempts, again.Earlier = 2, []cucumber.Try{{Failure: cucumber.Failure{Message: "third", Status: cucumber.Failed}}}
	r.Record(later(3, Passed, 3), seen(true, again))
	s := r.Files[0].Scenarios[0]
	if want := "features-a.1 first, features-a.2 second, features-a.3 third"; said(s) != want || !s.Flaky {
		t.Errorf("got %q, want %q (flaky %v)", said(s), want, s.Flaky)
	}
	if s.Failure == nil || !strings.Contains(s.Failure.Message, "third") {
		t.Errorf("the failure that counts does not say why it failed: %+v", s.Failure)
	}
	if cause, known := s.Cause(); !known || cause.Message != "third" {
		t.Errorf("the cause is %+v", cause)
	}
}

// TestEarlierFailureWithoutReport: the failure stays if the retry leaves no report.
func TestEarlierFailureWithoutReport(t *testing.T) {
	r := planned(3)
	r.Record(attempt(Failed, 1), seen(true, failedWith("first", 3)))
	r.Record(later(2, OOM, 3), Observation{})
	if s := r.Files[0].Scenarios[0]; said(s) != "features-a.1 first" || s.Status != NotRun {
		t.Errorf("got %q, status %s", said(s), s.Status)
	}
}
