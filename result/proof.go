package result

import (
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// Unproven returns, by file and line, the scenarios that a failed attempt decides if none of the scenarios that explained
// its exit status counts as failed any more: they have passed since, or the run is not strict. Something else may have
// failed there (a hook of the whole run, a coverage threshold), and only a run without those scenarios can show that. A scenario that shares its outline with one that explains the status is left out
// where the runner cannot select one row, and so is what did not pass itself.
func (r *Run) Unproven(a Attempt) map[string][]int {
	failed := a.Class == Failed || a.SaidFailed
	if _, trouble := a.Trouble(); trouble || a.aside() || a.Superseded || a.Source == SourceExitCode || !failed || len(a.Failed) == 0 {
		return nil
	}
	recipe, _ := cucumber.Find(r.Runner)
	out := map[string][]int{}
	for _, name := range a.Files {
		file := r.File(name)
		if file == nil {
			continue
		}
		explaining := file.at(a.Failed[file.Path], recipe.Rows || recipe.Name == "")
		for _, s := range file.Scenarios {
			switch {
			case slices.Contains(a.Failed[file.Path], s.Line) && (r.Fails(s) || s.Status != cucumber.Passed && !recipe.Reports()):
				return nil // it still explains the status, or a custom command may be unable to leave it out
			case s.Attempt == a.ID() && s.Line > 0 && !explaining[s.Line] && !r.Fails(s) && s.Status != Deselected:
				out[file.Path] = append(out[file.Path], s.Line)
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// at returns the lines of the scenarios at some lines; without rows, those of all rows of their outlines.
func (f File) at(lines []int, rows bool) map[int]bool {
	out := map[int]bool{}
	for _, s := range f.Scenarios {
		if !slices.Contains(lines, s.Line) {
			continue
		}
		for _, other := range f.Scenarios {
			if other.Line == s.Line || !rows && s.Outline > 0 && other.Outline == s.Outline {
				out[other.Line] = true
			}
		}
	}
	return out
}

// Failures counts the attempts of this run in which a scenario explained a failure.
func (r *Run) Failures(file string, line int) int {
	file = r.Shown(file)
	n := 0
	for _, a := range r.Attempts {
		lines, part := a.Lines[file]
		if !a.aside() && a.Run == "" && slices.Contains(a.Failed[file], line) && (!part || slices.Contains(lines, line)) {
			n++
		}
	}
	return n
}

// oddly reports whether an attempt that still decides a scenario ended with an exit status that failed scenarios do not
// cause. A script may turn a failure into any status, so the check applies only to a command without a script.
func (r *Run) oddly(a Attempt) bool {
	recipe, _ := cucumber.Find(r.Runner)
	if a.Class != Failed || len(a.Failed) == 0 || recipe.EndsWith(a.Exit) || !slices.Contains(r.Command, "{files}") {
		return false
	}
	decides := func(s Scenario) bool { return s.Attempt == a.ID() }
	return slices.ContainsFunc(r.Files, func(f File) bool { return slices.ContainsFunc(f.Scenarios, decides) })
}
