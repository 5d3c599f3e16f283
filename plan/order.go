package plan

import (
	"fmt"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// notLongest returns an order as the run records it.
func notLongest(order shard.Order) string {
	if order == shard.OrderLongest {
		return ""
	}
	return string(order)
}

// calm is the urgency of all scenarios if the order does not go by it.
func calm(cucumber.Pickle) shard.Urgency { return shard.Calm }

// urgency returns how urgent the scenarios of a file are. Where the file has one outcome as a whole, its scenarios share that.
func (plan Plan) urgency(f file, forecast shard.Forecast) func(cucumber.Pickle) shard.Urgency {
	if plan.settings.Division.Order != shard.OrderFailures {
		return calm
	}
	where := plan.Run.Location(f.File)
	if len(f.Scenarios) == 1 && f.Scenarios[0].Line == 0 {
		whole := forecast.Urgency(shard.Work{File: where, Name: f.Scenarios[0].Name}, "")
		return func(cucumber.Pickle) shard.Urgency { return whole }
	}
	return func(p cucumber.Pickle) shard.Urgency { return forecast.Urgency(plan.work(where, p), p.Text) }
}

// orderNote says how many scenarios start first because they may fail, and what that costs.
func (plan Plan) orderNote() string {
	counts := map[shard.Urgency]int{}
	for _, f := range plan.files {
		urgency := plan.urgency(f, plan.forecast)
		for _, p := range f.chosen {
			counts[urgency(p)]++
		}
	}
	var parts []string
	for _, of := range []struct {
		urgency shard.Urgency
		words   string
	}{{shard.Failed, "failed last time"}, {shard.Fresh, "new or changed"}, {shard.Flakes, "known to flake"}} {
		if n := counts[of.urgency]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, of.words))
		}
	}
	if len(parts) == 0 {
		return "order: no scenario failed last time, is new or is known to flake, so the longest files start first"
	}
	cost, first := shard.Price(plan.estimated(plan.forecast), plan.options(plan.forecast))
	if !first {
		return fmt.Sprintf("order: the longest files start first, because the run would take more than 3 %% longer otherwise: of the scenarios, %s", strings.Join(parts, ", "))
	}
	return fmt.Sprintf("order: %s: these scenarios start first, which makes the run about %.1f %% longer", strings.Join(parts, ", "), max(0, 100*cost))
}
