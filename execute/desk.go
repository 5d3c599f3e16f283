package execute

import (
	"slices"
	"sync"
	"time"
)

// desk is where jobs are taken and outcomes given; it keeps the caller's two functions from overlapping.
type desk struct {
	mu       sync.Mutex
	next     func() (Job, bool)
	done     func(Outcome)
	inFlight int
	ended    chan struct{} // closed by the next outcome, then made anew
	first    int           // outcomes that must be given before a slot may be free without
	ordered  bool          // no slot ever is
	brisk    time.Duration // the longest that the last container may have run for another one to be made ahead
	slow     bool          // it ran longer
	ahead    []*attempt    // jobs that were taken while their slots are busy, oldest first
}

// waits tells whether a slot has to give its outcome before it asks for its next job.
func (d *desk) waits() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ordered || d.first > 0
}

// take takes a slot's next job: what was taken for it ahead, or what there is, or else what was taken for another slot,
// which is busy. Where there is none, ended is closed by the next outcome; nil if nothing is in flight.
func (d *desk) take(slot int) (t turn, ok bool, ended <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if i := d.index(slot); i >= 0 {
		a := d.ahead[i]
		d.ahead = slices.Delete(d.ahead, i, i+1)
		return turn{job: a.job, ahead: a}, true, nil
	}
	if job, ok := d.next(); ok {
		d.inFlight++
		return turn{job: job}, true, nil
	}
	if len(d.ahead) > 0 {
		a := d.ahead[0]
		d.ahead = slices.Delete(d.ahead, 0, 1)
		return turn{job: a.job, stolen: a}, true, nil
	}
	if d.inFlight == 0 {
		return turn{}, false, nil
	}
	return turn{}, false, d.ended
}

func (d *desk) index(slot int) int {
	return slices.IndexFunc(d.ahead, func(a *attempt) bool { return a.slot == slot })
}

// takeAhead takes the job that is next in a busy slot, where that is of use and no outcome could be a reason not to.
func (d *desk) takeAhead(s *session, slot int, box *sandbox) (*attempt, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ordered || d.first > 0 || d.slow || d.index(slot) >= 0 {
		return nil, false
	}
	job, ok := d.next()
	if !ok {
		return nil, false
	}
	d.inFlight++
	a := &attempt{session: s, job: job, slot: slot, box: box, ahead: make(chan struct{})}
	d.ahead = append(d.ahead, a)
	return a, true
}

func (d *desk) give(o Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slow = o.Started.IsZero() || o.Finished.Sub(o.Started) > d.brisk
	d.done(o)
	d.inFlight--
	d.first--
	close(d.ended)
	d.ended = make(chan struct{})
}
