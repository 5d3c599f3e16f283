package shard

import (
	"container/heap"
	"time"
)

// Wall foretells how long units take that start in their order as soon as one of some slots is free. Each costs a start-up
// beside its estimate.
func Wall(units []Unit, slots int, startUp time.Duration) time.Duration {
	s := newSlots(min(slots, len(units)))
	for _, unit := range units {
		s.run(startUp + unit.Estimate)
	}
	return s.end
}

// slots are the places of a queue: when each of them is free again, and when the last is.
type slots struct {
	free clocks
	end  time.Duration
}

func newSlots(n int) *slots { return &slots{free: make(clocks, max(1, n))} }

// run takes the slot that is free first.
func (s *slots) run(took time.Duration) {
	s.free[0] += took
	s.end = max(s.end, s.free[0])
	heap.Fix(&s.free, 0)
}

// clocks are a heap of times, the earliest on top.
type clocks []time.Duration

// Len implements heap.Interface.
func (c clocks) Len() int { return len(c) }

// Less implements heap.Interface.
func (c clocks) Less(i, j int) bool { return c[i] < c[j] }

// Swap implements heap.Interface.
func (c clocks) Swap(i, j int) { c[i], c[j] = c[j], c[i] }

// Push implements heap.Interface; the number of clocks never changes.
func (c *clocks) Push(x any) { *c = append(*c, x.(time.Duration)) }

// Pop implements heap.Interface; the number of clocks never changes.
func (c *clocks) Pop() any {
	last := (*c)[len(*c)-1]
	*c = (*c)[:len(*c)-1]
	return last
}
