package result

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// elsewhere takes a scenario that another container of the run is given: paths in the runner's own configuration make every
// container run them all. It is accounted for there, so here it only leaves a note, unless it failed.
func (c *recorder) elsewhere(s cucumber.Scenario) bool {
	known := func(f File) bool {
		return named(s.URI, f.Path) && slices.ContainsFunc(f.Scenarios, func(p Scenario) bool { return p.Line == s.Line })
	}
	if !slices.ContainsFunc(c.run.Files, known) {
		return false
	}
	const note = "it ran files that other containers were given: does its configuration add paths? Every container runs them all"
	switch {
	case c.run.Outcome(Scenario{Status: s.Status}) == cucumber.Failed:
		c.attempt.Problems = append(c.attempt.Problems, c.clean.Line(fmt.Sprintf("%s:%d %s in this container, which was not given it", s.URI, s.Line, s.Status)))
	case !slices.Contains(c.attempt.Notes, note):
		c.attempt.Notes = append(c.attempt.Notes, note)
	}
	return true
}

// given tells whether a scenario is one that the attempt is about. A runner that cannot select a row runs the others of its
// outline again as well: what they were before stands.
func (c *recorder) given(s spot) bool {
	if c.attempt.Lines == nil {
		return true
	}
	file := c.run.Files[s.file]
	return slices.Contains(c.attempt.Lines[file.Path], file.Scenarios[s.scenario].Line)
}

// file finds the attempt's file that a runner means: runners write absolute paths, URLs and paths with "./", and godog adds
// the lines that it was given. It is -1 if the attempt was not given such a file.
func (c *recorder) file(uri string) int {
	for _, given := range c.attempt.Files {
		if named(uri, given) {
			return c.run.index(given)
		}
	}
	return -1
}

// named tells whether a runner's URI means a file of the plan.
func named(uri, file string) bool {
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "classpath:"), "file:")
	uri = path.Clean(strings.ReplaceAll(uri, "\\", "/"))
	plain := path.Clean(file)
	for _, candidate := range []string{uri, lineSuffix.ReplaceAllString(uri, "")} {
		if candidate == plain || strings.HasSuffix(candidate, "/"+plain) {
			return true
		}
	}
	return false
}

var lineSuffix = regexp.MustCompile(`(:[0-9]+)+$`)

// match looks for an undecided planned scenario by its line; then, in the order of the file, among the rows of the
// outline at that line (cucumber-js 7 gives every row the outline's line); then by name where the report has no line.
func (c *recorder) match(file int, s cucumber.Scenario) (spot, bool) {
	for _, fits := range []func(p Scenario) bool{
		func(p Scenario) bool { return p.Line == s.Line },
		func(p Scenario) bool { return p.Outline == s.Line },
		func(p Scenario) bool { return s.Line == 0 && p.Name == s.Name },
	} {
		for i, p := range c.run.Files[file].Scenarios {
			if here := (spot{file, i}); p.Line > 0 && !c.taken[here] && fits(p) {
				return here, true
			}
		}
	}
	return spot{}, false
}
