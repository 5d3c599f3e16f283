package shard

import (
	"slices"
	"time"
)

// Wall estimates how long units take if each starts, in order, as soon as a slot is free. Each costs a start-up besides its
// estimate. Units that must not run at the same time wait for each other.
func Wall(units []Unit, slots int, startUp time.Duration) time.Duration {
	if slices.ContainsFunc(units, func(u Unit) bool { return !u.Needs.None() }) {
		r := newRehearsal(slots, slots)
		for _, unit := range units {
			r.add(unit.Needs, startUp+unit.Estimate)
		}
		return r.play()
	}
	s := newSlots(min(slots, len(units)))
	for _, unit := range units {
		s.run(startUp + unit.Estimate)
	}
	return s.end
}

// slots are the slots of a queue.
type slots struct {
	*loads               // when each slot is free again
	end    time.Duration // when the last slot is free
}

func newSlots(n int) *slots { return &slots{loads: newLoads(max(1, n))} }

// run runs an item of this duration in the slot that is free first.
func (s *slots) run(took time.Duration) { s.end = max(s.end, s.add(took)) }
