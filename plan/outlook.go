package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/shard"
)

// Machines returns the machines that the suite is planned for, given the number of nodes.
func (plan Plan) Machines(nodes int) shard.Machines {
	return shard.Machines{Nodes: nodes, Slots: plan.Run.Concurrency, StartUp: plan.forecast.StartUp}
}

// Planner returns a function that plans the suite for any machines.
func (plan Plan) Planner() shard.Planner { return plan.planner }

// newPlanner returns a planner that makes one plan per number of slots and keeps it, because the same machines are asked for
// many times.
func (plan Plan) newPlanner() shard.Planner {
	files := plan.estimated(plan.forecast)
	made := map[int][]shard.Unit{}
	return func(on shard.Machines) []shard.Unit {
		o := plan.options(plan.forecast)
		o.Slots, o.Each = on.Nodes*on.Slots, on.Slots
		if _, known := made[o.Slots]; !known {
			made[o.Slots] = shard.Plan(files, o)
		}
		return made[o.Slots]
	}
}

// View returns the plan, its estimates and advice for people.
func (plan Plan) View(split shard.Division, outlook shard.Outlook) report.PlanView {
	v := report.PlanView{Nodes: split.Nodes, Outlook: shown(outlook), World: plan.viewWorld()}
	parts, reasons := Parts(plan.Run, split.Units), plan.reasons(split.Units)
	for i, unit := range split.Units {
		v.Units = append(v.Units, report.PlanUnit{Node: split.Node[i], About: unit.Estimate, Files: plan.paths(unit), Lines: plan.shown(parts[i]), Why: reasons[i]})
	}
	slices.SortStableFunc(v.Units, func(a, b report.PlanUnit) int { return cmp.Compare(a.Node, b.Node) })
	planner := plan.Planner()
	for _, other := range alternatives(outlook.Machines) {
		// Leave out alternatives in which a node has nothing to run.
		if o := shard.Estimate(planner, other); o.Nodes <= max(1, len(o.Units)) {
			v.Others = append(v.Others, shown(o))
		}
	}
	if plan.forecast.Known == 0 {
		v.Advice = append(v.Advice, "There are no times of earlier runs: times are estimated from the number of steps.")
	}
	if len(plan.Units) > 0 {
		v.Advice = append(v.Advice, plan.longest(outlook), plan.enough(outlook))
	}
	return v
}

// paths returns the files of a unit as the run shows them.
func (plan Plan) paths(unit shard.Unit) []string {
	var out []string
	for _, name := range unit.Paths() {
		out = append(out, plan.Run.Shown(name))
	}
	return out
}

// shown returns the parts of a unit by file, as the run shows files.
func (plan Plan) shown(parts map[string][]int) map[string][]int {
	out := map[string][]int{}
	for name, lines := range parts {
		out[plan.Run.Shown(name)] = lines
	}
	return out
}

func shown(o shard.Outlook) report.PlanOutlook {
	return report.PlanOutlook{Nodes: o.Nodes, Containers: o.Slots, Wall: o.Wall, Work: o.Work, Efficiency: o.Efficiency()}
}

// alternatives returns the planned machines and others with fewer and more containers or nodes, sorted by size.
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

func (plan Plan) longest(o shard.Outlook) string {
	return fmt.Sprintf("The longest is %s: about %s.", strings.Join(plan.paths(o.Longest), " "), report.Duration(o.Longest.Estimate))
}

// bottleneck names what takes as long as the plan's floor.
func (plan Plan) bottleneck(o shard.Outlook) string {
	if o.Lock.Time > o.StartUp+o.Longest.Estimate {
		return "what holds the lock " + o.Lock.Name
	}
	return strings.Join(plan.paths(o.Longest), " ")
}

// enough says from which number on more nodes do not help.
func (plan Plan) enough(o shard.Outlook) string {
	enough := shard.Enough(plan.Planner(), o.Machines)
	switch {
	case o.Nodes > enough.Nodes:
		return fmt.Sprintf("%s are no faster than %d: %s alone takes about %s.", nodesWord(o.Nodes), enough.Nodes,
			plan.bottleneck(enough), report.Duration(enough.Floor()))
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

// Within chooses the number of nodes for a target time. The sentence says whether that number reaches the target.
func (plan Plan) Within(target time.Duration) (shard.Outlook, string) {
	outlook, reached := shard.NodesFor(plan.Planner(), plan.Machines(1), target)
	if reached {
		return outlook, fmt.Sprintf("%s for a target of %s.", nodesWord(outlook.Nodes), target)
	}
	return outlook, fmt.Sprintf("%s cannot be reached: %s alone takes about %s. The closest is %s: about %s.", target,
		plan.bottleneck(outlook), report.Duration(outlook.Floor()), nodesWord(outlook.Nodes), report.Duration(outlook.Wall))
}
