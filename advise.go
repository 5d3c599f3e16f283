package main

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

// advise plays the run again by what it took, in the ways that were not asked for, and says what they would have saved.
func (r *suiteRun) advise() {
	if r.run.Verdict.Exit > result.ExitFailed || r.run.Node.Several() {
		return // what did not run here has no times
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
	now := wall(files, o)
	if o.Split == shard.SplitFile {
		auto := o
		auto.Split = shard.SplitAuto
		r.suggest("split: auto would spread the longest files over containers", now, wall(files, auto))
	}
	if !o.Batch && r.recipe.Name != cucumber.ExitCode && heavy(files, o.StartUp) {
		together := o
		together.Batch = true
		r.suggest("isolation: batch would run several files in one container", now, wall(files, together))
	}
}

func wall(files []shard.File, o shard.Options) time.Duration {
	return shard.Wall(shard.Plan(files, o), o.Slots, o.StartUp)
}

// heavy tells that start-ups take more than their part of the containers' time.
func heavy(files []shard.File, startUp time.Duration) bool {
	var work time.Duration
	for _, f := range files {
		work += f.Estimate
	}
	start := startUp * time.Duration(len(files))
	return start.Seconds() > muchStartUp*(start+work).Seconds()
}

// suggest says what another way would have taken, if it is worth a sentence.
func (r *suiteRun) suggest(way string, now, then time.Duration) {
	if saved := now - then; saved >= leastSaving && saved.Seconds() > worthSaying*now.Seconds() {
		r.run.Advice = append(r.run.Advice, fmt.Sprintf("%s: about %s instead of about %s", way, report.Duration(then), report.Duration(now)))
	}
}
