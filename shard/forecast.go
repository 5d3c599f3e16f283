package shard

import (
	"time"
)

// The assumptions without any measurement.
const (
	defaultStep    = 250 * time.Millisecond
	defaultStartUp = time.Second
)

// Work is a scenario to estimate.
type Work struct {
	File  string // its path in the checkout
	Name  string
	Steps int
}

// Forecast estimates how long scenarios and files take: by the times of earlier runs, or else by their number of steps and
// the average time of a step in this suite.
type Forecast struct {
	StartUp time.Duration // of one container
	Known   int           // scenarios with times of earlier runs
	Total   int           // scenarios

	past  *Past
	step  time.Duration
	steps map[string]int // by file
	pace  float64        // by which the times of earlier runs are multiplied: see newestPace
}

// NewForecast makes a forecast for all scenarios of the planned files.
func NewForecast(past *Past, all []Work) Forecast {
	f := Forecast{past: past, step: defaultStep, steps: map[string]int{}, Total: len(all), StartUp: defaultStartUp, pace: 1}
	if cost, known := median(past.StartUp); known {
		f.StartUp = cost
	}
	for _, w := range all {
		f.steps[w.File] += w.size()
	}
	f.newestPace(all)
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

// size is the number of steps, at least 1, because a scenario without steps takes time too.
func (w Work) size() int { return max(w.Steps, 1) }

// Knows reports whether a scenario has times of earlier runs.
func (f Forecast) Knows(w Work) bool {
	_, known := f.seen(w)
	return known
}

// Scenario estimates the duration of one scenario.
func (f Forecast) Scenario(w Work) time.Duration {
	if took, known := f.seen(w); known {
		return took
	}
	return time.Duration(w.size()) * f.step
}

// seen returns the time that a scenario took in earlier runs, or its share of the time that its file took.
func (f Forecast) seen(w Work) (time.Duration, bool) {
	file := f.past.Files[w.File]
	if file == nil {
		return 0, false
	}
	if took, known := median(file.Scenarios[w.Name]); known {
		return f.paced(took), true
	}
	took, known := median(file.Whole)
	if !known || len(file.Scenarios) > 0 {
		return 0, false // the time of the whole file includes scenarios with times of their own
	}
	return f.paced(took) * time.Duration(w.size()) / time.Duration(f.steps[w.File]), true
}

func (f Forecast) paced(took time.Duration) time.Duration {
	if f.pace == 1 {
		return took
	}
	return time.Duration(float64(took) * f.pace)
}

// Whole estimates the duration of a file whose scenarios are not known.
func (f Forecast) Whole(file string) (time.Duration, bool) {
	past := f.past.Files[file]
	if past == nil {
		return 0, false
	}
	if took, known := median(past.Whole); known {
		return f.paced(took), true
	}
	var sum time.Duration
	for _, seen := range past.Scenarios {
		took, _ := median(seen)
		sum += f.paced(took)
	}
	return sum, sum > 0
}

// Failed reports whether a file failed when it last ran.
func (f Forecast) Failed(file string) bool {
	past := f.past.Files[file]
	return past != nil && past.Last.Failed
}
