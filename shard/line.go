package shard

import (
	"cmp"
	"slices"
)

// Line is a queue of items of which some must not run beside others. Items start in the order in which they were added, with one
// exception: an item whose locks are held lets others pass, except those that share one of its locks. So no item waits for one
// that was added after it, and the first item can always start once nothing runs.
type Line[T any] struct {
	slots   int
	added   int // at the end, so far
	before  int // at the front, so far, below 0
	waiting int
	classes []*class[T] // of items with the same needs, by their first item
	byKey   map[string]*class[T]
}

// class is the items with the same needs. At least one waits while the class is in a line.
type class[T any] struct {
	Needs
	key   string
	items []entry[T]
}

type entry[T any] struct {
	at   int // place in the line
	item T
}

// Opening is what can start now.
type Opening struct {
	Places int                    // that are free, or will be before anything else starts
	Free   func(lock string) bool // reports whether nothing holds a lock
}

// NewLine returns an empty line for a machine with so many slots.
func NewLine[T any](slots int) *Line[T] {
	return &Line[T]{slots: max(1, slots), byKey: map[string]*class[T]{}}
}

// Len is the number of items that wait.
func (l *Line[T]) Len() int { return l.waiting }

// Add adds an item to the end of the line.
func (l *Line[T]) Add(item T, needs Needs) {
	c, known := l.class(needs)
	if !known {
		l.classes = append(l.classes, c)
	}
	c.items = append(c.items, entry[T]{l.added, item})
	l.added++
	l.waiting++
}

// AddFirst adds an item to the front of the line.
func (l *Line[T]) AddFirst(item T, needs Needs) {
	c, known := l.class(needs)
	if known {
		i := slices.Index(l.classes, c)
		l.classes = slices.Delete(l.classes, i, i+1)
	}
	l.classes = slices.Insert(l.classes, 0, c)
	l.before--
	c.items = slices.Insert(c.items, 0, entry[T]{l.before, item})
	l.waiting++
}

// class returns the class of items with such needs, and whether it is in the line already.
func (l *Line[T]) class(needs Needs) (c *class[T], known bool) {
	key := needs.key()
	if c, known = l.byKey[key]; !known {
		c = &class[T]{Needs: needs, key: key}
		l.byKey[key] = c
	}
	return c, known
}

// Next takes the next item out of the line. It has none if the line is empty, or if every item waits for something. An item that
// takes more places than are free waits for them, and nothing passes it.
func (l *Line[T]) Next(now Opening) (item T, ok bool) {
	wanted := map[string]bool{} // by items that wait
	for i, c := range l.classes {
		busy := func(lock string) bool { return wanted[lock] || !now.Free(lock) }
		switch {
		case slices.ContainsFunc(c.Locks, busy):
			for _, lock := range c.Locks {
				wanted[lock] = true
			}
		case c.Places(l.slots) > now.Places:
			return item, false
		default:
			return l.take(i), true
		}
	}
	return item, false
}

// take takes the first item of a class, and keeps the classes sorted.
func (l *Line[T]) take(i int) T {
	c := l.classes[i]
	item := c.items[0].item
	c.items = c.items[1:]
	l.waiting--
	l.classes = slices.Delete(l.classes, i, i+1)
	if len(c.items) == 0 {
		delete(l.byKey, c.key)
		return item
	}
	to, _ := slices.BinarySearchFunc(l.classes, c.items[0].at, func(other *class[T], at int) int { return cmp.Compare(other.items[0].at, at) })
	l.classes = slices.Insert(l.classes, to, c)
	return item
}
