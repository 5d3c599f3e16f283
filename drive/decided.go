package drive

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/result"
)

// spot is a scenario, or several rows of one line, by the path that the run shows.
type spot struct {
	path string
	line int
}

// expect counts the tries that may still decide a scenario that has been decided before: n more of them.
func (r *suiteRun) expect(t try, n int) {
	if !t.again || t.alone || t.check > 0 {
		return
	}
	for path, lines := range t.lines {
		for _, line := range lines {
			r.queue.expected[spot{r.run.Shown(path), line}] += n
		}
	}
}

// decided returns the part of the run whose outcomes became final when an attempt ended: its own scenarios that are not tried
// again, and those that were held back until now. The others are held back.
func (r *suiteRun) decided(t try, a result.Attempt) *result.Run {
	held := r.held
	r.held = nil
	part := *r.run
	part.Files, part.Attempts, part.Problems = nil, []result.Attempt{a}, nil
	for _, target := range t.Targets {
		part.Files = append(part.Files, r.settled(r.run.File(target.Path), func(s result.Scenario) bool { return s.Attempt == a.ID() }))
	}
	for _, at := range held { // what this attempt decided anew is among its own
		of := r.settled(r.run.File(at.path), func(s result.Scenario) bool { return s.Line == at.line && s.Attempt != a.ID() })
		if len(of.Scenarios) == 0 {
			continue
		}
		part.Files = append(part.Files, of)
		part.Attempts = append(part.Attempts, r.attemptsOf(of.Scenarios)...)
	}
	slices.SortStableFunc(part.Files, func(a, b result.File) int { return strings.Compare(a.Path, b.Path) })
	return &part
}

// settled returns a file with those of some of its scenarios that are not tried again. It holds back the others.
func (r *suiteRun) settled(file *result.File, some func(result.Scenario) bool) result.File {
	out := *file
	out.Scenarios = nil
	for _, s := range file.Scenarios {
		at := spot{file.Path, s.Line}
		switch {
		case !some(s):
		case r.queue.expected[at] <= 0:
			out.Scenarios = append(out.Scenarios, s)
		case !slices.Contains(r.held, at):
			r.held = append(r.held, at)
		}
	}
	return out
}

// attemptsOf are the attempts that decided scenarios.
func (r *suiteRun) attemptsOf(scenarios []result.Scenario) []result.Attempt {
	var out []result.Attempt
	for _, a := range r.run.Attempts {
		if slices.ContainsFunc(scenarios, func(s result.Scenario) bool { return s.Attempt == a.ID() }) {
			out = append(out, a)
		}
	}
	return out
}
