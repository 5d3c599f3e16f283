package plan

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// Parts are, for each unit, the scenarios that it runs in the files of which it has only some. The scenarios of the others,
// and those that are left out by their tags, are not its business.
func Parts(run *result.Run, units []shard.Unit) []map[string][]int {
	files := map[string]*scenarios{}
	out := make([]map[string][]int, len(units))
	for i, unit := range units {
		for _, target := range unit.Targets {
			if files[target.Path] == nil {
				files[target.Path] = newScenarios(run.File(target.Path))
			}
			if given := files[target.Path].part(target.Lines); given != nil {
				if out[i] == nil {
					out[i] = map[string][]int{}
				}
				out[i][target.Path] = given
			}
		}
	}
	return out
}

// scenarios are those of a file by the lines that select them, so that a file in many parts is walked once.
type scenarios struct {
	*result.File
	at   selected
	runs int // what is not left out by its tags
}

func newScenarios(f *result.File) *scenarios {
	out := &scenarios{File: f, at: selected{}}
	for i, s := range f.Scenarios {
		out.at.add(i, s.Line, s.Outline)
		if s.Status != result.Deselected {
			out.runs++
		}
	}
	return out
}

// part are the lines of the scenarios that some lines select; nil if that is the whole file, or nothing of it.
func (f *scenarios) part(lines []int) []int {
	var given []int
	runs := 0
	for _, i := range f.at.by(lines) {
		given = append(given, f.Scenarios[i].Line)
		if f.Scenarios[i].Status != result.Deselected {
			runs++
		}
	}
	if runs == f.runs {
		return nil
	}
	return given
}

// selected are the places in a list of what each line selects.
type selected map[int][]int

// add notes that what is at a place is selected by its own line, and by that of its outline, if it has one.
func (s selected) add(place, line, outline int) {
	s[line] = append(s[line], place)
	if outline > 0 && outline != line {
		s[outline] = append(s[outline], place)
	}
}

// by are the places of what some lines select, each once, in their order.
func (s selected) by(lines []int) []int {
	var out []int
	for _, line := range lines {
		out = append(out, s[line]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Given are the files of an attempt, and what its runner was told to run of them.
func (plan Plan) Given(targets []cucumber.Target) []cucumber.Planned {
	var out []cucumber.Planned
	for _, target := range targets {
		at, found := plan.at(target.Path)
		if !found {
			continue // cannot happen: units are made of these files
		}
		out = append(out, cucumber.Planned{Path: target.Path, File: plan.files[at].parsed, Lines: target.Lines})
	}
	return out
}

// at is the place of a file among those of the plan, which are sorted by path.
func (plan Plan) at(path string) (int, bool) {
	return slices.BinarySearchFunc(plan.files, path, func(f file, p string) int { return strings.Compare(f.Path, p) })
}
