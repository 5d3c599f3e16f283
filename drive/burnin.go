package drive

import (
	"fmt"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// burnIn queues the burn-in of the scenarios that a unit has decided, when nothing else of it is left to run. One that failed is
// red already, and is run again by repeat alone, which counts how often it fails.
func (r *suiteRun) burnIn(name string, unit *unitRuns) {
	if want := r.settings.BurnIn; want.Times+want.Repeat == 0 || unit.open > 0 || unit.burns || r.stopped {
		return
	}
	unit.burns = true
	how, left := try{Unit: shard.Unit{Name: name}, burn: true, lines: map[string][]int{}}, 0
	for _, path := range unit.files {
		file := r.run.File(path)
		lines, most := r.toBurn(file, unit)
		if left = max(left, most); len(lines) > 0 && how.lines[path] == nil {
			how.lines[path] = lines
			how.Targets = append(how.Targets, cucumber.Target{Path: path, Lines: r.selecting(file, lines)})
		}
	}
	for range left {
		r.queue.addBurn(how)
	}
}

// toBurn returns the lines of the scenarios of a unit to run again, and how often.
func (r *suiteRun) toBurn(file *result.File, unit *unitRuns) (lines []int, left int) {
	for i := range file.Scenarios {
		s := &file.Scenarios[i]
		own := slices.ContainsFunc(unit.past, func(a result.Attempt) bool { return a.ID() == s.Attempt })
		if s.BurnIn == nil || !own || s.BurnIn.Done() {
			continue
		}
		r.run.CountFirst(s)
		if passed := s.Status == cucumber.Passed && !r.run.Fails(*s); passed || s.BurnIn.Repeat && s.Status == cucumber.Failed {
			lines, left = append(lines, s.Line), max(left, s.BurnIn.Wanted-s.BurnIn.Runs)
		}
	}
	return lines, left
}

// mayBurn reports whether one more run of a burn-in may start: its time is not over, and with until-failure nothing has failed.
func (r *suiteRun) mayBurn() bool {
	want, now := r.settings.BurnIn, r.session.Now()
	if r.burning.IsZero() {
		r.burning = now
	}
	if want.Repeat > 0 {
		_, sum := r.run.BurntIn()
		r.burntOut = want.UntilFailure && sum.Failed > 0
	} else {
		r.burntOut = now.Sub(r.burning) > want.For
	}
	return !r.burntOut
}

// cutBurnIn says that runs of a burn-in were left out.
func (r *suiteRun) cutBurnIn() {
	_, sum := r.run.BurntIn()
	switch {
	case !r.burntOut:
	case sum.Repeat:
		r.run.Notes = append(r.run.Notes, fmt.Sprintf("repeat: stopped at the first failure, after %d of %d runs", sum.Runs, sum.Wanted))
	default:
		r.run.Notes = append(r.run.Notes, fmt.Sprintf("burn-in: %d of %d runs fit into burn-in-time (%s); the next run burns in the rest", sum.Runs, sum.Wanted, r.settings.BurnIn.For.Round(time.Second)))
	}
}

// follow queues what follows from an attempt. A run of a burn-in is only counted.
func (r *suiteRun) follow(t try, a result.Attempt) {
	if t.burn {
		return
	}
	r.retry(t, a)
	unit := r.queue.ended(t, a)
	r.expect(t, -1)
	r.check(unit)
	r.burnIn(t.Name, unit)
}
