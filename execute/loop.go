package execute

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Driver is an engine as a run uses it: it carries out one job in one slot, and knows nothing of the order of jobs, of locks
// and of what an outcome leads to.
type Driver interface {
	// Open makes what has to be there before the first attempt. If it fails, no job is asked for.
	Open(ctx context.Context) error
	// Reach is an error if the engine was given up and still does not answer: then nothing more is started.
	Reach(ctx context.Context) error
	// Attempt returns an attempt at a job, for which nothing is made yet.
	Attempt(job Job) Attempt
	// Close removes what is left of the run. It is called once, when no attempt runs any more, even if Open failed.
	Close() error
}

// Attempt is one job in one slot of an engine.
type Attempt interface {
	// Run takes the job from its start to its end, whose Created and Ended it leaves empty. An Outcome without Finished
	// says that what it started may still be running. If it was not placed, the slot has no room for anything, and the job is left
	// to the other slots.
	Run(ctx context.Context, t Turn) (o Outcome, placed bool)
	// Remove removes what the attempt made, if it made anything. It is called once, after Run or instead of it.
	Remove()
}

// Turn is an attempt's time in a slot.
type Turn struct {
	Slot   int             // 1 to the number of slots
	Behind <-chan struct{} // closed when what ran there before is removed; nil: nothing did

	work context.Context
	loop *loop
	free func()
}

// Started says that the command runs. While it is short, prepare is called with the slot's next job, beside Run, and returns that
// job's attempt with everything made that can be; nil: nothing is ever prepared.
func (t Turn) Started(prepare func(Job) Attempt) {
	if prepare != nil {
		t.loop.running.Go(func() { t.loop.prepareNext(t, prepare) })
	}
}

// Passed says that the command has ended with status 0 and that nothing of it is left in the slot, so that another one may
// start there.
func (t Turn) Passed() {
	if !t.loop.jobs.reportsFirst() {
		t.free()
	}
}

// Waits reports whether more jobs wait for a slot than are provided for. waiting counts those of the caller; nil: as many as one
// likes.
func (t Turn) Waits(waiting func() int, provided int) bool {
	return t.loop.jobs.waits(waiting, provided)
}

// Queue is what a run carries out.
type Queue struct {
	Slots    int           // attempts at a time; below 1 counts as 1
	Ordered  bool          // every slot reports its outcome before it asks for its next job
	ShortRun time.Duration // longest run of a command for which the slot's next job is prepared meanwhile
	Next     func(Opening) (Job, bool)
	Done     func(Outcome)
}

// fewest is how many outcomes may show that all others would be the same, so that the caller starts no more: one alone does not.
const fewest = 2

// Run runs the jobs that Next returns and passes each outcome to Done; the two are never called at the same time. Next is
// called when a slot is free, and again after an outcome, or when locks are free again, if it had no job that the opening allows
// while others were in flight. Run returns when Next has no job and nothing is in flight. When ctx ends no further job starts, and
// the outcomes of those in flight reach Done. The error is never about a job: the engine was not ready, cannot be reached any more,
// ctx ended, or something could not be removed.
//
// A slot is free when its attempt says that its command passed. What is left to do for it is done while the slot's next job
// runs. After any other end Done is called first: an outcome may be a reason to start nothing more. For the same reason Done is
// called before a slot asks for its next job for the first outcomes, as many as there are slots, and for all if Ordered is set.
// A slot that finds nothing else to do takes over a job that was prepared for another slot. When ctx ends, a job that was only
// prepared has no outcome.
//
// A job that takes several places waits for them in its turn, and nothing starts meanwhile. A job holds its locks until its
// command has ended. It may be given out to run in the same slot after a job with one of its locks, but runs in no slot beside it.
func Run(ctx context.Context, d Driver, q Queue) error {
	q.Slots = max(1, q.Slots)
	l := &loop{driver: d, slots: newSlots(q.Slots), jobs: newDispatcher(q)}
	err := d.Open(ctx)
	if err == nil {
		err = l.dispatch(ctx)
	}
	l.running.Wait()
	for _, early := range l.jobs.prepared {
		early.discard()
	}
	return errors.Join(err, d.Close())
}

