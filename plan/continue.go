package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// Covers says how the planned scenarios of all nodes differ from those of an earlier run; empty: they are the same.
func (plan Plan) Covers(earlier *result.Run) string {
	shown := result.Run{Files: slices.Clone(plan.Run.Files)}
	for i, f := range shown.Files {
		shown.Files[i].Path = plan.clean.Path(f.Path)
	}
	return shown.Covers(earlier)
}

// Continue makes the plan go on with the report of an earlier run that planned the same: of the share that it had, what is unfinished
// runs again, in the units in which it ran. Everything else has its outcome already.
func (plan Plan) Continue(earlier *result.Run, unfinished result.Unfinished) Plan {
	unfinished = whole(earlier, unfinished)
	run := *plan.Run
	run.Continue(earlier, unfinished)
	plan.Whole = run.Counts().Total
	for _, other := range run.Node.Others {
		plan.Whole += (&result.Run{Files: other.Files}).Counts().Total
	}
	plan.Run, run.Predicted = &run, 0
	units := plan.again(earlier, unfinished)
	for i, f := range run.Files { // Run.Clean makes the shown path again
		if at := plan.shownAt(f.Path); at >= 0 {
			run.Files[i].Path = plan.files[at].Path
		}
	}
	plan.Units = units
	return plan
}

// whole adds the units in which a file failed that Baleen cannot read: no line can select what failed there.
func whole(earlier *result.Run, unfinished result.Unfinished) result.Unfinished {
	units := unitsOf(earlier)
	for _, f := range unfinished.Files {
		for _, s := range f.Scenarios {
			if unit := units[s.Attempt]; f.ParseFail != "" && unit != "" {
				unfinished.Units[unit] = true
			}
		}
	}
	return unfinished
}

// unitsOf are the units of attempts, by their IDs.
func unitsOf(run *result.Run) map[string]string {
	out := map[string]string{}
	for _, a := range run.Attempts {
		out[a.ID()] = a.Unit
	}
	return out
}

// shownAt finds a file of the plan by the path that runs show; -1 if there is none.
func (plan Plan) shownAt(shown string) int {
	return slices.IndexFunc(plan.files, func(f file) bool { return plan.clean.Path(f.Path) == shown })
}

// again returns the units for what is unfinished, the longest first. A unit that ran before keeps its name; its files run together
// only if all of it runs again.
func (plan Plan) again(earlier *result.Run, unfinished result.Unfinished) []shard.Unit {
	units, ran := unitsOf(earlier), map[string][]file{}
	var fresh []file
	var names []string
	for _, f := range unfinished.Files {
		at := plan.shownAt(f.Path)
		if at < 0 {
			continue // cannot happen: Covers found every file
		}
		for unit, scenarios := range byUnit(f, units) {
			part, _, _ := plan.reduce(plan.files[at], scenarios)
			if unit == "" {
				fresh = append(fresh, part)
				continue
			}
			if ran[unit] == nil {
				names = append(names, unit)
			}
			ran[unit] = append(ran[unit], part)
		}
	}
	out := plan.neverRan(fresh)
	slices.Sort(names)
	for _, name := range names {
		out = append(out, plan.unitsAgain(name, ran[name], unfinished.Units[name])...)
	}
	slices.SortStableFunc(out, func(a, b shard.Unit) int { return cmp.Compare(b.Estimate, a.Estimate) })
	return out
}

// byUnit divides the scenarios of a file by the unit in which they ran; empty: in none. A file without scenarios ran in none.
func byUnit(f result.File, units map[string]string) map[string][]result.Scenario {
	out := map[string][]result.Scenario{}
	for _, s := range f.Scenarios {
		unit := units[s.Attempt]
		out[unit] = append(out[unit], s)
	}
	if len(f.Scenarios) == 0 {
		out[""] = nil
	}
	return out
}

// unitsAgain returns one unit for all files if they are to run together, else one for each.
func (plan Plan) unitsAgain(name string, files []file, together bool) []shard.Unit {
	var out []shard.Unit
	for _, f := range files {
		one := plan.estimate(f, plan.forecast)
		if at, found := plan.at(f.Path); found { // what passed may run once more, to see whether it explains an exit status
			one.Needs = plan.estimate(plan.files[at], plan.forecast).Needs
		}
		target := cucumber.Target{Path: one.Path, Lines: one.Lines}
		if len(out) > 0 && together {
			out[0].Targets, out[0].Estimate = append(out[0].Targets, target), out[0].Estimate+one.Estimate
			out[0].Needs = out[0].Needs.With(one.Needs)
			continue
		}
		out = append(out, shard.Unit{Name: name, Targets: []cucumber.Target{target}, Estimate: one.Estimate, Needs: one.Needs})
	}
	return out
}

// neverRan divides the files that never ran into units, as any plan does.
func (plan Plan) neverRan(files []file) []shard.Unit {
	if len(files) == 0 {
		return nil
	}
	node := plan.Run.Node
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.Path, b.Path) })
	plan.files = files
	units := plan.newPlanner()(plan.Machines(1))
	for i := range units {
		if node.Several() {
			units[i].Name = fmt.Sprintf("%d-%s", node.Index, units[i].Name)
		}
	}
	return units
}
