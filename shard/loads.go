package shard

import "time"

// loads is a heap of the work at each place, the least on top. Planning spends much of its time here; package container/heap,
// which calls everything through an interface, would make it a fifth slower.
type loads struct{ heap []load }

// load is the work given to one place.
type load struct {
	place int
	work  time.Duration
	items int // breaks ties between places with the same work
}

func newLoads(n int) *loads {
	l := &loads{heap: make([]load, n)}
	for i := range l.heap {
		l.heap[i].place = i // equal loads in the order of their places form a heap
	}
	return l
}

// least returns the place with the least work. Ties go to the fewest items, then to the first place.
func (l *loads) least() int { return l.heap[0].place }

// add gives an item to the place with the least work and returns the new total of that place.
func (l *loads) add(work time.Duration) time.Duration {
	l.heap[0].work += work
	l.heap[0].items++
	sum := l.heap[0].work
	for i := 0; ; {
		child := 2*i + 1
		if child+1 < len(l.heap) && l.heap[child+1].less(&l.heap[child]) {
			child++
		}
		if child >= len(l.heap) || !l.heap[child].less(&l.heap[i]) {
			return sum
		}
		l.heap[i], l.heap[child] = l.heap[child], l.heap[i]
		i = child
	}
}

func (l *load) less(than *load) bool {
	switch {
	case l.work != than.work:
		return l.work < than.work
	case l.items != than.items:
		return l.items < than.items
	}
	return l.place < than.place
}
