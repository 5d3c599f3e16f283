package shard

import (
	"fmt"
	"slices"
)

// Needs is what a unit needs besides a slot of its own.
type Needs struct {
	Serial bool     `json:"serial,omitempty"` // no other container of the run beside it on its machine
	Locks  []string `json:"locks,omitempty"`  // sorted; two units that share a lock never run at the same time
	Slots  int      `json:"slots,omitempty"`  // how many containers it counts as; 0: one
}

// None reports whether a unit needs a slot and nothing else.
func (n Needs) None() bool { return !n.Serial && len(n.Locks) == 0 && n.Slots <= 1 }

// Places is how many of a machine's slots the unit takes.
func (n Needs) Places(slots int) int {
	if n.Serial {
		return max(1, slots)
	}
	return max(1, min(n.Slots, slots))
}

// With returns what one container needs for both.
func (n Needs) With(other Needs) Needs {
	n.Serial = n.Serial || other.Serial
	n.Slots = max(n.Slots, other.Slots)
	if len(other.Locks) > 0 {
		locks := slices.Concat(n.Locks, other.Locks)
		slices.Sort(locks)
		n.Locks = slices.Compact(locks)
	}
	return n
}

// key is equal for equal needs.
func (n Needs) key() string {
	if n.None() {
		return ""
	}
	return fmt.Sprintf("%v %d %q", n.Serial, max(1, n.Slots), n.Locks)
}
