package main

import (
	"fmt"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

const (
	worthSaying = 0.1         // of the time that the run took
	leastSaving = time.Second // what nobody would notice is not worth a sentence
)

// advise plays the run again by what it took, in the ways that were not asked for, and says what they would have saved.
func (r *suiteRun) advise() {
	if r.run.Verdict.Exit > result.ExitFailed {
		return // what did not run has no times
	}
	learned := &shard.Timings{}
	learned.Merge(r.history.timings)
	learned.Learn(r.run)
	forecast := r.forecast(learned.Past(shard.KeyOf(r.run)))
	if !trusted(forecast) {
		return
	}
	o := r.options(forecast)
	files := r.files(forecast)
	now := shard.Wall(shard.Plan(files, o), o.Slots, o.StartUp)
	if auto := o; o.Split == shard.SplitFile {
		auto.Split = shard.SplitAuto
		r.suggest("split: auto would spread the longest files over containers", now, shard.Wall(shard.Plan(files, auto), o.Slots, o.StartUp))
	}
}

// suggest says what another way would have taken, if it is worth a sentence.
func (r *suiteRun) suggest(way string, now, then time.Duration) {
	if saved := now - then; saved >= leastSaving && saved.Seconds() > worthSaying*now.Seconds() {
		r.run.Advice = append(r.run.Advice, fmt.Sprintf("%s: about %s instead of about %s", way, report.Duration(then), report.Duration(now)))
	}
}
