package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/shard"
)

// machines are what a suite is planned for.
func (prep *preparation) machines(nodes int) shard.Machines {
	return shard.Machines{Nodes: nodes, Slots: prep.run.Concurrency, StartUp: prep.foretold.StartUp}
}

// planner plans for other machines than those that were asked for.
func (prep *preparation) planner() shard.Planner {
	files := prep.files(prep.foretold)
	return func(on shard.Machines) []shard.Unit {
		o := prep.options(prep.foretold)
		o.Slots = on.Nodes * on.Slots
		return shard.Plan(files, o)
	}
}

// view puts a plan and its prospects before people.
func (prep *preparation) view(split shard.Division, outlook shard.Outlook) report.PlanView {
	v := report.PlanView{Nodes: split.Nodes, Outlook: shown(outlook)}
	for i, unit := range split.Units {
		v.Units = append(v.Units, report.PlanUnit{Node: split.Node[i], About: unit.Estimate, Files: files(unit), Lines: parts(prep.run, unit), Why: prep.reason(unit)})
	}
	slices.SortStableFunc(v.Units, func(a, b report.PlanUnit) int { return cmp.Compare(a.Node, b.Node) })
	plan := prep.planner()
	for _, other := range alternatives(outlook.Machines) {
		// No more nodes than have something to run.
		if o := shard.Foresee(plan, other); o.Nodes <= max(1, len(o.Units)) {
			v.Others = append(v.Others, shown(o))
		}
	}
	if prep.foretold.Known == 0 {
		v.Advice = append(v.Advice, "Nothing is known of earlier runs: times are guessed from the number of steps.")
	}
	if len(prep.units) > 0 {
		v.Advice = append(v.Advice, prep.longest(outlook), prep.enough(outlook))
	}
	return v
}

// reason says what the time of a unit goes by where that is not the same for all: the units that nothing is known of, and
// what failed when it last ran, start before others of their length.
func (prep *preparation) reason(unit shard.Unit) string {
	var out []string
	known, total := 0, 0
	for _, target := range unit.Targets {
		at, found := slices.BinarySearchFunc(prep.planned, target.Path, func(f plannedFile, p string) int { return cmp.Compare(f.Path, p) })
		if !found {
			continue // cannot happen: units are made of these files
		}
		where := prep.run.Location(prep.planned[at].File)
		for _, p := range prep.planned[at].chosen {
			if len(target.Lines) > 0 && !slices.Contains(target.Lines, p.Line) && !slices.Contains(target.Lines, p.Outline) {
				continue // it is in another part
			}
			total++
			if prep.foretold.Knows(prep.work(where, p)) {
				known++
			}
		}
		if prep.foretold.Failed(where) {
			out = append(out, "failed when it last ran")
		}
	}
	if known < total && prep.foretold.Known > 0 {
		out = append(out, fmt.Sprintf("%d of %d scenarios are guessed from their steps", total-known, total))
	}
	if total == 0 && unit.Estimate == 0 {
		out = append(out, "nothing tells how long it takes, so it starts first")
	}
	return strings.Join(slices.Compact(out), ", ")
}

func shown(o shard.Outlook) report.PlanOutlook {
	return report.PlanOutlook{Nodes: o.Nodes, Containers: o.Slots, Wall: o.Wall, Work: o.Work, Efficiency: o.Efficiency()}
}

// alternatives are half and twice as many containers or nodes, and what is planned between them.
func alternatives(planned shard.Machines) []shard.Machines {
	var out []shard.Machines
	add := func(nodes, slots int) {
		m := shard.Machines{Nodes: nodes, Slots: slots, StartUp: planned.StartUp}
		if nodes >= 1 && slots >= 1 && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	n, c := planned.Nodes, planned.Slots
	add(n, c/2)
	add(n/2, c)
	add(n, c)
	add(n, 2*c)
	add(n+1, c)
	add(2*n, c)
	add(4*n, c)
	slices.SortStableFunc(out, func(a, b shard.Machines) int {
		return cmp.Or(cmp.Compare(a.Nodes, b.Nodes), cmp.Compare(a.Slots, b.Slots))
	})
	return out
}

func (prep *preparation) longest(o shard.Outlook) string {
	return fmt.Sprintf("The longest is %s: about %s.", strings.Join(files(o.Longest), " "), report.Duration(o.Longest.Estimate))
}

// enough says where more nodes stop to help.
func (prep *preparation) enough(o shard.Outlook) string {
	enough := shard.Enough(prep.planner(), o.Machines)
	switch {
	case o.Nodes > enough.Nodes:
		return fmt.Sprintf("%s would not help, it is as fast with %d: %s alone takes about %s.", nodesWord(o.Nodes), enough.Nodes,
			strings.Join(files(enough.Longest), " "), report.Duration(enough.Floor()))
	case o.Nodes == enough.Nodes:
		return fmt.Sprintf("More than %s would not help.", nodesWord(o.Nodes))
	}
	return fmt.Sprintf("With %s it would take about %s; more would not help.", nodesWord(enough.Nodes), report.Duration(enough.Wall))
}

func nodesWord(n int) string {
	if n == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", n)
}

// within chooses the number of nodes for a target time, and says so where no number reaches it.
func (prep *preparation) within(target time.Duration) (shard.Outlook, string) {
	outlook, reached := shard.NodesFor(prep.planner(), prep.machines(1), target)
	if reached {
		return outlook, fmt.Sprintf("%s for a target of %s.", nodesWord(outlook.Nodes), target)
	}
	return outlook, fmt.Sprintf("%s cannot be reached: %s alone takes about %s. The closest is %s: about %s.", target,
		strings.Join(files(outlook.Longest), " "), report.Duration(outlook.Floor()), nodesWord(outlook.Nodes), report.Duration(outlook.Wall))
}
