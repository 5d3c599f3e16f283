package trace

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/org/baleen-action/result"
)

// processes names the process of each node of a merged run.
func (b *builder) processes() {
	names := map[int]string{}
	for _, part := range b.run.Nodes {
		name := fmt.Sprintf("node %d of %d", part.Node, len(b.run.Nodes))
		if part.State == result.StateMissing {
			name += " (" + part.State + ")"
		}
		names[pid(part.Node)] = name
	}
	for _, node := range slices.Sorted(maps.Keys(names)) {
		b.process(node, names[node])
	}
}

// process names a process.
func (b *builder) process(pid int, name string) {
	b.named[pid] = true
	b.name("process", name, place{pid: pid, order: pid})
}

// place is a thread or a process, and where among others it stands.
type place struct{ pid, tid, order int }

// name names a thread or a process.
func (b *builder) name(kind, name string, at place) {
	b.out.event(event{Name: kind + "_name", Phase: metadata, PID: at.pid, TID: at.tid, Args: map[string]string{"name": name}})
	b.out.event(event{Name: kind + "_sort_index", Phase: metadata, PID: at.pid, TID: at.tid, Args: map[string]int{"sort_index": at.order}})
}

// rows are the threads of a slot.
type rows struct {
	tids []int
	free []time.Duration // from when on each has room
}

// slot writes the attempts of a slot of a node, which are in the order in which it took them.
func (b *builder) slot(attempts []result.Attempt) {
	var r rows
	for _, a := range attempts {
		c := b.container(a)
		for i, row := range r.take(len(c.rows), c.whole.from, c.whole.to) {
			if row == len(r.tids) {
				r.tids = append(r.tids, b.thread(pid(a.Node), fmt.Sprintf("slot %d", a.Slot), row))
			}
			for _, s := range c.rows[i] {
				b.out.event(s.event(pid(a.Node), r.tids[row]))
			}
		}
	}
}

// take finds rows that have room for a time. A new one has the number of those before it.
func (r *rows) take(count int, from, to time.Duration) []int {
	var taken []int
	for row := 0; len(taken) < count; row++ {
		if row == len(r.free) {
			r.free = append(r.free, 0)
		}
		if r.free[row] <= from {
			r.free[row] = to
			taken = append(taken, row)
		}
	}
	return taken
}

// thread makes a thread for a row of what has a name.
func (b *builder) thread(pid int, name string, row int) int {
	if !b.named[pid] {
		b.process(pid, "baleen")
	}
	tid := b.next
	b.next++
	if row > 0 {
		name += fmt.Sprintf(" (row %d)", row+1)
	}
	b.name("thread", name, place{pid, tid, tid})
	return tid
}

// running writes how many containers run, each time that it changes. What runs is the suite's process, not the container
// that is being made or read.
func (b *builder) running() {
	type change struct {
		node, by int
		at       time.Duration
	}
	var changes []change
	for _, a := range b.run.Attempts {
		if a.Run != "" || a.Created.IsZero() {
			continue
		}
		if life := b.life(a); life.ran {
			changes = append(changes, change{a.Node, 1, life.run.from}, change{a.Node, -1, life.run.to})
		}
	}
	slices.SortStableFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.at, b.at)) })
	now := 0
	for i, c := range changes {
		now += c.by
		if last := i == len(changes)-1; last || changes[i+1].node != c.node || changes[i+1].at != c.at {
			b.out.event(event{Name: "containers running", Phase: counter, Time: micros(c.at), PID: pid(c.node), Args: map[string]int{"containers": now}})
		}
	}
}