// loop is a run.
type loop struct {
	driver  Driver
	slots   *slots
	jobs    *dispatcher
	running sync.WaitGroup // every goroutine that works for a job
}

// dispatch starts a job in each free slot until there are no more jobs and none is in flight.
func (l *loop) dispatch(ctx context.Context) error {
	for {
		own, err := l.slots.acquireOpen(ctx)
		if err != nil {
			return err
		}
		if err := l.driver.Reach(ctx); err != nil {
			l.slots.release(own)
			return err
		}
		t, ok, ended := l.jobs.take(own.number)
		switch {
		case ok:
			t.slot = own
			if err := l.gather(ctx, &t); err != nil {
				l.slots.release(own)
				return err
			}
			l.begin(ctx, t)
		case ended == nil:
			l.slots.release(own)
			return nil
		default:
			l.slots.release(own)
			<-ended
		}
	}
}

// turn is one job's turn in a slot. free gives the slot back to other jobs, and is called once.
type turn struct {
	job       Job
	prepared  *early // the job's attempt if it was prepared for this slot, else nil
	elsewhere *early // the same if it was prepared for another slot, where alone it can run
	slot      *slot
	others    []*slot // that stay empty meanwhile
	free      func()
}

// gather waits for all places of a turn.
func (l *loop) gather(ctx context.Context, t *turn) (err error) {
	if t.job.Places <= 1 {
		return nil
	}
	l.jobs.gather(true)
	defer l.jobs.gather(false)
	if t.others, err = l.slots.gather(ctx, t.job.Places-1); err == nil {
		return nil
	}
	for _, early := range []*early{t.prepared, t.elsewhere} {
		if early != nil {
			early.discard()
		}
	}
	return err
}

// begin runs a turn in a goroutine of its own. Its slot is free after t.free is called and what ran there before is done with.
func (l *loop) begin(ctx context.Context, t turn) {
	over := make(chan struct{})
	behind := t.slot.previous
	t.free = func() {
		l.jobs.release(t.job.Name)
		t.slot.waitForPrevious()
		t.slot.previous = over
		l.slots.release(t.slot)
		l.slots.release(t.others...)
	}
	l.running.Go(func() {
		defer close(over)
		l.run(t, Turn{Slot: t.slot.number, Behind: behind, work: ctx, loop: l})
	})
}

// run runs one job and reports its outcome.
func (l *loop) run(t turn, now Turn) {
	created, freed := time.Now(), time.Time{}
	now.free = sync.OnceFunc(func() { freed = time.Now(); t.free() })
	a := l.attempt(t)
	remove := sync.OnceFunc(a.Remove)
	defer remove()
	o, placed := a.Run(now.work, now)
	if !placed {
		remove()
		l.jobs.putBack(t.job)
		t.slot.gone = true
		now.free()
		return
	}
	if o.Finished.IsZero() {
		remove() // it may still be running, and its slot must be empty
	}
	o.Created, o.Ended = created, freed
	if freed.IsZero() {
		o.Ended = time.Now()
	}
	if t.job.Read != nil {
		t.job.Read(o)
	}
	l.jobs.finish(o)
	now.free()
}

// attempt returns the attempt at a turn's job. If it was prepared early, that may still have to finish.
func (l *loop) attempt(t turn) Attempt {
	if t.elsewhere != nil {
		t.elsewhere.discard() // its name is needed again
	}
	if t.prepared == nil {
		return l.driver.Attempt(t.job)
	}
	<-t.prepared.ready
	return t.prepared.attempt
}

// prepareNext prepares a slot's next job while the slot is busy.
func (l *loop) prepareNext(t Turn, prepare func(Job) Attempt) {
	if t.work.Err() != nil {
		return
	}
	if next, ok := l.jobs.takeEarly(t.Slot); ok {
		defer close(next.ready)
		next.attempt = prepare(next.job)
	}
}

// early is a job that was taken for a slot before the slot is free.
type early struct {
	job     Job
	slot    int
	attempt Attempt       // after ready
	ready   chan struct{} // closed when everything is made that can be
}

// discard removes what was prepared.
func (e *early) discard() {
	<-e.ready
	e.attempt.Remove()
}
