package execute

import (
	"context"
	"errors"
)

// Engine runs jobs in fresh containers of one image, at most concurrency at a time.
type Engine struct {
	docker Docker
	spec   Spec
	slots  int
	timing timing
	proc   string // the process file system that the owner is read from
}

// New returns an engine for one run; a concurrency below 1 is 1.
func New(d Docker, spec Spec, concurrency int) *Engine {
	return &Engine{docker: d, spec: spec, slots: max(1, concurrency), timing: defaultTiming(), proc: "/proc"}
}

// Run carries out the jobs that next gives and hands each outcome to done; the two are never called at the same time.
// next is asked when a slot is free, and asked again after an outcome where it had none while jobs were in flight.
// Run ends when next has none and nothing is in flight. When ctx ends no further job starts, containers in flight are
// removed, and their outcomes still reach done within 6 s. The error is never about a job: the specification was
// wrong, ctx ended, or a container could not be removed.
//
// A slot is free as soon as its container has ended with status 0: the rest of its output and its scratch folder are
// read, done is called and it is removed while the slot's next container is made and runs. After any other end done comes
// first. While containers are short, next is asked, and the container made, even before: while the one before it runs; a
// slot that finds nothing else to do takes over what was made for another. When ctx ends, such a job has no outcome.
//
// An outcome may be a reason to start nothing more. So done comes before a slot asks for its next job with the first
// outcomes, as many as there are slots, and with all where Spec.Ordered asks for it.
func (e *Engine) Run(ctx context.Context, next func() (Job, bool), done func(Outcome)) error {
	s, err := e.session(ctx)
	if err != nil {
		return err
	}
	defer s.end()

	places := newSlots(e.slots)
	jobs := &dispatcher{next: next, done: done, ended: make(chan struct{}), reportFirst: e.slots, ordered: e.spec.Ordered, shortRun: e.timing.shortRun}
	err = s.dispatch(ctx, places, jobs)
	s.background.Wait()
	for _, a := range jobs.prepared {
		a.discard()
	}
	s.closeSandboxes(places.free)
	s.removeLeftovers()
	return errors.Join(err, s.leftoverError())
}

// dispatch starts a job in each slot that is free, until there is none left and none in flight.
func (s *session) dispatch(ctx context.Context, places *slots, jobs *dispatcher) error {
	for {
		own, err := places.acquire(ctx)
		if err != nil {
			return err
		}
		t, ok, ended := jobs.take(own.number)
		switch {
		case ok:
			t.slot = own
			s.begin(ctx, places, jobs, t)
		case ended == nil:
			places.release(own)
			return nil
		default:
			places.release(own)
			<-ended
		}
	}
}

// begin runs a turn beside the others. Its slot is free once the turn says so and the one before it is done with.
func (s *session) begin(ctx context.Context, places *slots, jobs *dispatcher, t turn) {
	over := make(chan struct{})
	t.free = func() {
		t.slot.waitForPrevious()
		t.slot.previous = over
		places.release(t.slot)
	}
	s.background.Go(func() {
		defer close(over)
		s.run(ctx, jobs, t)
	})
}

// turn is one job's turn in a slot. free gives the slot back, which is another job's from then on, and is called once.
type turn struct {
	job               Job
	prepared          *attempt // at the job, made ahead for this slot; nil if there is none
	preparedElsewhere *attempt // the same, but made for another slot, so of no use here
	slot              *slot
	free              func()
}
