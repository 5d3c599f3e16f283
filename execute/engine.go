package execute

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/semaphore"
)

// timing holds every duration that the engine waits for.
type timing struct {
	longCall    time.Duration // the longest that a call which should be short may take
	shortCall   time.Duration // the longest that one look at a container may take
	poll        time.Duration // between two looks at a container that is only waited for
	retryWait   time.Duration // the same, where its wait is broken
	startDelay  time.Duration // until a start whose answer was lost must have shown
	outputGrace time.Duration // for the rest of the output after the container ended
	giveUp      time.Duration // without an answer before the daemon is given up
	reportGrace time.Duration // after the time is up, for a runner to write its report before it is killed
	cancelGrace time.Duration // after cancellation, for the same
	salvage     time.Duration // after cancellation, to bring out what there is
	cleanup     time.Duration // after cancellation, for everything
	shortRun    time.Duration // a container's run for the next one to be made meanwhile, which can run in that slot alone
}

func defaultTiming() timing {
	return timing{
		longCall:    2 * time.Minute,
		shortCall:   20 * time.Second,
		poll:        5 * time.Second,
		retryWait:   500 * time.Millisecond,
		startDelay:  5 * time.Second,
		outputGrace: 10 * time.Second,
		giveUp:      time.Minute,
		reportGrace: 5 * time.Second,
		cancelGrace: 1500 * time.Millisecond,
		salvage:     4 * time.Second,
		cleanup:     6 * time.Second, // the report has to be written within 7.5 s, after which GitHub sends the next signal
		shortRun:    2 * time.Second,
	}
}

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

	running := semaphore.NewWeighted(int64(e.slots))
	slots := make(chan *slot, e.slots)
	for number := 1; number <= e.slots; number++ {
		slots <- &slot{number: number}
	}
	jobs := &dispatcher{next: next, done: done, ended: make(chan struct{}), reportFirst: e.slots, ordered: e.spec.Ordered, shortRun: e.timing.shortRun}
	for {
		if err = running.Acquire(ctx, 1); err != nil {
			err = context.Cause(ctx)
			break
		}
		own := <-slots // it is there, as it was given back before the semaphore was
		t, ok, ended := jobs.take(own.number)
		if ok {
			over := make(chan struct{})
			t.slot, t.free = own, func() {
				own.waitForPrevious()
				own.previous = over
				slots <- own
				running.Release(1)
			}
			s.background.Go(func() {
				defer close(over)
				s.run(ctx, jobs, t)
			})
			continue
		}
		slots <- own
		running.Release(1)
		if ended == nil {
			break
		}
		<-ended
	}
	s.background.Wait()
	for _, a := range jobs.prepared {
		a.discard()
	}
	s.closeSandboxes(slots)
	s.removeLeftovers()
	return errors.Join(err, s.leftoverError())
}

// slot is a place that one container at a time runs in. Behind the one that runs there is at most one that has ended and
// is not done with yet, so what is slow holds up its slot and piles up nowhere.
type slot struct {
	number   int
	previous <-chan struct{} // closed when that one is done with; nil if there is none
	sandbox  *sandbox        // whose network its containers join; nil: they have their own
}

func (s *slot) waitForPrevious() {
	if s.previous != nil {
		<-s.previous
	}
}

// turn is one job's turn in a slot. free gives the slot back, which is another job's from then on, and is called once.
type turn struct {
	job               Job
	prepared          *attempt // at the job, made ahead for this slot; nil if there is none
	preparedElsewhere *attempt // the same, but made for another slot, so of no use here
	slot              *slot
	free              func()
}
