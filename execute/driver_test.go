package execute

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// part is what a scripted engine does with a job.
type part struct {
	runs   time.Duration // 0: a second
	rest   time.Duration // from the end of the command to the outcome
	class  Class         // empty: Passed
	unseen bool          // its end is not seen
	noRoom int           // slot that has no room for it
}

// scripted is an engine that plays parts and writes down what happens, each line with the time since the start.
type scripted struct {
	parts        map[string]part
	prepares     bool
	open, closed error
	reach        func() error

	mu    sync.Mutex
	began time.Time
	lines []string
	left  map[string]int // attempts that made something, by job
}

func (s *scripted) say(format string, words ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, fmt.Sprintf("%v ", time.Since(s.began))+fmt.Sprintf(format, words...))
}

func (s *scripted) note(job string, made int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left[job] += made
}

func (s *scripted) Open(context.Context) error { return s.open }

func (s *scripted) Reach(context.Context) error {
	if s.reach == nil {
		return nil
	}
	return s.reach()
}

func (s *scripted) Close() error {
	s.say("close")
	return s.closed
}

func (s *scripted) Attempt(job Job) Attempt { return &scriptedAttempt{scripted: s, job: job} }

// scriptedAttempt plays one part.
type scriptedAttempt struct {
	*scripted
	job  Job
	made bool
}

func (a *scriptedAttempt) make() {
	if !a.made {
		a.made = true
		a.note(a.job.Name, 1)
	}
}

// prepare makes the next attempt.
func (a *scriptedAttempt) prepare(job Job) Attempt {
	next := &scriptedAttempt{scripted: a.scripted, job: job}
	next.make()
	a.say("%s prepared", job.Name)
	return next
}

func (a *scriptedAttempt) Run(ctx context.Context, t Turn) (Outcome, bool) {
	p, o := a.parts[a.job.Name], Outcome{Job: a.job, Slot: t.Slot, Class: Passed}
	if p.noRoom == t.Slot {
		a.say("%s has no room in %d", a.job.Name, t.Slot)
		return Outcome{}, false
	}
	ahead := a.made
	a.make()
	a.say("%s runs in %d%s", a.job.Name, t.Slot, map[bool]string{true: ", prepared"}[ahead])
	o.Started = time.Now()
	if a.prepares {
		t.Started(a.prepare)
	} else {
		t.Started(nil)
	}
	if p.runs == 0 {
		p.runs = time.Second
	}
	if p.class != "" {
		o.Class = p.class
	}
	select {
	case <-time.After(p.runs):
	case <-ctx.Done():
		o.Class = Cancelled
	}
	if !p.unseen {
		o.Finished = time.Now()
	}
	if o.Class == Passed {
		t.Passed()
	}
	time.Sleep(p.rest)
	return o, true
}

func (a *scriptedAttempt) Remove() {
	a.say("%s removed", a.job.Name)
	if a.made {
		a.note(a.job.Name, -1)
	}
}

// play runs jobs, named by words, on an engine with so many slots, and returns what happened. Of every job nothing is left, and it
// is reported once or not at all.
func (s *scripted) play(ctx context.Context, t *testing.T, q Queue, jobs string) (lines string, err error) {
	t.Helper()
	s.began, s.left = time.Now(), map[string]int{}
	waiting := strings.Fields(jobs)
	if q.Next == nil {
		q.Next = func(Opening) (Job, bool) {
			if len(waiting) == 0 {
				return Job{}, false
			}
			job := Job{Name: waiting[0]}
			waiting = waiting[1:]
			return job, true
		}
	}
	reported := map[string]int{}
	q.Done = func(o Outcome) {
		reported[o.Job.Name]++
		s.say("%s %s", o.Job.Name, o.Class)
	}
	err = Run(ctx, s, q)
	for job, n := range reported {
		if n != 1 {
			t.Errorf("%s was reported %d times", job, n)
		}
	}
	for job, n := range s.left {
		if n != 0 {
			t.Errorf("of %s %d are left", job, n)
		}
	}
	return strings.Join(s.lines, "\n"), err
}

// expect compares what happened with the lines that are wanted; those of one moment may come in any order.
func expect(t *testing.T, got, want string) {
	t.Helper()
	sorted := func(text string) string {
		lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\t", "")), "\n")
		moment := func(line string) time.Duration {
			at, _, _ := strings.Cut(line, " ")
			d, _ := time.ParseDuration(at)
			return d
		}
		slices.SortStableFunc(lines, func(a, b string) int {
			if d := moment(a) - moment(b); d != 0 {
				return int(d)
			}
			return strings.Compare(a, b)
		})
		return strings.Join(lines, "\n")
	}
	if sorted(got) != sorted(want) {
		t.Errorf("got\n%s\nwant\n%s", sorted(got), sorted(want))
	}
}
