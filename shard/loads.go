package shard

import "time"

// loads is what is dealt to some places. Finding the one with the least takes the logarithm of their number. A plan spends much
// of its time here: with package container/heap, which calls everything through an interface, it takes a fifth longer.
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
