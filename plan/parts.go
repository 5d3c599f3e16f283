package plan

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// Parts returns for each unit the lines of the scenarios that it runs, by file. A file that a unit runs as a whole has no
// entry; scenarios that tags exclude do not count.
func Parts(run *result.Run, units []shard.Unit) []map[string][]int {
	files := map[string]*scenarios{}
	out := make([]map[string][]int, len(units))
	for i, unit := range units {
		for _, target := range unit.Targets {
			if files[target.Path] == nil {
				files[target.Path] = newScenarios(run.File(target.Path))
			}
			out[i] = files[target.Path].addPart(out[i], target)
		}
	}
	return out
}

// scenarios indexes the scenarios of a file by the lines that select them, so that a file in many parts is walked once.
type scenarios struct {
	*result.File
	at   selected
	runs int // number of scenarios that tags do not exclude
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

// addPart adds the part of the file that a target selects to the parts of a unit, unless it is the whole file.
func (f *scenarios) addPart(parts map[string][]int, target cucumber.Target) map[string][]int {
	given := f.part(target.Lines)
	if given == nil {
		return parts
	}
	if parts == nil {
		parts = map[string][]int{}
	}
	parts[target.Path] = given
	return parts
}

// part returns the lines of the scenarios that some lines select. It returns nil if they select all scenarios or none.
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

// selected maps a line to the indexes of the scenarios that it selects.
type selected map[int][]int

// add adds a scenario under its own line and under the line of its outline, if it has one.
func (s selected) add(index, line, outline int) {
	s[line] = append(s[line], index)
	if outline > 0 && outline != line {
		s[outline] = append(s[outline], index)
	}
}

// by returns the sorted indexes of the scenarios that some lines select, each once.
func (s selected) by(lines []int) []int {
	var out []int
	for _, line := range lines {
		out = append(out, s[line]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Given returns the files of an attempt with the lines that its runner was given.
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

// at returns the index of a file in the plan, whose files are sorted by path.
func (plan Plan) at(path string) (int, bool) {
	return slices.BinarySearchFunc(plan.files, path, func(f file, p string) int { return strings.Compare(f.Path, p) })
}
