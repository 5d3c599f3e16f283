package drive

import (
	"fmt"
	"maps"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// try is one attempt at a unit.
type try struct {
	shard.Unit
	number int              // from 1; of the attempts at a unit, which may be at one file of it each
	alone  bool             // it has no effect on outcomes: see result.Attempt.Alone
	check  int              // see result.Attempt.Check
	burn   bool             // see result.Attempt.Burn
	again  bool             // of scenarios that have been decided before
	fresh  bool             // the services of the try before were of no use
	lines  map[string][]int // scenarios that it is about, of the files that it has a part of
}

// queue holds what is still to run: first the plan, then the retries, then the burn-in.
type queue struct {
	first *shard.Line[try]
	again *shard.Line[try]
	burn  *shard.Line[try]
	// mayBurn reports whether one more run of the burn-in may start.
	mayBurn func() bool
	units   map[string]*unitRuns // by name

	running  int          // tries that were handed out and have not ended, but for the burn-in
	expected map[spot]int // tries that wait or run and may decide a scenario again: see suiteRun.expect
	hold     func() bool  // reports whether retries wait for what is running; nil: never
}

// unitRuns are the attempts at a unit so far.
type unitRuns struct {
	files []string         // paths, as the runner is given them
	needs shard.Needs      // of every attempt at it
	tries int              // started so far
	open  int              // tries that wait or run, but for its burn-in
	burns bool             // its burn-in is queued
	past  []result.Attempt // in the order in which they ended
}

func newQueue(run *result.Run, units []shard.Unit) queue {
	q := queue{first: shard.NewLine[try](run.Concurrency), again: shard.NewLine[try](run.Concurrency), burn: shard.NewLine[try](run.Concurrency), units: map[string]*unitRuns{}, expected: map[spot]int{}}
	parts := plan.Parts(run, units)
	for i, unit := range units {
		runs := q.units[unit.Name]
		if runs == nil {
			runs = earlierRuns(run, unit.Name)
			q.units[unit.Name] = runs
		}
		runs.open++
		runs.files = append(unit.Paths(), runs.files...)
		runs.needs = runs.needs.With(unit.Needs)
		q.first.Add(try{Unit: unit, lines: parts[i]}, unit.Needs)
	}
	return q
}

// earlierRuns are the attempts at a unit in earlier runs, if the run goes on with their report.
func earlierRuns(run *result.Run, unit string) *unitRuns {
	runs := &unitRuns{}
	for _, a := range run.Attempts {
		if a.Unit != unit {
			continue
		}
		runs.tries = max(runs.tries, a.Number)
		runs.files = append(runs.files, a.Files...)
		if !a.Superseded {
			runs.past = append(runs.past, a)
		}
	}
	return runs
}

// next takes the next attempt that may start now, of the burn-in only if that may go on.
func (q *queue) next(now execute.Opening) (try, bool) {
	from := q.first
	if from.Len() == 0 {
		from = q.again
		if from.Len() > 0 && q.running > 0 && q.hold != nil && q.hold() {
			return try{}, false // it is asked again when a container has ended
		}
	}
	if from.Len() == 0 && q.burn.Len() > 0 && q.mayBurn() {
		from = q.burn
	}
	one, ok := from.Next(shard.Opening(now))
	if ok {
		if !one.burn {
			q.running++
		}
		q.units[one.Name].tries++
		one.number = q.units[one.Name].tries
	}
	return one, ok
}

// add queues one more try at a unit.
func (q *queue) add(t try) {
	unit := q.units[t.Name]
	unit.open++
	t.Needs = unit.needs
	q.again.Add(t, unit.needs)
}

// addBurn queues one run of a burn-in.
func (q *queue) addBurn(t try) {
	t.Needs = q.units[t.Name].needs
	q.burn.Add(t, t.Needs)
}

// addFirst queues one more try at a unit before all others.
func (q *queue) addFirst(t try) {
	unit := q.units[t.Name]
	unit.open++
	q.first.AddFirst(t, unit.needs)
}

// ended notes an attempt that is over.
func (q *queue) ended(t try, a result.Attempt) *unitRuns {
	unit := q.units[t.Name]
	q.running--
	unit.open--
	unit.past = append(unit.past, a)
	return unit
}

// retry queues the scenarios of an attempt that failed, as far as they have tries left, with those that fail-fast left out.
// What went wrong with a container is no failed scenario, and is not tried again. Files that shared a container are tried
// alone: if they pass then, it was the others. That is found out without a try left, too, and decides nothing then.
func (r *suiteRun) retry(t try, a result.Attempt) {
	if t.alone || !a.Class.AboutTests() || r.overBudget() {
		return
	}
	left, spent, out := r.toTry(t, a)
	for _, target := range t.Targets {
		lines := left[target.Path]
		if len(left) > 0 {
			lines = append(lines, out[target.Path]...)
		}
		r.again(t, target.Path, lines, try{})
		if len(t.Targets) > 1 {
			r.again(t, target.Path, spent[target.Path], try{alone: true})
		}
	}
}

// toTry returns lines by file: of failed scenarios with retries left, of failed scenarios without, and of those that fail-fast left
// out.
func (r *suiteRun) toTry(t try, a result.Attempt) (left, spent, out map[string][]int) {
	left, spent, out = map[string][]int{}, map[string][]int{}, map[string][]int{}
	for _, target := range t.Targets {
		for _, s := range r.run.File(target.Path).Scenarios {
			into := spent
			switch {
			case s.Attempt != a.ID(), s.Quarantined(): // what does not decide the verdict is not tried again
				continue
			case s.Status == result.NotRun && s.FailFast:
				into = out
			case s.Status != cucumber.Failed: // other steps will not get better by trying again
				continue
			case r.run.Failures(target.Path, s.Line) <= r.settings.Limits.Retries:
				into = left
			}
			into[target.Path] = append(into[target.Path], s.Line)
		}
	}
	return left, spent, out
}

// again queues an attempt at some lines of a file of a unit.
func (r *suiteRun) again(t try, path string, lines []int, how try) {
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	how.Unit = shard.Unit{Name: t.Name, Targets: []cucumber.Target{{Path: path, Lines: r.selecting(r.run.File(path), lines)}}}
	how.lines = map[string][]int{path: lines}
	how.again = true
	r.queue.add(how)
	r.expect(how, 1)
}

// maxChecks is how often the scenarios of an attempt are run again to see whether something else failed in it. Every time
// but the first they are divided: scenarios that fail now and then are less often in the way.
const maxChecks = 4

// check queues once more what an attempt decided whose exit status nothing explains any longer, as soon as all retries of
// its unit are over. Where something is known to be wrong with the unit there is nothing left to find out.
func (r *suiteRun) check(unit *unitRuns) {
	wrong := func(a result.Attempt) bool { _, trouble := a.Trouble(); return trouble && !a.Alone && !a.Superseded }
	if unit.open > 0 || slices.ContainsFunc(unit.past, wrong) {
		return
	}
	for _, a := range unit.past {
		lines := r.run.Unproven(a)
		switch {
		case len(lines) == 0 || a.Check >= maxChecks:
		case a.Check == 0:
			r.queueCheck(unit, a, lines)
		default:
			one, other := halves(lines)
			r.queueCheck(unit, a, one)
			r.queueCheck(unit, a, other)
		}
	}
}

// queueCheck queues an attempt at scenarios of a unit's files, by the paths that the run shows.
func (r *suiteRun) queueCheck(unit *unitRuns, a result.Attempt, lines map[string][]int) {
	how := try{Unit: shard.Unit{Name: a.Unit}, check: a.Check + 1, lines: map[string][]int{}}
	done := map[string]bool{} // several attempts have the same files
	for _, path := range unit.files {
		shown := r.run.Shown(path)
		if chosen := lines[shown]; len(chosen) > 0 && !done[shown] {
			done[shown] = true
			how.lines[path] = chosen
			how.Targets = append(how.Targets, cucumber.Target{Path: path, Lines: r.selecting(r.run.File(path), chosen)})
		}
	}
	if len(how.Targets) > 0 {
		r.queue.add(how)
	}
}

// halves divides lines by file into two parts.
func halves(lines map[string][]int) (one, other map[string][]int) {
	one, other = map[string][]int{}, map[string][]int{}
	total, n := 0, 0
	for _, of := range lines {
		total += len(of)
	}
	for _, path := range slices.Sorted(maps.Keys(lines)) {
		for _, line := range lines[path] {
			into := one
			if n >= total/2 {
				into = other
			}
			into[path] = append(into[path], line)
			n++
		}
	}
	return one, other
}

// selecting gives the lines that make the runner run these scenarios: those of their outlines where it cannot select a
// row, and none for a whole file.
func (r *suiteRun) selecting(file *result.File, lines []int) []int {
	var out []int
	for _, s := range file.Scenarios {
		line := s.Line
		if s.Outline > 0 && !r.suite.Recipe.Rows {
			line = s.Outline
		}
		if line > 0 && slices.Contains(lines, s.Line) && !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// stop says why no further container starts after one that ended; empty if more do.
func (r *suiteRun) stop(ended result.Attempt) string {
	if most := r.settings.Limits.MaxFailures; most > 0 && r.queue.first.Len() > 0 {
		if broken := r.run.BrokenHere(); broken >= most {
			return fmt.Sprintf("stopped after %d failed scenarios, as max-failures says", broken)
		}
	}
	if a, broken := r.allBroken(); broken {
		return fmt.Sprintf("stopped after the first %d containers: all of them ended as %s (%s)", r.run.Concurrency, a.Class, a.Evidence)
	}
	return r.sameDeath(ended)
}

// allBroken reports whether the first containers, as many as run at a time, all ended in the same infrastructure class and
// reported no scenario: the rest would end the same way, and one message is better than hundreds.
func (r *suiteRun) allBroken() (first result.Attempt, broken bool) {
	all := slices.DeleteFunc(r.run.Own(), func(a result.Attempt) bool { return a.Superseded })
	if len(all) != r.run.Concurrency || r.queue.first.Len() == 0 {
		return first, false
	}
	first = all[0]
	return first, !slices.ContainsFunc(all, func(a result.Attempt) bool {
		return a.Class != first.Class || a.Class.AboutTests() || a.Class == result.Cancelled || r.run.Reported(a)
	})
}
