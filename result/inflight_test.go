package result

import (
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestTheStepInFlightIsNamed: of a scenario whose container was ended it is what it waited for.
func TestTheStepInFlightIsNamed(t *testing.T) {
	p := Scenario{Line: 3, Steps: []cucumber.Step{
		{Keyword: "Given", Text: "a", Line: 4, Status: cucumber.Passed}, {Keyword: "When", Text: "b", Line: 5, Status: cucumber.Unknown},
		{Keyword: "Then", Text: "c", Line: 6, Status: cucumber.Unknown},
	}}
	p.fail(Interrupted, "it was running")
	if p.inFlight(); p.Failure.Step != "When b" || p.Failure.Line != 5 {
		t.Errorf("%+v", p.Failure)
	}
	p.Steps = p.Steps[:1]
	p.fail(Interrupted, "it was running")
	if p.inFlight(); p.Failure.Step != "" || p.Failure.Line != 3 {
		t.Errorf("%+v", p.Failure)
	}
}
