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
	worthSaying = 0.1         // of the time that the run took
	leastSaving = time.Second // what nobody would notice is not worth a sentence
	muchStartUp = 0.3         // of the time of containers
)

// Advise plays a run that has ended again by what it took, in the ways that were not asked for, and says what they would
// have saved.
func (plan Plan) Advise() []string {
	if plan.Run.Verdict.Exit > result.ExitFailed || plan.Run.Node.Several() {
		return nil // what did not run here has no times
	}
	learned := &shard.Timings{}
	learned.Merge(plan.history.Timings)
	learned.Learn(plan.Run)
	forecast := plan.foresee(learned.Past(shard.KeyOf(plan.Run)))
	if !trusted(forecast) {
		return nil
	}
	o := plan.options(forecast)
	files := plan.expected(forecast)
	now := wall(files, o)
	var out []string
	suggest := func(way string, then time.Duration) {
		if saved := now - then; saved >= leastSaving && saved.Seconds() > worthSaying*now.Seconds() {
			out = append(out, fmt.Sprintf("%s: about %s instead of about %s", way, report.Duration(then), report.Duration(now)))
		}
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

// heavy reports whether start-ups take more than their part of the containers' time.
func heavy(files []shard.File, startUp time.Duration) bool {
	var work time.Duration
	for _, f := range files {
		work += f.Estimate
	}
	start := startUp * time.Duration(len(files))
	return start.Seconds() > muchStartUp*(start+work).Seconds()
}
