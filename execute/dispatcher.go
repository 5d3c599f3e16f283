package execute

import (
	"slices"
	"sync"
	"time"
)

// dispatcher hands out jobs and takes their outcomes. It never calls the caller's two functions at the same time.
type dispatcher struct {
	mu          sync.Mutex
	next        func(Opening) (Job, bool)
	done        func(Outcome)
	inFlight    int
	ended       chan struct{} // closed by the next outcome and by locks that are free again, then replaced
	reportFirst int           // outcomes that must still be reported before their slots are free
	ordered     bool          // every outcome must be
	shortRun    time.Duration // the longest run of the last container for which the next one is prepared early
	ranLong     bool          // the last container ran longer
	returned    []Job         // that found no place, and come before all others
	prepared    []*early      // for slots that are still busy, oldest first
	slots       int
	holds       []locked // the locks of the jobs that were handed out
	gathering   bool     // a job waits for slots, so nothing is prepared for them
}

func newDispatcher(q Queue) *dispatcher {
	return &dispatcher{
		next: q.Next, done: q.Done, ended: make(chan struct{}), slots: q.Slots, reportFirst: max(q.Slots, fewest), ordered: q.Ordered,
		shortRun: q.ShortRun,
	}
}

// Opening is what a job that starts now may take.
type Opening struct {
	Places int                    // slots
	Free   func(lock string) bool // reports whether no other job holds a lock
}

// locked is the locks of a job from the moment when it is handed out until its container has ended.
type locked struct {
	job   string
	slot  int
	locks []string
}

// heldBeside reports whether a lock is held in another slot. In the slot itself, one container starts after the other has ended.
func (d *dispatcher) heldBeside(slot int, lock, job string) bool {
	return slices.ContainsFunc(d.holds, func(h locked) bool { return h.slot != slot && h.job != job && slices.Contains(h.locks, lock) })
}

// startable reports whether nothing beside a slot holds a lock of a job.
func (d *dispatcher) startable(slot int, job Job) bool {
	return !slices.ContainsFunc(job.Locks, func(lock string) bool { return d.heldBeside(slot, lock, job.Name) })
}

// handOut notes that a job is a slot's, with its locks.
func (d *dispatcher) handOut(slot int, job Job) {
	d.drop(job.Name)
	if len(job.Locks) > 0 {
		d.holds = append(d.holds, locked{job.Name, slot, job.Locks})
	}
}

func (d *dispatcher) drop(job string) {
	d.holds = slices.DeleteFunc(d.holds, func(h locked) bool { return h.job == job })
}

// ask returns the caller's next job for a slot that can give it so many places.
func (d *dispatcher) ask(slot, places int) (Job, bool) {
	job, ok := d.next(Opening{Places: places, Free: func(lock string) bool { return !d.heldBeside(slot, lock, "") }})
	if ok {
		d.inFlight++
		d.handOut(slot, job)
	}
	return job, ok
}

// release frees the locks of a job whose container has ended.
func (d *dispatcher) release(job string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := len(d.holds)
	if d.drop(job); len(d.holds) < before {
		d.wake()
	}
}

// gather notes whether a job waits for slots.
func (d *dispatcher) gather(waits bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gathering = waits
}

// wake wakes who waits for a reason to ask again.
func (d *dispatcher) wake() {
	close(d.ended)
	d.ended = make(chan struct{})
}

// reportsFirst reports whether a slot must report its outcome before it is free.
func (d *dispatcher) reportsFirst() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ordered || d.reportFirst > 0
}

// take returns a slot's next job: the one prepared for it, or the caller's next, or one prepared for another slot that
// is still busy. If there is none, ended is closed as soon as there may be one, or nil if nothing is in flight.
func (d *dispatcher) take(slot int) (t turn, ok bool, ended <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.preparedFor(slot); i >= 0 {
		own := d.prepared[i]
		d.prepared = slices.Delete(d.prepared, i, i+1)
		return turn{job: own.job, prepared: own}, true, nil
	}
	if i := slices.IndexFunc(d.returned, func(job Job) bool { return d.startable(slot, job) }); i >= 0 {
		job := d.returned[i]
		d.returned = slices.Delete(d.returned, i, i+1)
		d.inFlight++
		d.handOut(slot, job)
		return turn{job: job}, true, nil
	}
	if job, ok := d.ask(slot, d.slots); ok {
		return turn{job: job}, true, nil
	}
	if i := slices.IndexFunc(d.prepared, func(e *early) bool { return d.startable(slot, e.job) }); i >= 0 {
		other := d.prepared[i]
		d.prepared = slices.Delete(d.prepared, i, i+1)
		d.handOut(slot, other.job)
		return turn{job: other.job, elsewhere: other}, true, nil
	}
	if d.inFlight == 0 {
		return turn{}, false, nil
	}
	return turn{}, false, d.ended
}

func (d *dispatcher) preparedFor(slot int) int {
	return slices.IndexFunc(d.prepared, func(e *early) bool { return e.slot == slot })
}

// takeEarly takes the next job for a busy slot. It takes none if that does not pay, or if an outcome may still be a
// reason to start nothing more.
func (d *dispatcher) takeEarly(slot int) (*early, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ordered || d.reportFirst > 0 || d.ranLong || d.gathering || d.preparedFor(slot) >= 0 {
		return nil, false
	}
	job, ok := d.ask(slot, 1)
	if !ok {
		return nil, false
	}
	next := &early{job: job, slot: slot, ready: make(chan struct{})}
	d.prepared = append(d.prepared, next)
	return next, true
}

// waits reports whether more jobs wait than are provided for; waiting counts the caller's.
func (d *dispatcher) waits(waiting func() int, provided int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return waiting == nil || waiting()+len(d.returned) > provided
}

// putBack takes a job back that found no place.
func (d *dispatcher) putBack(job Job) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.returned = append(d.returned, job)
	d.drop(job.Name)
	d.inFlight--
	d.wake()
}

func (d *dispatcher) finish(o Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ranLong = o.Started.IsZero() || o.Finished.Sub(o.Started) > d.shortRun
	d.done(o)
	d.drop(o.Job.Name)
	d.inFlight--
	d.reportFirst--
	d.wake()
}
