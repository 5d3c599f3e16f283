package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// TestQuieted: auto follows from the longest scenario that is known, and says so if nothing is known.
func TestQuieted(t *testing.T) {
	plan := many(t, 2, inputs.Node{Index: 1, Total: 1})
	plan.settings.Limits.Silence = time.Minute
	if got := plan.quieted(); got.Silence != time.Minute || len(got.Notes) != len(plan.Notes) {
		t.Errorf("%s, %v", got.Silence, got.Notes)
	}
	plan.settings.Limits = inputs.Limits{AutoSilence: true}
	if got := plan.quieted(); got.Silence != 0 || !strings.Contains(strings.Join(got.Notes, "\n"), "silence: auto has no effect yet") {
		t.Errorf("%s, %v", got.Silence, got.Notes)
	}
	for _, took := range []time.Duration{time.Second, time.Minute} {
		run := *plan.Run
		run.ID, run.Attempts = "20260101-000000-aa", []result.Attempt{{Unit: "u", Number: 1, Class: result.Passed}}
		for _, f := range run.Files {
			for i := range f.Scenarios {
				f.Scenarios[i].Status, f.Scenarios[i].Attempt, f.Scenarios[i].Duration = "passed", "u.1", took
			}
		}
		plan.history.Timings.Learn(&run)
		known := plan.divide()
		if got := known.quieted(); got.Silence != max(2*time.Minute, 5*took) {
			t.Errorf("scenarios of %s: %s, %v", took, got.Silence, got.Notes)
		}
	}
}
