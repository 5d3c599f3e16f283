package shard

import (
	"container/heap"
	"time"
)

// loads is what is dealt to some places. Finding the one with the least takes the logarithm of their number.
type loads struct{ heap []load }

// load is what one place has been given.
type load struct {
	place int
	work  time.Duration
	items int // decides where no item is expected to take any time
}

func newLoads(n int) *loads {
	l := &loads{heap: make([]load, n)}
	for i := range l.heap {
		l.heap[i].place = i // equal loads in their order are a heap
	}
	return l
}

// least is the place with the least work, of those the one with the fewest items, and of those the first.
func (l *loads) least() int { return l.heap[0].place }

// add gives an item to the place with the least and returns the work that it has then.
func (l *loads) add(work time.Duration) time.Duration {
	l.heap[0].work += work
	l.heap[0].items++
	sum := l.heap[0].work
	heap.Fix(l, 0)
	return sum
}

// Len implements heap.Interface.
func (l *loads) Len() int { return len(l.heap) }

// Less implements heap.Interface. Plans spend most of their time here, so it stops at the first difference.
func (l *loads) Less(i, j int) bool {
	a, b := &l.heap[i], &l.heap[j]
	switch {
	case a.work != b.work:
		return a.work < b.work
	case a.items != b.items:
		return a.items < b.items
	}
	return a.place < b.place
}

// Swap implements heap.Interface.
func (l *loads) Swap(i, j int) { l.heap[i], l.heap[j] = l.heap[j], l.heap[i] }

// Push implements heap.Interface; the number of places never changes.
func (l *loads) Push(x any) { l.heap = append(l.heap, x.(load)) }

// Pop implements heap.Interface; the number of places never changes.
func (l *loads) Pop() any {
	last := l.heap[len(l.heap)-1]
	l.heap = l.heap[:len(l.heap)-1]
	return last
}
