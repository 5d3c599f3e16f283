package shard

import "time"

// contradicts is by how much the newest run must be faster or slower than the median of the runs to count alone: less is chance.
const contradicts = 1.25

// newestPace goes by the newest run where it contradicts the history. Medians say which scenario takes longer than another, whatever
// the machine does. How long all of them take also depends on the machine, and of that the newest run knows more: with one run on
// a busy machine before it, the median of both is wrong for either.
func (f *Forecast) newestPace(all []Work) {
	newest := f.newestRun(all)
	if newest == "" {
		return
	}
	var then, usual time.Duration
	for _, w := range all {
		seen := f.observations(w)
		if took, ran := in(newest, seen); ran {
			middle, _ := median(seen)
			then, usual = then+took, usual+middle
		}
	}
	if pace := then.Seconds() / usual.Seconds(); usual > 0 && then > 0 && (pace > contradicts || pace < 1/contradicts) {
		f.pace = pace
	}
	took, ran := in(newest, f.past.StartUp)
	if by := took.Seconds() / f.StartUp.Seconds(); ran && (f.StartUp <= 0 || by > contradicts || by < 1/contradicts) {
		f.StartUp = took
	}
}

// newestRun returns the newest run with times of at least half of the scenarios that have any; empty if there is none. A run of
// a few scenarios says little about the others.
func (f *Forecast) newestRun(all []Work) string {
	counts, known := map[string]int{}, 0
	for _, w := range all {
		seen := f.observations(w)
		if len(seen) > 0 {
			known++
		}
		for _, o := range seen {
			counts[o.Run]++
		}
	}
	newest := ""
	for run, n := range counts {
		if 2*n >= known && run > newest {
			newest = run
		}
	}
	return newest
}

// observations returns the times that a scenario is estimated by: its own, or those of its file.
func (f *Forecast) observations(w Work) []Observation {
	file := f.past.Files[w.File]
	switch {
	case file == nil:
		return nil
	case len(file.Scenarios) > 0:
		return file.Scenarios[w.Name]
	}
	return file.Whole
}

// in returns the time that something took in a run.
func in(run string, seen []Observation) (took time.Duration, ran bool) {
	for _, o := range seen {
		if o.Run == run {
			return time.Duration(o.Millis) * time.Millisecond, true
		}
	}
	return 0, false
}
