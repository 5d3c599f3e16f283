package execute

import (
	"slices"
	"sync"
	"time"
)

// dispatcher is where jobs are taken and outcomes given; it keeps the caller's two functions from overlapping.
type dispatcher struct {
	mu          sync.Mutex
	next        func() (Job, bool)
	done        func(Outcome)
	inFlight    int
	ended       chan struct{} // closed by the next outcome, then made anew
	reportFirst int           // outcomes that must be given before a slot may be free without
	ordered     bool          // no slot ever is
	shortRun    time.Duration // the longest that the last container may have run for another one to be made ahead
	ranLong     bool          // it ran longer
	prepared    []*attempt    // jobs that were taken while their slots are busy, oldest first
}

// reportsFirst tells whether a slot has to give its outcome before it asks for its next job.
func (d *dispatcher) reportsFirst() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ordered || d.reportFirst > 0
}

// take takes a slot's next job: what was taken for it ahead, or what there is, or else what was taken for another slot,
// which is busy. Where there is none, ended is closed by the next outcome; nil if nothing is in flight.
func (d *dispatcher) take(slot int) (t turn, ok bool, ended <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.preparedFor(slot); i >= 0 {
		a := d.prepared[i]
		d.prepared = slices.Delete(d.prepared, i, i+1)
		return turn{job: a.job, prepared: a}, true, nil
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

// takeEarly takes the job that is next in a busy slot, where that is of use and no outcome could be a reason not to.
func (d *dispatcher) takeEarly(s *session, slot int, box *sandbox) (*attempt, bool) {
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
	a := &attempt{session: s, job: job, slotNumber: slot, sandbox: box, preparing: make(chan struct{})}
	d.prepared = append(d.prepared, a)
	return a, true
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
