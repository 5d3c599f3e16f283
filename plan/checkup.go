package plan

import (
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/shard"
)

// Image names the image, its digest and its age, for people.
func (plan Plan) Image() string { return plan.Run.Image + plan.aboutImage() }

// Beside names the services beside the tests, empty if there are none.
func (plan Plan) Beside() string { return plan.beside() }

// Outlook is what the run of this plan would take on this node alone, and whether earlier runs tell.
func (plan Plan) Outlook() (o report.PlanOutlook, known bool) {
	return shown(shard.Estimate(plan.Planner(), plan.Machines(1))), trusted(plan.forecast)
}

// Trial is the plan, of which no run is added to the history.
func (plan Plan) Trial() Plan {
	plan.history = plan.history.ReadOnly()
	return plan
}
