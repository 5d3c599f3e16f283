package plan

import (
	"fmt"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

const (
	minShare    = 0.1         // least saving to mention, as a share of the run's time
	minSaving   = time.Second // least saving to mention
	muchStartUp = 0.3         // share of the containers' time from which batches are suggested
)

// Advise estimates from the times of a finished run what other settings would have saved, and returns a sentence for each
// saving that is worth it.
func (plan Plan) Advise() []string {
	if plan.Run.Verdict.Exit > result.ExitFailed || plan.Run.Node.Several() || len(plan.Run.Continues) > 0 {
		return nil // scenarios that did not run here have no times
	}
	learned := &shard.Timings{}
	learned.Merge(plan.history.Timings)
	learned.Learn(plan.Run)
	forecast := plan.newForecast(learned.Past(shard.KeyOf(plan.Run)))
	return plan.advice(forecast)
}

// Foresee returns what Advise would say by the times of earlier runs alone.
func (plan Plan) Foresee() []string { return plan.advice(plan.forecast) }

// advice returns a sentence for each setting that would save time by a forecast, none if the forecast cannot be trusted.
func (plan Plan) advice(forecast shard.Forecast) []string {
	if !trusted(forecast) {
		return nil
	}
	o := plan.options(forecast)
	files := plan.estimated(forecast)
	now := wall(files, o)
	var out []string
	suggest := func(way string, then time.Duration) {
		if saved := now - then; saved >= minSaving && saved.Seconds() > minShare*now.Seconds() {
			out = append(out, fmt.Sprintf("%s: about %s instead of about %s", way, report.Duration(then), report.Duration(now)))
		}
	}
	for _, w := range waitings(files) {
		suggest(plan.clean.Line(w.way()), wall(w.without(files), o))
	}
	if o.Split == shard.SplitFile {
		auto := o
		auto.Split = shard.SplitAuto
		suggest("split: auto would spread the longest files over containers", wall(files, auto))
	}
	if !o.Batch && plan.Suite.Recipe.Name != cucumber.ExitCode && heavy(files, o.StartUp) {
		together := o
		together.Batch = true
		suggest("isolation: batch would run several files in one container", wall(files, together))
	}
	return out
}

func wall(files []shard.File, o shard.Options) time.Duration {
	return shard.Wall(shard.Plan(files, o), o.Slots, o.StartUp)
}

// heavy reports whether start-ups take a large share of the containers' time.
func heavy(files []shard.File, startUp time.Duration) bool {
	var work time.Duration
	for _, f := range files {
		work += f.Estimate
	}
	start := startUp * time.Duration(len(files))
	return start.Seconds() > muchStartUp*(start+work).Seconds()
}
