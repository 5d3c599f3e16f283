package shard

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// The replay bench plans suites that are drawn at random with the real planner, plays them with times that differ from the
// plan's as those of real suites do, and compares the end with the least that is possible: the larger of the longest file
// and an equal share of all, and one start-up.
const (
	replaySlots  = 8
	replaySuites = 60               // drawn for each figure
	replayMedian = 20 * time.Second // of a file
	replaySigma  = 0.9              // of the logarithm of its length
	replayNoise  = 0.25             // of the logarithm of what a run makes of it
)

// drawn is a suite: what the plan is given, and what really happens.
type drawn struct {
	files []File
	took  map[string]time.Duration // by path and line
}

type draw struct {
	files   int
	known   float64 // how well the estimates go with the lengths: 1 is a history, less is the correlation with steps
	unknown float64 // part of the files without a history
	giant   float64 // length of one more file, as a part of the work of the others
	startUp time.Duration
}

func (w draw) suite(seed uint64) drawn {
	random := rand.New(rand.NewPCG(seed, uint64(w.files)))
	d := drawn{took: map[string]time.Duration{}}
	var sum time.Duration
	for i := range w.files {
		z := random.NormFloat64()
		guess := w.known*z + math.Sqrt(1-w.known*w.known)*random.NormFloat64()
		if random.Float64() < w.unknown {
			guess = 0.7*z + math.Sqrt(1-0.49)*random.NormFloat64()
		}
		f := File{Target: cucumber.Target{Path: fmt.Sprintf("%03d", i)}, Estimate: logNormal(guess)}
		length := logNormal(z)
		sum += length
		d.took[f.Path] = noisy(length, random)
		d.files = append(d.files, f)
	}
	if w.giant > 0 {
		d.addGiant(time.Duration(float64(sum)*w.giant), random)
	}
	return d
}

// addGiant adds a file of 60 scenarios of lengths that differ as those of files do.
func (d *drawn) addGiant(length time.Duration, random *rand.Rand) {
	f := File{Target: cucumber.Target{Path: "giant"}}
	weights, total := make([]float64, 60), 0.0
	for i := range weights {
		weights[i] = math.Exp(replaySigma * random.NormFloat64())
		total += weights[i]
	}
	for i, w := range weights {
		p := Piece{Line: i + 1, Estimate: time.Duration(float64(length) * w / total)}
		f.Estimate += p.Estimate
		f.Pieces = append(f.Pieces, p)
		took := noisy(p.Estimate, random)
		d.took[fmt.Sprint("giant:", p.Line)] = took
		d.took["giant"] += took
	}
	d.files = append(d.files, f)
}

func logNormal(z float64) time.Duration {
	return time.Duration(float64(replayMedian) * math.Exp(replaySigma*z))
}

func noisy(d time.Duration, random *rand.Rand) time.Duration {
	return time.Duration(float64(d) * math.Exp(replayNoise*random.NormFloat64()))
}

// play runs units in their order and returns when the last ends.
func (d drawn) play(units []Unit, startUp time.Duration) time.Duration {
	q := newSlots(replaySlots)
	for _, u := range units {
		q.run(startUp + d.length(u))
	}
	return q.end
}

// length is how long a unit takes without its start-up.
func (d drawn) length(u Unit) time.Duration {
	var took time.Duration
	for _, t := range u.Targets {
		for _, line := range t.Lines {
			took += d.took[fmt.Sprintf("%s:%d", t.Path, line)]
		}
		if len(t.Lines) == 0 {
			took += d.took[t.Path]
		}
	}
	return took
}

// bound is the least time there is, whatever the plan; whole: files cannot be divided.
func (d drawn) bound(startUp time.Duration, whole bool) time.Duration {
	var sum, longest time.Duration
	for _, f := range d.files {
		sum += d.took[f.Path]
		longest = max(longest, d.took[f.Path])
	}
	if !whole {
		longest = 0
	}
	return max(sum/replaySlots, longest) + startUp
}

// static is what a plan does that gives every slot its files beforehand, by estimate, longest first.
func (d drawn) static(startUp time.Duration) []Unit {
	o := Options{Slots: replaySlots, StartUp: startUp}
	var units []Unit
	for _, b := range guided(divide(d.files, o), replaySlots, 1, 1) {
		units = append(units, b.unit(map[string]bool{}))
	}
	return units
}

// replay is the mean of makespan to bound.
func (w draw) replay(plan func(drawn) []Unit, whole bool) float64 {
	sum := 0.0
	for seed := range uint64(replaySuites) {
		d := w.suite(seed)
		sum += d.play(plan(d), w.startUp).Seconds() / d.bound(w.startUp, whole).Seconds()
	}
	return sum / replaySuites
}

func (w draw) planned(o Options) float64 {
	o.Slots, o.StartUp = replaySlots, w.startUp
	return w.replay(func(d drawn) []Unit { return Plan(d.files, o) }, w.giant == 0)
}

// BenchmarkReplay reports makespan by bound, and fails where a target is missed.
func BenchmarkReplay(b *testing.B) {
	const half = 500 * time.Millisecond
	for _, files := range []int{60, 200} {
		measure(b, fmt.Sprintf("queue/files=%d", files), 1.03, draw{files: files, known: 1, startUp: half}, Options{})
		measure(b, fmt.Sprintf("batch/files=%d", files), 1.08, draw{files: files, known: 1, startUp: 3 * time.Second}, Options{Batch: true})
		measure(b, fmt.Sprintf("no-history/files=%d", files), 1.15, draw{files: files, known: 0.7, startUp: half}, Options{})
		measure(b, fmt.Sprintf("third-unknown/files=%d", files), 1.15, draw{files: files, known: 1, unknown: 0.3, startUp: half}, Options{})
	}
	giant := draw{files: 60, known: 1, giant: 1.0 / 3, startUp: half}
	measure(b, "giant/split=auto", 1.10, giant, Options{Split: SplitAuto})
	measure(b, "giant/split=file", 0, giant, Options{})
	for _, files := range []int{60, 200} {
		for _, startUp := range []float64{0, 0.5, 3, 6, 12, 20, 30, 40} {
			w := draw{files: files, known: 1, startUp: time.Duration(startUp * float64(time.Second))}
			static := w.replay(func(d drawn) []Unit { return d.static(w.startUp) }, true)
			measure(b, fmt.Sprintf("batch-or-static/files=%d/start-up=%v", files, w.startUp), static*1.0001, w, Options{Batch: true})
		}
	}
}

func measure(b *testing.B, name string, most float64, w draw, o Options) {
	b.Run(name, func(b *testing.B) {
		var got float64
		for b.Loop() {
			got = w.planned(o)
		}
		b.ReportMetric(got, "makespan/bound")
		if most > 0 {
			b.ReportMetric(most, "at-most")
		}
		if most > 0 && got > most {
			b.Errorf("%.3f times the bound, the target is %.3f", got, most)
		}
	})
}
