package plan

import (
	"fmt"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// burnIn marks the scenarios that are to run many times: all of them with repeat, or those that the history does not vouch for.
// Without a history every scenario would be new, so that none is marked.
func (plan Plan) burnIn() Plan {
	want, past := plan.settings.BurnIn, plan.history.Timings.Past(shard.KeyOf(plan.Run))
	if want.Times > 0 && !past.Known() {
		plan.Notes = append(plan.Notes, "burn-in: there is no history yet, so nothing counts as new; what this run leaves in timings is what the next one goes by")
		return plan
	}
	marked := 0
	for _, f := range plan.Run.Files {
		where := plan.Run.Location(f)
		for i := range f.Scenarios {
			s := &f.Scenarios[i]
			fresh := past.New(where, s.Name) || past.Record(where, s.Name).Changed(s.Text)
			switch {
			case s.Status == result.Deselected || s.Quarantine != nil:
			case want.Repeat > 0:
				s.BurnIn = &result.BurnIn{Wanted: want.Repeat, Repeat: true}
			case want.Times > 0 && fresh:
				s.BurnIn = &result.BurnIn{Wanted: want.Times}
				marked++
			}
		}
	}
	if marked > 0 {
		plan.Notes = append(plan.Notes, fmt.Sprintf("burn-in: %d new or changed scenarios run %d more times after the others, for at most %s", marked, want.Times, want.For))
	}
	return plan
}
