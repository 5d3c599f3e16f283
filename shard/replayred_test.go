package shard

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
)

const (
	redRuns     = 500
	redEarly    = 0.1  // share of the wall time in which a failure is early
	redMostly   = 0.8  // share of the runs in which the first one must be
	redMostCost = 0.03 // of the wall time
)

// red is a red run: its files, and those that fail in it.
type red struct {
	drawn
	fails map[string]bool
}

// drawRed draws a run as they are after a push to a branch: of what failed last a third is mended, a few files are new or
// changed and most of those pass, some are known to flake, and of the failures a part is one that nothing hints at.
func drawRed(seed uint64) red {
	random := rand.New(rand.NewPCG(seed, 6))
	d := draw{files: []int{60, 120, 200}[seed%3], known: 1, startUp: time.Second}
	if seed%5 == 0 {
		d.giant = 0.3
	}
	r := red{drawn: d.suite(seed), fails: map[string]bool{}}
	mark := func(n int, u Urgency, fails float64) {
		for range n {
			f := &r.files[random.IntN(len(r.files))]
			f.Urgency = max(f.Urgency, u)
			if random.Float64() < fails {
				r.fails[f.Path] = true
			}
		}
	}
	few := func(most int) int { return random.IntN(most + 1) }
	mark(few(4), Failed, 0.67)
	mark(few(len(r.files)/12), Fresh, 0.2)
	mark(few(4), Flakes, 0.05)
	mark(few(len(r.files)/100), Calm, 1)
	if len(r.fails) == 0 { // a green run is drawn again
		return drawRed(seed + 10_000)
	}
	for i, f := range r.files {
		for k := range f.Pieces {
			r.files[i].Pieces[k].Urgency = f.Urgency
		}
	}
	return r
}

// playRed returns when the first failure is known, and when the run ends. A failure is known when its container ends.
func (r red) playRed(units []Unit) (first, end time.Duration) {
	q := newSlots(replaySlots)
	for _, u := range units {
		ended := q.add(time.Second + r.length(u))
		q.end = max(q.end, ended)
		fails := slices.ContainsFunc(u.Targets, func(t cucumber.Target) bool { return r.fails[t.Path] })
		if fails && (first == 0 || ended < first) {
			first = ended
		}
	}
	return first, q.end
}

// TestReplayFailuresFirst replays red runs: the first failure comes early in most of them, and the run takes hardly longer.
func TestReplayFailuresFirst(t *testing.T) {
	for _, o := range []Options{{}, {Split: SplitAuto}, {Batch: true}} {
		runs := uint64(redRuns)
		if o.Batch || o.Split != "" {
			runs /= 5 // planning takes longer
		}
		t.Run(fmt.Sprintf("split=%s/batch=%v", o.Split, o.Batch), func(t *testing.T) {
			o.Slots, o.StartUp = replaySlots, time.Second
			early, plainEarly, cost, worst := 0, 0, 0.0, 0.0
			for seed := range runs {
				r := drawRed(seed)
				o.Order = OrderLongest
				plainFirst, plain := r.playRed(Plan(r.files, o))
				o.Order = OrderFailures
				first, end := r.playRed(Plan(r.files, o))
				if first.Seconds() <= redEarly*end.Seconds() {
					early++
				}
				if plainFirst.Seconds() <= redEarly*plain.Seconds() {
					plainEarly++
				}
				cost += end.Seconds()/plain.Seconds() - 1
				worst = max(worst, end.Seconds()/plain.Seconds()-1)
			}
			t.Logf("early in %d of %d runs (longest first: %d), mean cost %.2f %%, worst %.1f %%", early, runs, plainEarly, 100*cost/float64(runs), 100*worst)
			if float64(early) < redMostly*float64(runs) || cost > redMostCost*float64(runs) {
				t.Errorf("at least %.0f %% early and a cost of at most %.0f %% are wanted", 100*redMostly, 100*redMostCost)
			}
		})
	}
}
