package drive

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/globs"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// artifacts is what to copy out of the container of a try; nil: nothing.
func (r *suiteRun) artifacts(t try, id string) *execute.Artifacts {
	chosen := globs.New(r.settings.Artifacts.Patterns)
	if chosen.Empty() {
		return nil
	}
	wanted := &execute.Artifacts{Dir: r.suite.WorkDir, Bases: chosen.Bases(), Match: chosen.Match, Globs: r.settings.Artifacts.Patterns, Into: filepath.Join(r.dir, reportdir.Artifacts, id)}
	if r.settings.Artifacts.Failed {
		given := r.plan.Given(t.Targets)
		wanted.Wanted = func(o execute.Outcome) bool { return r.mayFail(o, given) }
	}
	return wanted
}

// mayFail reports, while the container is still there, whether an attempt may not have passed. It is called by several slots
// at once, and looks at nothing that changes.
func (r *suiteRun) mayFail(o execute.Outcome, given []cucumber.Planned) bool {
	if o.Class != execute.Passed {
		return true
	}
	if !r.suite.Command.Reads {
		return false
	}
	seen, err := cucumber.Reader{Planned: given, Runner: r.suite.Recipe.Name}.ReadDir(r.masked.report(o.Job.Into))
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

// collected removes the artifacts of an attempt that passed after all, if only those of failures are wanted: a profile may have
// left out scenarios that seemed to be missing.
func (r *suiteRun) collected(o execute.Outcome, a result.Attempt) {
	if len(a.Artifacts) > 0 {
		return
	}
	for _, name := range o.Artifacts {
		os.Remove(filepath.Join(o.Job.Artifacts.Into, name)) // a file that stays does no harm
	}
}
