package shard

import (
	"container/heap"
	"time"
)

// Wall foretells how long units take that start in their order as soon as one of some slots is free. Each costs a start-up
// beside its estimate.
func Wall(units []Unit, slots int, startUp time.Duration) time.Duration {
	free := make(clocks, max(1, min(slots, len(units)))) // when each slot is free: at once
	var end time.Duration
	for _, unit := range units {
		free[0] += startUp + unit.Estimate
		end = max(end, free[0])
		heap.Fix(&free, 0)
	}
	return end
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
