package execute

import (
	"context"
	"errors"
	"fmt"
)

// Engine runs jobs in fresh containers of one image, at most concurrency at a time.
type Engine struct {
	docker Docker
	spec   Spec
	slots  int
	timing timing
	proc   string // process file system that the owner is read from
}

// New returns an engine for one run. A concurrency below 1 counts as 1.
func New(d Docker, spec Spec, concurrency int) *Engine {
	return &Engine{docker: d, spec: spec, slots: max(1, concurrency), timing: defaultTiming(), proc: "/proc"}
}

// fewest is how many outcomes may show that all others would be the same, so that the caller starts no more: one alone does not.
const fewest = 2

// Run runs the jobs that next returns and passes each outcome to done; the two are never called at the same time. next
// is called when a slot is free, and again after an outcome if it had no job while others were in flight. Run returns
// when next has no job and nothing is in flight. When ctx ends no further job starts, the containers in flight are
// removed, and their outcomes reach done within 6 s. The error is never about a job: the specification is wrong, ctx
// ended, or a container could not be removed.
//
// A slot is free as soon as its container has exited with status 0. The rest of its output and its scratch folder are
// read, done is called and the container is removed while the slot's next container is created and runs. After any
// other end done is called first. While containers are short, next is called and the next container is created even
// while the one before it runs. A slot that finds nothing else to do takes over a job that was prepared for another
// slot. When ctx ends, a job that was only prepared has no outcome.
//
// An outcome may be a reason to start nothing more. So done is called before a slot asks for its next job for the first
// outcomes, as many as there are slots, and for all if Spec.Ordered is set.
func (e *Engine) Run(ctx context.Context, next func() (Job, bool), done func(Outcome)) error {
	return e.RunLocked(ctx, func(Opening) (Job, bool) { return next() }, done)
}

// RunLocked is Run for jobs of which some must not run beside others. next returns a job that the opening allows, or none; it is
// asked again when a container has ended. A job that takes several places waits for them in its turn, and nothing starts meanwhile.
// A job holds its locks until its container has ended. It may be given out to run in the same slot after a job with one of its
// locks, but runs in no slot beside it.
func (e *Engine) RunLocked(ctx context.Context, next func(Opening) (Job, bool), done func(Outcome)) error {
	s, err := e.session(ctx)
	if err != nil {
		return err
	}
	defer s.end()

	places := newSlots(e.slots)
	jobs := &dispatcher{next: next, done: done, ended: make(chan struct{}), slots: e.slots, reportFirst: max(e.slots, fewest), ordered: e.spec.Ordered, shortRun: e.timing.shortRun}
	if err = s.prepareImage(ctx, places); err == nil {
		err = s.dispatch(ctx, places, jobs)
	}
	s.background.Wait()
	for _, a := range jobs.prepared {
		a.discard()
	}
	s.closeWorlds(places.free)
	s.closeSandboxes(places.free)
	s.removeLeftovers()
	return errors.Join(err, s.leftoverError(), s.worlds.logs.close())
}

// dispatch starts a job in each free slot until there are no more jobs and none is in flight.
func (s *session) dispatch(ctx context.Context, places *slots, jobs *dispatcher) error {
	for {
		own, err := places.acquireOpen(ctx)
		if err != nil {
			return err
		}
		if err := s.checkDaemon(ctx); err != nil {
			places.release(own)
			return err
		}
		t, ok, ended := jobs.take(own.number)
		switch {
		case ok:
			t.slot = own
			if err := t.gather(ctx, places, jobs); err != nil {
				places.release(own)
				return err
			}
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

// checkDaemon is an error if the daemon was given up and still does not answer: what is left to do would be lost as well, one
// after the other.
func (s *session) checkDaemon(ctx context.Context) error {
	if !s.isGone() {
		return nil
	}
	if err := s.ping(ctx); err != nil {
		return fmt.Errorf("reach docker daemon: no answer for %s, so nothing more was started: %w", s.timing.giveUp, err)
	}
	s.noteGone(false)
	return nil
}

// begin runs a turn in a goroutine of its own. Its slot is free after t.free is called and the slot's previous
// container is done with.
func (s *session) begin(ctx context.Context, places *slots, jobs *dispatcher, t turn) {
	over := make(chan struct{})
	t.free = func() {
		jobs.release(t.job.Name)
		t.slot.waitForPrevious()
		t.slot.previous = over
		places.release(t.slot)
		places.release(t.others...)
	}
	s.background.Go(func() {
		defer close(over)
		s.run(ctx, jobs, t)
	})
}

// turn is one job's turn in a slot. free gives the slot back to other jobs, and is called once.
type turn struct {
	job               Job
	prepared          *attempt // the job's attempt if it was prepared for this slot, else nil
	preparedElsewhere *attempt // the same if it was prepared for another slot; it joins the wrong network
	slot              *slot
	others            []*slot // that stay empty meanwhile
	free              func()
}

// gather waits for all places of the turn.
func (t *turn) gather(ctx context.Context, places *slots, jobs *dispatcher) (err error) {
	if t.job.Places <= 1 {
		return nil
	}
	jobs.gather(true)
	defer jobs.gather(false)
	if t.others, err = places.gather(ctx, t.job.Places-1); err == nil {
		return nil
	}
	for _, early := range []*attempt{t.prepared, t.preparedElsewhere} {
		if early != nil {
			early.discard()
		}
	}
	return err
}
