package result

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// elsewhere reports whether a scenario is assigned to another container, of this run or of another node: paths in the
// runner's own configuration make every container run them. It counts there, so here it only adds a note, unless it failed.
func (c *recorder) elsewhere(s cucumber.Scenario) bool {
	if !c.run.holds(c.run.Files, s) && !c.run.Node.runs(func(files []File) bool { return c.run.holds(files, s) }) {
		return false
	}
	c.strayed(s)
	return true
}

// strayed notes a scenario that ran here and is assigned to another container.
func (c *recorder) strayed(s cucumber.Scenario) {
	const note = "it ran files that are assigned to other containers: does the runner's configuration add paths? Then every container runs them"
	switch {
	case s.Status == cucumber.Skipped: // behave reports scenarios that a line does not select
	case c.run.Outcome(Scenario{Status: s.Status}) == cucumber.Failed:
		c.attempt.Problems = append(c.attempt.Problems, c.clean.Line(fmt.Sprintf("%s:%d %s in this container, to which it is not assigned", s.URI, s.Line, s.Status)))
	case !slices.Contains(c.attempt.Notes, note):
		c.attempt.Notes = append(c.attempt.Notes, note)
	}
}

// onAnotherNode reports whether a scenario belongs to another node's part of the file. A runner that cannot select a row
// runs the other rows of its outline, too: they count there.
func (c *recorder) onAnotherNode(file int, s cucumber.Scenario) bool {
	same := func(p Scenario) bool { return p.Line == s.Line || s.Line == 0 && p.Name == s.Name }
	return c.run.Node.runs(func(files []File) bool {
		i := index(files, c.run.Files[file].Path)
		return i >= 0 && slices.ContainsFunc(files[i].Scenarios, same)
	})
}

// given reports whether a scenario is assigned to the attempt. A runner that cannot select a row runs the other rows of its
// outline again, too: their earlier result stands.
func (c *recorder) given(s spot) bool {
	file := c.run.Files[s.file]
	lines, part := c.attempt.Lines[file.Path]
	return !part || slices.Contains(lines, file.Scenarios[s.scenario].Line)
}

// file finds the attempt's file that a runner's URI refers to. It is -1 if the attempt has no such file.
func (c *recorder) file(uri string) int {
	if meant := c.run.meant(uri); meant >= 0 && slices.Contains(c.attempt.Files, c.run.Files[meant].Path) {
		return meant
	}
	return -1
}

// meant finds the file of the run that a runner's URI refers to. It is -1 if there is none, or if the URI fits a file of
// another node better.
func (r *Run) meant(uri string) int {
	own := r.find(r.Files, uri)
	better := func(files []File) bool {
		other := r.find(files, uri)
		return other >= 0 && len(files[other].Path) > len(r.Files[own].Path)
	}
	if own < 0 || r.Node.runs(better) {
		return -1
	}
	return own
}

// find finds the file that a runner's URI refers to. The longest path that the URI ends with wins, because
// features/a.feature may exist beside sub/features/a.feature. It is -1 if there is none.
func (r *Run) find(files []File, uri string) int {
	for _, whole := range cucumber.Paths(uri) {
		for rest, more := whole, true; more; _, rest, more = strings.Cut(rest, "/") {
			if i := index(files, r.Shown(rest)); i >= 0 {
				return i
			}
		}
	}
	return -1
}

// Plans reports whether the run plans a file, on this node or another. The path is the one that the runner gets.
func (r *Run) Plans(path string) bool {
	shown := r.Shown(path)
	return index(r.Files, shown) >= 0 || r.Node.runs(func(files []File) bool { return index(files, shown) >= 0 })
}

// holds reports whether a reported scenario is planned in one of the files.
func (r *Run) holds(files []File, s cucumber.Scenario) bool {
	i := r.find(files, s.URI)
	return i >= 0 && slices.ContainsFunc(files[i].Scenarios, func(p Scenario) bool { return p.Line == s.Line })
}

// places indexes the scenarios of a file by what a report may contain: line and name.
type places struct {
	lines map[int][]int
	names map[string][]int
}

// places indexes a file, once per attempt.
func (c *recorder) places(file int) places {
	if known, ok := c.known[file]; ok {
		return known
	}
	p := places{map[int][]int{}, map[string][]int{}}
	for i, s := range c.run.Files[file].Scenarios {
		if s.Line == 0 {
			continue // a whole file
		}
		p.lines[s.Line], p.names[s.Name] = append(p.lines[s.Line], i), append(p.names[s.Name], i)
	}
	c.known[file] = p
	return p
}

// called selects the scenarios with a name: an image with older feature files runs other scenarios at the same lines. cucumber.Report.Locate knows how runners spell the names of the plan, and gives each its own.
func (c *recorder) called(file int, at []int, name string) []int {
	return slices.DeleteFunc(slices.Clone(at), func(i int) bool { return c.run.Files[file].Scenarios[i].Name != name })
}

// match finds an undecided planned scenario by line and name, or by name alone if the report has no line.
func (c *recorder) match(file int, s cucumber.Scenario) (spot, bool) {
	known := c.places(file)
	fit := c.called(file, known.lines[s.Line], s.Name)
	if s.Line == 0 {
		fit = known.names[s.Name]
	}
	for _, i := range fit {
		if here := (spot{file, i}); !c.taken[here] {
			return here, true
		}
	}
	return spot{}, false
}

// compare notes that a scenario that failed beside other files passes alone. It stays failed: somebody must find the file
// that it depends on.
func (c *recorder) compare(at spot, s cucumber.Scenario) {
	p := c.at(at)
	if s.Status != cucumber.Passed || p.Status != cucumber.Failed || p.Failure == nil || !c.given(at) {
		return
	}
	p.Leak = true
	p.Failure.Message = Cap(p.Failure.Message+"\n\nIt passed alone in a fresh container, so it depends on what ran before it in the shared one.", maxMessage)
}
