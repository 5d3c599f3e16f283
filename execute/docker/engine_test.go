package docker

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
)

// createOnly is a daemon for many containers at a time. Each job ends at create, which is all that scheduling needs.
type createOnly struct {
	*fake
	create func(name string) error
}

func (m createOnly) session(concurrency int) *Engine {
	m.before["create"] = func(n int) error { return m.create(fmt.Sprint(n)) }
	e := New(m.fake, execute.Spec{RunID: "run"}, concurrency)
	e.timing, e.proc = shortTiming(), m.t.TempDir()
	return e
}

func TestRunAsksAgainAfterAnOutcome(t *testing.T) {
	var log []string
	m := createOnly{newFake(t), func(string) error { return errDenied }}
	jobs := []execute.Job{{Name: "first"}}
	next := func() (execute.Job, bool) {
		if len(jobs) == 0 {
			log = append(log, "none")
			return execute.Job{}, false
		}
		job := jobs[0]
		jobs = jobs[1:]
		log = append(log, "take "+job.Name)
		return job, true
	}
	err := m.session(1).Run(t.Context(), next, func(o execute.Outcome) {
		log = append(log, "done "+o.Job.Name)
		if o.Job.Name == "first" {
			jobs = append(jobs, execute.Job{Name: "retry"})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"take first", "done first", "take retry", "done retry", "none"}, log); diff != "" {
		t.Error(diff)
	}
}

func TestRunWaitsForOutcomesBeforeItGivesUp(t *testing.T) {
	release := make(chan struct{})
	m := createOnly{newFake(t), func(string) error { <-release; return errDenied }}
	jobs, asked := []execute.Job{{Name: "slow"}}, 0
	next := func() (execute.Job, bool) {
		if len(jobs) == 0 {
			if asked++; asked == 1 {
				close(release) // asked while the first is in flight; its outcome brings another
			}
			return execute.Job{}, false
		}
		job := jobs[0]
		jobs = jobs[1:]
		return job, true
	}
	done := 0
	err := m.session(2).Run(t.Context(), next, func(o execute.Outcome) {
		if done++; done == 1 {
			jobs = append(jobs, execute.Job{Name: "late"})
		}
	})
	if err != nil || done != 2 || asked < 2 {
		t.Errorf("%d done, asked %d times, %v", done, asked, err)
	}
}

func TestRunNeverCallsBackTwiceAtATime(t *testing.T) {
	const slots, all = 4, 200
	var inside, running, most atomic.Int32
	alone := func() func() {
		if inside.Add(1) != 1 {
			t.Error("two calls at a time")
		}
		return func() { inside.Add(-1) }
	}
	m := createOnly{newFake(t), func(string) error {
		now := running.Add(1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		running.Add(-1)
		return errDenied
	}}
	given, done := 0, 0
	err := m.session(slots).Run(t.Context(), func() (execute.Job, bool) {
		defer alone()()
		if given-done >= slots {
			t.Error("asked without a free slot")
		}
		if given == all {
			return execute.Job{}, false
		}
		given++
		return execute.Job{Name: fmt.Sprint(given)}, true
	}, func(o execute.Outcome) {
		defer alone()()
		if done++; o.Slot < 1 || o.Slot > slots {
			t.Errorf("slot %d", o.Slot)
		}
	})
	if err != nil || done != all || most.Load() > slots {
		t.Errorf("%d done, %d at a time, %v", done, most.Load(), err)
	}
}

func TestRunStartsNothingAfterCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := createOnly{newFake(t), func(string) error { cancel(); return errDenied }}
	given, done := 0, 0
	err := m.session(1).Run(ctx, func() (execute.Job, bool) { given++; return execute.Job{Name: "job"}, true }, func(execute.Outcome) { done++ })
	if !errors.Is(err, context.Canceled) || given != 1 || done != 1 {
		t.Errorf("%d given, %d done, %v", given, done, err)
	}
}
