package drive

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/suite"
)

// artifacts is what is to be brought out of the container of a try; nil for nothing.
func (r *suiteRun) artifacts(t try, id string) *execute.Artifacts {
	globs := suite.NewGlobs(r.settings.Artifacts.Patterns)
	if globs.Empty() {
		return nil
	}
	wanted := &execute.Artifacts{Dir: r.suite.WorkDir, Bases: globs.Bases(), Match: globs.Match, Into: filepath.Join(r.dir, reportdir.Artifacts, id)}
	if r.settings.Artifacts.Failed {
		given := r.plan.Given(t.Targets)
		wanted.Wanted = func(o execute.Outcome) bool { return r.suspect(o, given) }
	}
	return wanted
}

// suspect reports, while the container is still there, whether an attempt may not have passed. It is called by several slots
// at once, and looks at nothing that changes.
func (r *suiteRun) suspect(o execute.Outcome, given []cucumber.Planned) bool {
	if o.Class != execute.Passed {
		return true
	}
	if !r.suite.Command.Reads {
		return false
	}
	seen, err := cucumber.Reader{Planned: given, Runner: r.suite.Recipe.Name}.ReadDir(os.DirFS(o.Job.Into))
	if err != nil || seen == nil || !seen.Complete || len(seen.Problems) > 0 {
		return true
	}
	planned := 0
	for _, file := range given {
		for _, p := range file.File.Pickles {
			if file.Given(p) {
				planned++
			}
		}
	}
	return len(seen.Scenarios) < planned || slices.ContainsFunc(seen.Scenarios, func(s cucumber.Scenario) bool {
		return s.Status != cucumber.Passed && s.Status != cucumber.Skipped
	})
}

// collected notes what was brought out for an attempt. Where only failures count, what came of an attempt that passed
// after all is removed again: a profile may have left out scenarios that looked lost.
func (r *suiteRun) collected(o execute.Outcome, t try, a *result.Attempt) {
	if o.ArtifactsMissing != "" {
		a.Notes = append(a.Notes, r.session.clean.Text("some artifacts are missing: "+o.ArtifactsMissing))
	}
	if r.settings.Artifacts.Failed && r.passed(t, *a) {
		for _, name := range o.Artifacts {
			os.Remove(filepath.Join(o.Job.Artifacts.Into, name)) //nolint:errcheck // what stays does no harm
		}
		return
	}
	for _, name := range o.Artifacts[:min(len(o.Artifacts), maxNamed)] {
		a.Artifacts = append(a.Artifacts, path.Join(reportdir.Artifacts, a.ID(), r.session.clean.Line(name)))
	}
	if more := len(o.Artifacts) - len(a.Artifacts); more > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%d more artifacts are in %s", more, path.Join(reportdir.Artifacts, a.ID())))
	}
}

// maxNamed is how many artifacts of one attempt are named one by one.
const maxNamed = 100

// passed tells whether nothing is wrong with an attempt.
func (r *suiteRun) passed(t try, a result.Attempt) bool {
	if a.Class != result.Passed || a.Report != "" || a.Mismatch || len(a.Problems) > 0 {
		return false
	}
	for _, file := range r.about(t) {
		for _, s := range file.Scenarios {
			if s.Status != cucumber.Passed && s.Status != cucumber.Skipped && s.Status != result.Deselected {
				return false
			}
		}
	}
	return true
}
