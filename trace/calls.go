package trace

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// The categories of events that are not of the model.
const (
	catCall    = "engine call"
	catService = "service"
)

// callArgs are what a call's event says beside its name and times.
type callArgs struct {
	Of    string `json:"of,omitempty"`
	As    string `json:"as,omitempty"`
	Error string `json:"error,omitempty"`
}

// calls writes the calls to the engines as tracks of their own. Those of one time are in different rows.
func (b *builder) calls(all iter.Seq[Call]) {
	if all == nil {
		return
	}
	tracks := map[int]*rows{}
	for c := range all {
		from := max(0, b.since(c.Began))
		s := slice{span: lasting(from, max(0, c.Took)), name: cmp.Or(b.clean.Line(c.Method), "call"), cat: catCall, bad: c.Error != ""}
		if args := (callArgs{b.clean.Line(c.Of), b.clean.Line(c.As), b.clean.Line(c.Error)}); args != (callArgs{}) {
			s.args = args
		}
		b.track(tracks, pid(c.Node), "engine calls", s)
	}
}

// track writes a slice into the first row of a process's track that has room.
func (b *builder) track(tracks map[int]*rows, process int, name string, s slice) {
	r := tracks[process]
	if r == nil {
		r = &rows{}
		tracks[process] = r
	}
	row := r.take(1, s.from, s.to)[0]
	if row == len(r.tids) {
		r.tids = append(r.tids, b.thread(process, name, row))
	}
	b.out.event(s.event(process, r.tids[row]))
}

// serviceArgs are what a service's event says beside its name and times.
type serviceArgs struct {
	Slot      int    `json:"slot"`
	Container string `json:"container,omitempty"`
}

// services writes the containers of services, a track for each slot. A container whose end is not known lasts to the end of the
// run.
func (b *builder) services(all []Service) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Service) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Slot, b.Slot), a.Began.Compare(b.Began))
	})
	tracks := map[int]*rows{}
	for i, s := range all {
		if i > 0 && s.Slot != all[i-1].Slot {
			clear(tracks)
		}
		from, to := max(0, b.since(s.Began)), b.end()
		if !s.Ended.IsZero() {
			to = b.since(s.Ended)
		}
		b.track(tracks, pid(s.Node), fmt.Sprintf("slot %d services", s.Slot), slice{
			span: span{from, max(from, to)}, name: cmp.Or(b.clean.Line(s.Name), "service"), cat: catService,
			args: serviceArgs{s.Slot, b.clean.Line(s.ID)},
		})
	}
}
