package result

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// explainedBy records that a scenario explains the exit status of the attempt.
func (c *recorder) explainedBy(at spot) {
	if c.attempt.Failed == nil {
		c.attempt.Failed = map[string][]int{}
	}
	file := c.run.Files[at.file]
	c.attempt.Failed[file.Path] = append(c.attempt.Failed[file.Path], file.Scenarios[at.scenario].Line)
}

// settle decides the scenarios that the report leaves open, so that each planned scenario of the attempt has a status and
// a reason.
func (c *recorder) settle() {
	a := c.attempt
	open := c.open()
	for _, here := range open {
		if !c.wholeFile(here) && c.filter(c.at(here)) == nil && !c.stopped() {
			a.Missing++
		}
	}
	a.Mismatch, a.SaidFailed = c.mismatch(), c.failed
	for _, here := range open {
		c.unreported(here)
	}
	if _, trouble := a.Trouble(); !trouble && a.Source != SourceExitCode {
		a.Tail, a.Complaint = "", "" // the scenarios explain it better
	}
}

// open returns the attempt's scenarios that are not in the report.
func (c *recorder) open() []spot {
	var out []spot
	for _, given := range c.attempt.Files {
		file := index(c.run.Files, given)
		f := &c.run.Files[file]
		if f.ParseFail != "" && len(f.Scenarios) == 0 {
			f.Scenarios = []Scenario{f.Whole()}
		}
		for i := range f.Scenarios {
			if here := (spot{file, i}); !c.taken[here] && c.at(here).Status != Deselected && c.given(here) {
				out = append(out, here)
			}
		}
	}
	return out
}

// unreported decides a scenario that is not in the report. A whole file takes the result of its container.
func (c *recorder) unreported(here spot) {
	p, a := c.at(here), c.attempt
	c.remember(p, nil)
	p.Attempt, p.FailFast = a.ID(), false
	trouble, _ := a.Trouble()
	switch {
	case c.wholeFile(here):
		c.judgeWhole(here)
	case a.Class.AboutTests() && a.Report == "" && c.filter(p) != nil:
		p.fail(Deselected, fmt.Sprintf("excluded by %s", c.filter(p)))
	case c.stopped():
		c.leftOut(p)
	default:
		p.fail(NotRun, trouble.Headline)
	}
}

// wholeFile reports whether a scenario stands for a file and takes the result of its container.
func (c *recorder) wholeFile(here spot) bool {
	return c.at(here).Line == 0 && (c.attempt.Class == Failed || c.attempt.Class == Passed && c.attempt.Source == SourceExitCode)
}

func (c *recorder) judgeWhole(here spot) {
	p, a := c.at(here), c.attempt
	p.Began = cucumber.MomentOf(a.Started)
	if a.Started.Before(a.Finished) {
		p.Duration = a.Finished.Sub(a.Started)
	}
	if a.Class == Failed {
		c.explainedBy(here)
		p.fail(cucumber.Failed, strings.TrimSpace(fmt.Sprintf("exit status %d\n%s", a.Exit, c.reason())))
		return
	}
	p.Flaky = p.Flaky || p.failed()
	p.Status, p.Failure = cucumber.Passed, nil
	c.flaky(p)
}

// leftOut decides a scenario that did not run because its runner stopped at a failure before it.
func (c *recorder) leftOut(p *Scenario) {
	why := "the report marks it as skipped, and no step of it ran"
	switch {
	case c.run.Policy.FailFast != "":
		why = c.run.Policy.FailFast
	case c.recipe.Quit(c.attempt.Exit, c.attempt.Source):
		why = fmt.Sprintf("exit status %d", c.attempt.Exit)
	}
	c.remember(p, nil)
	p.fail(NotRun, "not run because of fail-fast: the runner stopped at an earlier failure ("+why+")")
	p.Attempt, p.FailFast, p.Steps = c.attempt.ID(), true, nil
}

// stopped reports whether the runner skipped the unreported scenarios because it stops at a failure: its configuration or
// its exit status says so, and the last scenario that it ran failed.
func (c *recorder) stopped() bool {
	a := c.attempt
	told := c.run.Policy.FailFast != "" || c.recipe.Quit(a.Exit, a.Source)
	return told && a.Stopped && a.Class == Failed && a.Report == ""
}

// filter returns the known tag expression that excludes a scenario. A whole file has no tags to match.
func (c *recorder) filter(p *Scenario) *cucumber.Filter {
	if p.Line == 0 {
		return nil
	}
	return cucumber.Config{Filters: c.run.Filters}.Removed(p.Tags)
}

func (c *recorder) reason() string {
	if len(c.attempt.Problems) > 0 {
		return strings.Join(c.attempt.Problems, "\n")
	}
	return c.attempt.Tail
}

// mismatch reports whether the runner failed, by its exit status or its report, though no scenario of a complete report
// explains it.
func (c *recorder) mismatch() bool {
	a := c.attempt
	reported := a.Source != "" && a.Source != SourceExitCode && a.Missing == 0
	return reported && (a.Class == Failed || c.failed) && !c.broke
}

// maxArtifacts is how many artifacts of an attempt the model names.
const maxArtifacts = 100

// bring names the files that were copied out of the attempt's container.
func (a *Attempt) bring(seen Observation) {
	for _, name := range seen.Artifacts[:min(len(seen.Artifacts), maxArtifacts)] {
		a.Artifacts = append(a.Artifacts, path.Join("artifacts", a.ID(), seen.Clean.Line(name)))
	}
	if more := len(seen.Artifacts) - len(a.Artifacts); more > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%d more artifacts are in %s", more, path.Join("artifacts", a.ID())))
	}
}

// clean reports whether nothing went wrong in an attempt, and each of its scenarios passed or was skipped.
func (r *Run) clean(a Attempt) bool {
	if _, trouble := a.Trouble(); trouble || a.Class != Passed {
		return false
	}
	bad := func(s Scenario) bool {
		return s.Attempt == a.ID() && s.Status != cucumber.Passed && s.Status != cucumber.Skipped && s.Status != Deselected
	}
	return !slices.ContainsFunc(a.Files, func(name string) bool {
		file := r.File(name)
		return file != nil && slices.ContainsFunc(file.Scenarios, bad)
	})
}

// Whole returns the one scenario that stands for a file whose scenarios are not known.
func (f File) Whole() Scenario {
	name := f.Title
	if name == "" {
		name = f.Path
	}
	s := Scenario{Name: name}
	s.fail(NotRun, "its container was never started")
	return s
}
