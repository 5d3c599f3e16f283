package execute

import (
	"slices"
	"sync"
	"time"
)

// dispatcher hands out jobs and takes their outcomes. It never calls the caller's two functions at the same time.
type dispatcher struct {
	mu          sync.Mutex
	next        func() (Job, bool)
	done        func(Outcome)
	inFlight    int
	ended       chan struct{} // closed by the next outcome, then replaced
	reportFirst int           // outcomes that must still be reported before their slots are free
	ordered     bool          // every outcome must be
	shortRun    time.Duration // the longest run of the last container for which the next one is prepared early
	ranLong     bool          // the last container ran longer
	returned    []Job         // that found no place, and come before all others
	prepared    []*attempt    // for slots that are still busy, oldest first
}

// reportsFirst reports whether a slot must report its outcome before it is free.
func (d *dispatcher) reportsFirst() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ordered || d.reportFirst > 0
}

// take returns a slot's next job: the one prepared for it, or the caller's next, or one prepared for another slot that
// is still busy. If there is none, ended is closed by the next outcome, or nil if nothing is in flight.
func (d *dispatcher) take(slot int) (t turn, ok bool, ended <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.preparedFor(slot); i >= 0 {
		a := d.prepared[i]
		d.prepared = slices.Delete(d.prepared, i, i+1)
		return turn{job: a.job, prepared: a}, true, nil
	}
	if len(d.returned) > 0 {
		job := d.returned[0]
		d.returned = d.returned[1:]
		d.inFlight++
		return turn{job: job}, true, nil
	}
	if job, ok := d.next(); ok {
		d.inFlight++
		return turn{job: job}, true, nil
	}
	if len(d.prepared) > 0 {
		a := d.prepared[0]
		d.prepared = slices.Delete(d.prepared, 0, 1)
		return turn{job: a.job, preparedElsewhere: a}, true, nil
	}
	if d.inFlight == 0 {
		return turn{}, false, nil
	}
	return turn{}, false, d.ended
}

func (d *dispatcher) preparedFor(slot int) int {
	return slices.IndexFunc(d.prepared, func(a *attempt) bool { return a.slotNumber == slot })
}

// takeEarly takes the next job for a busy slot. It takes none if that does not pay, or if an outcome may still be a
// reason to start nothing more.
func (d *dispatcher) takeEarly(s *session, slot int, here place) (*attempt, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ordered || d.reportFirst > 0 || d.ranLong || d.preparedFor(slot) >= 0 {
		return nil, false
	}
	job, ok := d.next()
	if !ok {
		return nil, false
	}
	d.inFlight++
	a := &attempt{session: s, job: job, slotNumber: slot, place: here, preparing: make(chan struct{})}
	d.prepared = append(d.prepared, a)
	return a, true
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
	d.inFlight--
	close(d.ended)
	d.ended = make(chan struct{})
}

func (d *dispatcher) finish(o Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ranLong = o.Started.IsZero() || o.Finished.Sub(o.Started) > d.shortRun
	d.done(o)
	d.inFlight--
	d.reportFirst--
	close(d.ended)
	d.ended = make(chan struct{})
}
