package drive

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// try is one attempt at a unit.
type try struct {
	shard.Unit
	number int              // from 1; of the attempts at a unit, which may be at one file of it each
	tried  int              // how often its scenarios were tried before
	alone  bool             // it decides nothing: see result.Attempt.Alone
	lines  map[string][]int // scenarios that it is about, of the files that it has a part of
}

// queue holds what is still to run: the plan first, and then what failed and is tried again.
type queue struct {
	first []try
	again []try
	tries map[string]int // attempts at each unit
}

func newQueue(run *result.Run, units []shard.Unit) queue {
	q := queue{tries: map[string]int{}}
	parts := plan.Parts(run, units)
	for i, unit := range units {
		q.first = append(q.first, try{Unit: unit, lines: parts[i]})
	}
	return q
}

func (q *queue) next() (try, bool) {
	from := &q.first
	if len(q.first) == 0 {
		from = &q.again
	}
	if len(*from) == 0 {
		return try{}, false
	}
	one := (*from)[0]
	*from = (*from)[1:]
	q.tries[one.Name]++
	one.number = q.tries[one.Name]
	return one, true
}

// retry queues the scenarios of an attempt that failed, if there is a try left. What went wrong with a container is no
// failed scenario, and is not tried again. Files that shared a container are tried alone: if they pass then, it was the
// others. That is found out without a try left, too, and decides nothing then.
func (r *suiteRun) retry(t try, a result.Attempt) {
	left := t.tried < r.settings.Limits.Retries
	if t.alone || !a.Class.AboutTests() || !left && len(t.Targets) < 2 {
		return
	}
	for _, target := range t.Targets {
		file := r.run.File(target.Path)
		failed := failures(file, a)
		if len(failed) == 0 {
			continue
		}
		r.queue.again = append(r.queue.again, try{
			Unit:  shard.Unit{Name: t.Name, Targets: []cucumber.Target{{Path: target.Path, Lines: r.selecting(file, failed)}}},
			tried: t.tried + 1,
			alone: !left,
			lines: map[string][]int{target.Path: failed},
		})
	}
}

// failures are the lines of the scenarios that failed in an attempt. Undefined, pending and ambiguous steps will not get
// better by trying again.
func failures(file *result.File, a result.Attempt) []int {
	var lines []int
	for _, s := range file.Scenarios {
		if s.Status == cucumber.Failed && s.Attempt == a.ID() {
			lines = append(lines, s.Line)
		}
	}
	return lines
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

// stop tells why no further container is to start; empty if they are.
func (r *suiteRun) stop() string {
	if most := r.settings.Limits.MaxFailures; most > 0 && r.run.Counts().Failed >= most && len(r.queue.first) > 0 {
		return fmt.Sprintf("stopped after %d failed scenarios, as max-failures says", r.run.Counts().Failed)
	}
	if r.hopeless() {
		a := r.run.Attempts[0]
		return fmt.Sprintf("stopped after the first %d containers: all of them ended as %s (%s)", r.run.Concurrency, a.Class, a.Evidence)
	}
	return ""
}

// hopeless tells that the first containers, as many as run at a time, all ended in the same infrastructure class and
// reported no scenario: what is wrong with them is wrong with all, and one message is better than hundreds.
func (r *suiteRun) hopeless() bool {
	first := r.run.Attempts
	if len(first) != r.run.Concurrency || len(r.queue.first) == 0 {
		return false
	}
	return !slices.ContainsFunc(first, func(a result.Attempt) bool {
		return a.Class != first[0].Class || a.Class.AboutTests() || a.Class == result.Cancelled || r.run.Reported(a)
	})
}
