package drive

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// about are the files of an attempt, each with the scenarios that it is about.
func (r *suiteRun) about(t try) []*result.File {
	var out []*result.File
	for _, target := range t.Targets {
		file := *r.run.File(target.Path)
		if lines, part := t.lines[target.Path]; part {
			file.Scenarios = slices.DeleteFunc(slices.Clone(file.Scenarios), func(s result.Scenario) bool {
				return !slices.Contains(lines, s.Line)
			})
		}
		out = append(out, &file)
	}
	return out
}

// partsOf names the parts of files that an attempt runs, by the paths that the run shows. Parts are numbered in the order of their
// first lines.
func (r *suiteRun) partsOf(t try) map[string]string {
	out := map[string]string{}
	for path := range t.lines {
		own, lines := 0, []int(nil)
		for _, unit := range r.plan.Units {
			line, has := firstLine(unit, path)
			if has {
				lines = append(lines, line)
			}
			if has && unit.Name == t.Name {
				own = line
			}
		}
		slices.Sort(lines)
		if len(lines) > 1 {
			out[r.run.Shown(path)] = fmt.Sprintf("part %d of %d", 1+slices.Index(lines, own), len(lines))
		}
	}
	return out
}

// firstLine is the first line that a unit selects in a file, if it has a part of it.
func firstLine(unit shard.Unit, path string) (line int, has bool) {
	for _, target := range unit.Targets {
		if target.Path == path && len(target.Lines) > 0 {
			return target.Lines[0], true
		}
	}
	return 0, false
}

// unitWord is the console's noun for the units of a plan, if not every container runs one file; empty: files.
func unitWord(units []shard.Unit) string {
	for _, unit := range units {
		if len(unit.Targets) != 1 || len(unit.Targets[0].Lines) > 0 {
			return "containers"
		}
	}
	return ""
}

// widest is the length of the longest path of a run.
func widest(run *result.Run) int {
	longest := 0
	for _, f := range run.Files {
		longest = max(longest, utf8.RuneCountInString(run.Location(f)))
	}
	return longest
}
