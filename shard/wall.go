package shard

import "time"

// Wall foretells how long units take that start in their order as soon as one of some slots is free. Each costs a start-up
// beside its estimate.
func Wall(units []Unit, slots int, startUp time.Duration) time.Duration {
	s := newSlots(min(slots, len(units)))
	for _, unit := range units {
		s.run(startUp + unit.Estimate)
	}
	return s.end
}

// slots are the places of a queue.
type slots struct {
	*loads               // when each of them is free again
	end    time.Duration // when the last is
}

func newSlots(n int) *slots { return &slots{loads: newLoads(max(1, n))} }

// run takes the slot that is free first.
func (s *slots) run(took time.Duration) { s.end = max(s.end, s.add(took)) }
