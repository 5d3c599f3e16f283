package page

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// times turns points in time into milliseconds since the run began.
type times struct {
	run   time.Time
	later map[int]time.Time // when the nodes began that ran after the others, by their numbers
	nodes map[string]int    // by attempt
}

// newTimes finds the nodes that ran after the run had ended by its own account: a node that is run again an hour later would
// squeeze all others into a corner of the timeline.
func newTimes(run *result.Run) times {
	t := times{run.Started, map[int]time.Time{}, map[string]int{}}
	for _, a := range run.Attempts {
		t.nodes[a.ID()] = a.Node
		if began, known := t.later[a.Node]; a.Node > 0 && a.Run == "" && (!known || a.Created.Before(began)) {
			t.later[a.Node] = a.Created
		}
	}
	end := run.Started.Add(run.Wall)
	maps.DeleteFunc(t.later, func(_ int, began time.Time) bool { return !began.After(end) })
	return t
}

// since is 0 for what never happened.
func (t times) since(node int, at time.Time) int64 {
	from := t.run
	if began, later := t.later[node]; later {
		from = began
	}
	if at.Before(from) {
		return 0
	}
	return at.Sub(from).Milliseconds()
}

// began is when a scenario or a step of an attempt began; 0: it is not known.
func (t times) began(attempt string, at cucumber.Moment) int64 {
	if at == 0 {
		return 0
	}
	return t.since(t.nodes[attempt], at.Time())
}

// shares are those of the machines.
func (t times) shares(run *result.Run) []node {
	var all []node
	for _, p := range run.Nodes {
		_, later := t.later[p.Node]
		all = append(all, node{p.Node, p.State, p.Scenarios, p.Wall.Milliseconds(), later})
	}
	return all
}

// attempts are the containers on the timeline.
func (t times) attempts(run *result.Run) []attempt {
	all := []attempt{}
	for _, a := range run.Attempts {
		one := attempt{
			ID: a.ID(), Node: a.Node, Slot: a.Slot, Class: a.Class, Old: a.Run != "", Trouble: trouble(a),
			Created: t.since(a.Node, a.Created), Started: t.since(a.Node, a.Started), Finished: t.since(a.Node, a.Finished), Ended: t.since(a.Node, a.Ended),
			Waited: a.Waited.Milliseconds(), Planned: a.Planned.Milliseconds(),
		}
		for _, f := range a.Files {
			one.Files = append(one.Files, result.Located(run.Root, f))
		}
		all = append(all, one)
	}
	return all
}

// trouble is what went wrong in a container beside its scenarios, one line.
func trouble(a result.Attempt) string {
	switch {
	case a.Superseded:
		return ""
	case !a.Class.AboutTests():
		return cmp.Or(a.Evidence, string(a.Class))
	case a.Report != "":
		return a.Report
	case len(a.Problems) > 0:
		return "something failed outside the scenarios"
	case a.Cut:
		return "its output was cut at the limit"
	}
	return ""
}

// chain returns the indexes of the attempts that decided when the run ended, the first first: the one that ended last, and before
// each the one that it had to wait for, which is the one before it in its slot or the attempt that it repeats.
func chain(all []result.Attempt) []int {
	var order []int
	for i, a := range all {
		if a.Run == "" && a.Ended.After(a.Created) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return all[a].Ended.Compare(all[b].Ended) })
	if len(order) == 0 {
		return nil
	}
	waited := waits(all, order)
	out := []int{order[len(order)-1]}
	for at, more := waited[out[0]]; more; at, more = waited[at] {
		out = append(out, at)
	}
	slices.Reverse(out)
	return out
}

// waits says which attempt each had to wait for, by indexes; order is the one in which they ended.
func waits(all []result.Attempt, order []int) map[int]int {
	type place struct{ node, slot int }
	inSlot, ofUnit, out := map[place]int{}, map[string]int{}, map[int]int{}
	for _, i := range order {
		a := all[i]
		at := place{a.Node, a.Slot}
		if previous, taken := inSlot[at]; taken {
			out[i] = previous
		}
		repeated, again := ofUnit[a.Unit]
		if again && !all[repeated].Ended.After(a.Created) && all[repeated].Ended.After(endOf(all, out, i)) {
			out[i] = repeated
		}
		inSlot[at], ofUnit[a.Unit] = i, i
	}
	return out
}

// endOf is when the attempt ended that another had to wait for, as far as that is known.
func endOf(all []result.Attempt, waited map[int]int, i int) time.Time {
	if previous, known := waited[i]; known {
		return all[previous].Ended
	}
	return time.Time{}
}
