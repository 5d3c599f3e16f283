package shard

import (
	"cmp"
	"slices"
	"time"
)

// rehearsal plays a queue of containers of which some must not run at the same time.
type rehearsal struct {
	line    *Line[rehearsed]
	free    int // slots
	each    int // slots of one machine
	now     time.Duration
	held    map[string]bool
	running []rehearsed // the first to end is the last
}

// rehearsed is one container of a rehearsal.
type rehearsed struct {
	Needs
	took, end time.Duration
}

func newRehearsal(slots, each int) *rehearsal {
	return &rehearsal{line: NewLine[rehearsed](each), free: max(1, slots), each: max(1, each), held: map[string]bool{}}
}

func (r *rehearsal) add(needs Needs, took time.Duration) {
	r.line.Add(rehearsed{Needs: needs, took: took}, needs)
}

// play returns when the last container ends.
func (r *rehearsal) play() time.Duration {
	for {
		next, ok := r.line.Next(Opening{Places: r.free, Free: func(lock string) bool { return !r.held[lock] }})
		switch {
		case ok:
			r.start(next)
		case len(r.running) == 0:
			return r.now
		default:
			r.end()
		}
	}
}

func (r *rehearsal) start(one rehearsed) {
	one.end = r.now + one.took
	r.free -= one.Places(r.each)
	r.hold(one.Locks, true)
	at, _ := slices.BinarySearchFunc(r.running, one, func(a, b rehearsed) int { return cmp.Compare(b.end, a.end) })
	r.running = slices.Insert(r.running, at, one)
}

func (r *rehearsal) end() {
	last := len(r.running) - 1
	one := r.running[last]
	r.running, r.now = r.running[:last], one.end
	r.free += one.Places(r.each)
	r.hold(one.Locks, false)
}

func (r *rehearsal) hold(locks []string, held bool) {
	for _, lock := range locks {
		r.held[lock] = held
	}
}
