package shard

import (
	"time"
)

// What is taken for granted where nothing was ever measured.
const (
	usualStep    = 250 * time.Millisecond
	usualStartUp = time.Second
)

// Work is a scenario whose time is to be foretold.
type Work struct {
	File  string // its place in the checkout
	Name  string
	Steps int
}

// Forecast tells how long things will take: by what they took, else by their steps and what a step of this suite takes.
type Forecast struct {
	StartUp time.Duration // of one container
	Known   int           // scenarios that were seen before
	Total   int           // scenarios

	past  *Past
	step  time.Duration
	steps map[string]int // of each file
}

// NewForecast looks at all scenarios of the files that are planned.
func NewForecast(past *Past, all []Work) Forecast {
	f := Forecast{past: past, step: usualStep, steps: map[string]int{}, Total: len(all), StartUp: usualStartUp}
	if cost, known := median(past.StartUp); known {
		f.StartUp = cost
	}
	for _, w := range all {
		f.steps[w.File] += w.size()
	}
	var sum time.Duration
	steps := 0
	for _, w := range all {
		if took, known := f.seen(w); known {
			f.Known++
			sum += took
			steps += w.size()
		}
	}
	if steps > 0 {
		f.step = max(sum/time.Duration(steps), time.Microsecond)
	}
	return f
}

// size is what the time of a scenario goes with; one without steps still takes some.
func (w Work) size() int { return max(w.Steps, 1) }

// Knows tells that a scenario is foretold by what it took.
func (f Forecast) Knows(w Work) bool {
	_, known := f.seen(w)
	return known
}

// Scenario foretells one scenario.
func (f Forecast) Scenario(w Work) time.Duration {
	if took, known := f.seen(w); known {
		return took
	}
	return time.Duration(w.size()) * f.step
}

// seen is what a scenario took, or its part of what its file took.
func (f Forecast) seen(w Work) (time.Duration, bool) {
	file := f.past.Files[w.File]
	if file == nil {
		return 0, false
	}
	if took, known := median(file.Scenarios[w.Name]); known {
		return took, true
	}
	took, known := median(file.Whole)
	if !known || len(file.Scenarios) > 0 {
		return 0, false // the rest of a file whose other scenarios have times of their own
	}
	return took * time.Duration(w.size()) / time.Duration(f.steps[w.File]), true
}

// Whole foretells a file whose scenarios are not known.
func (f Forecast) Whole(file string) (time.Duration, bool) {
	past := f.past.Files[file]
	if past == nil {
		return 0, false
	}
	if took, known := median(past.Whole); known {
		return took, true
	}
	var sum time.Duration
	for _, seen := range past.Scenarios {
		took, _ := median(seen)
		sum += took
	}
	return sum, sum > 0
}

// Failed tells whether a file failed when it last ran.
func (f Forecast) Failed(file string) bool {
	past := f.past.Files[file]
	return past != nil && past.Last.Failed
}
