package plan

import (
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// Parts are the scenarios of a unit in the files of which it has only some. The scenarios of the others, and those that are
// left out by their tags, are not its business.
func Parts(run *result.Run, unit shard.Unit) map[string][]int {
	out := map[string][]int{}
	for _, target := range unit.Targets {
		var given []int
		whole := true
		for _, s := range run.File(target.Path).Scenarios {
			switch {
			case slices.Contains(target.Lines, s.Line) || s.Outline > 0 && slices.Contains(target.Lines, s.Outline):
				given = append(given, s.Line)
			case s.Status != result.Deselected:
				whole = false
			}
		}
		if len(given) > 0 && !whole {
			out[target.Path] = given
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// Given are the files of an attempt, and what its runner was told to run of them.
func (plan Plan) Given(targets []cucumber.Target) []cucumber.Planned {
	var out []cucumber.Planned
	for _, target := range targets {
		at := slices.IndexFunc(plan.files, func(f file) bool { return f.Path == target.Path })
		if at < 0 {
			continue // cannot happen: units are made of these files
		}
		out = append(out, cucumber.Planned{Path: target.Path, File: plan.files[at].parsed, Lines: target.Lines})
	}
	return out
}
