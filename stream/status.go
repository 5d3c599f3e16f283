package stream

import (
	"slices"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// The statuses of steps, in short.
const (
	unknown = messages.TestStepResultStatus_UNKNOWN
	passed  = messages.TestStepResultStatus_PASSED
	skipped = messages.TestStepResultStatus_SKIPPED
	failed  = messages.TestStepResultStatus_FAILED
)

// severity orders statuses as readers do (cucumber/query): a scenario is as bad as its worst step.
func severity() []messages.TestStepResultStatus {
	return []messages.TestStepResultStatus{unknown, passed, skipped, messages.TestStepResultStatus_PENDING,
		messages.TestStepResultStatus_UNDEFINED, messages.TestStepResultStatus_AMBIGUOUS, failed}
}

func rank(s messages.TestStepResultStatus) int { return slices.Index(severity(), s) }

// statusOf is the status of a step in the model.
func statusOf(s cucumber.Status) messages.TestStepResultStatus {
	switch s {
	case cucumber.Passed:
		return passed
	case cucumber.Skipped:
		return skipped
	case cucumber.Pending:
		return messages.TestStepResultStatus_PENDING
	case cucumber.Undefined:
		return messages.TestStepResultStatus_UNDEFINED
	case cucumber.Ambiguous:
		return messages.TestStepResultStatus_AMBIGUOUS
	case cucumber.Failed:
		return failed
	}
	return unknown
}

// wanted is the status that readers are to find for a scenario. What never ran is unknown, which is no reader's pass; what
// counts as failed for a reason that no step has, is failed.
func (w *writer) wanted(s result.Scenario) messages.TestStepResultStatus {
	switch s.Status {
	case result.Deselected:
		return skipped
	case result.NotRun:
		return unknown
	case result.Interrupted, result.Unexpected, result.Duplicate:
		return failed
	case cucumber.Passed:
		if w.run.Fails(s) {
			return failed
		}
	case cucumber.Unknown:
		if !s.Blank { // a scenario without results would pass
			return failed
		}
	}
	return statusOf(s.Status)
}

// worst is the status that readers find for an attempt: that of its worst step.
func (t try) worst() messages.TestStepResultStatus {
	out := unknown
	for _, e := range t.Events {
		if e.Result != nil && rank(e.Result.Status) > rank(out) {
			out = e.Result.Status
		}
	}
	return out
}

// told reports which steps have a result.
func (t try) told() []bool {
	out := make([]bool, len(t.Steps))
	for _, e := range t.Events {
		if e.Result != nil && e.Step >= 0 {
			out[e.Step] = true
		}
	}
	return out
}
