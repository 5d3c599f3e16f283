package shard

import (
	"cmp"
	"slices"
	"time"
)

// arrangement says where in the queue the drafts go that take several slots.
type arrangement struct{ wide, serial when }

// when is a part of the run.
type when int

const (
	first when = iota - 1
	between
	last
)

// arrangements are the candidates, of which the first wins a tie. At the start all slots are free, so nothing has to wait until
// enough of them are; a serial draft delays as much at the end, and what runs beside others is known earlier then.
var arrangements = [...]arrangement{{wide: first, serial: last}, {wide: first, serial: first}, {wide: last, serial: last}}

// needy reports whether a draft needs more than a slot.
func needy(drafts []draft) bool {
	return slices.ContainsFunc(drafts, func(d draft) bool { return !d.Needs.None() })
}

// arranged returns drafts in the order that ends first in simulations.
func arranged(drafts []draft, o Options) []draft {
	best := arrange(drafts, o, arrangements[0])
	if !slices.ContainsFunc(drafts, func(d draft) bool { return d.Needs.Places(o.each()) > 1 }) {
		return best
	}
	end := rehearse(best, o)
	for _, a := range arrangements[1:] {
		other := arrange(drafts, o, a)
		if took := rehearse(other, o); took < end {
			best, end = other, took
		}
	}
	return best
}

// arrange sorts drafts that are in starting order by what waits for them: a lock holds up all drafts that share it, so the first
// of them counts as long as all of them together.
func arrange(drafts []draft, o Options, a arrangement) []draft {
	behind := map[string]time.Duration{} // by lock, the time of the drafts from the current one on
	ranks := make([]waits, len(drafts))
	for at := len(drafts) - 1; at >= 0; at-- {
		d := drafts[at]
		took := o.StartUp + d.Estimate
		r := waits{at: at, when: a.of(d.Needs, o.each()), unknown: d.Unknown, behind: took}
		for _, lock := range d.Needs.Locks {
			behind[lock] += took
			r.behind = max(r.behind, behind[lock])
		}
		ranks[at] = r
	}
	slices.SortStableFunc(ranks, waits.compare)
	out := make([]draft, len(drafts))
	for i, r := range ranks {
		out[i] = drafts[r.at]
	}
	return out
}

func (a arrangement) of(n Needs, slots int) when {
	switch {
	case n.Serial:
		return a.serial
	case n.Places(slots) > 1:
		return a.wide
	}
	return between
}

// waits decides when a draft starts that others may wait for.
type waits struct {
	when    when
	unknown bool
	behind  time.Duration // until it and everything that waits for it has run
	at      int           // its place without locks, which breaks ties
}

func (w waits) compare(other waits) int {
	return cmp.Or(cmp.Compare(w.when, other.when), cmp.Compare(other.rank(), w.rank()), cmp.Compare(w.at, other.at))
}

// rank is the class of the time behind a draft; an unknown time ranks above all.
func (w waits) rank() int {
	if w.unknown {
		return int(^uint(0) >> 1)
	}
	return length(w.behind)
}
