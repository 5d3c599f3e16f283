package plan

import (
	"fmt"
	"time"
)

// A container may be silent for so many times the longest scenario that is known, and for so long at least: most runners print
// something with every scenario, and the first needs the start-up as well.
const (
	silenceFactor = 5
	leastSilence  = 2 * time.Minute
)

// quieted returns the plan with the time for which a container may be silent. With auto that follows from the times of earlier runs.
func (plan Plan) quieted() Plan {
	if plan.Silence = plan.settings.Limits.Silence; !plan.settings.Limits.AutoSilence {
		return plan
	}
	note := "silence: auto has no effect yet, because too few scenarios have times of earlier runs"
	if trusted(plan.forecast) {
		plan.Silence = max(leastSilence, silenceFactor*plan.longestScenario()).Round(time.Second)
		note = fmt.Sprintf("silence: auto is %s, by the longest scenario of earlier runs", plan.Silence)
	}
	plan.Notes = append(plan.Notes, note)
	return plan
}

// longestScenario is the longest time that a planned scenario is expected to take.
func (plan Plan) longestScenario() time.Duration {
	longest := time.Duration(0)
	for _, f := range plan.files {
		for _, p := range f.chosen {
			longest = max(longest, plan.forecast.Scenario(plan.work(plan.Run.Location(f.File), p)))
		}
	}
	return longest
}
