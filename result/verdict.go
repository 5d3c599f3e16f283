package result

import (
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// The exit statuses of a run that began. A signal gives 128 + its number.
const (
	ExitPassed     = 0 // everything planned ran and passed
	ExitFailed     = 1 // scenarios failed, or the runner failed by itself
	ExitInputs     = 2 // the inputs are wrong, or select nothing
	ExitIncomplete = 3 // the run is incomplete or could not be carried out
)

// The states of a Verdict.
const (
	StateRunning    = "running" // until the end; it stays if Baleen was killed
	StatePassed     = "passed"
	StateFailed     = "failed"
	StateIncomplete = "incomplete"
	StateCancelled  = "cancelled"
)

// Outcome returns what a scenario counts as: passed, failed, skipped or not-run. Strict decides whether undefined and
// pending fail. One that fails in quarantine counts as skipped.
func (r *Run) Outcome(s Scenario) cucumber.Status {
	if r.Forgives(s) {
		return cucumber.Skipped
	}
	return r.outcome(s)
}

// outcome is what a scenario counts as outside the quarantine.
func (r *Run) outcome(s Scenario) cucumber.Status {
	switch s.Status {
	case cucumber.Passed:
		if s.Flaky && (r.FlakyFails || s.BurnIn.failed()) {
			return cucumber.Failed
		}
		return cucumber.Passed
	case cucumber.Skipped, Deselected:
		return cucumber.Skipped
	case cucumber.Unknown:
		if s.Blank { // it has no step that can fail: cucumber-js passes
			return cucumber.Skipped
		}
		return cucumber.Failed
	case cucumber.Undefined, cucumber.Pending:
		if !r.Strict {
			return cucumber.Skipped
		}
		return cucumber.Failed
	case NotRun, Unexpected, Duplicate:
		return NotRun
	}
	return cucumber.Failed
}

// Fails reports whether a scenario keeps the run from passing. Every writer calls it, so that they all agree.
func (r *Run) Fails(s Scenario) bool {
	outcome := r.Outcome(s)
	return outcome != cucumber.Passed && outcome != cucumber.Skipped
}

// Counts counts the scenarios of the run.
func (r *Run) Counts() Counts {
	var c Counts
	for _, f := range r.Files {
		c.add(r, f)
	}
	return c
}

func (c *Counts) add(r *Run, f File) {
	for _, s := range f.Scenarios {
		c.Total++
		switch r.Outcome(s) {
		case cucumber.Passed:
			c.Passed++
		case cucumber.Skipped:
			c.Skipped++
		case NotRun:
			c.Missing++
		default:
			c.Failed++
		}
		if s.Flaky {
			c.Flaky++
		}
		if r.Forgives(s) {
			c.Quarantined++
		}
	}
}

// Judge sets the verdict of a run that has ended. A scenario without an attempt is NotRun, so no planned
// scenario is lost. signal is 0, or the number of the signal that ended the run.
func (r *Run) Judge(signal int) {
	gaps, failures := r.gaps(), slices.Concat(r.scenarioFailures(), r.burnt(), r.expired(), r.runnerFailures())
	v := Verdict{State: StatePassed, Exit: ExitPassed}
	switch {
	case signal > 0:
		v = Verdict{State: StateCancelled, Exit: 128 + signal, Reasons: []string{"cancelled by " + r.Signal}}
	case len(gaps) > 0:
		v = Verdict{State: StateIncomplete, Exit: ExitIncomplete}
	case len(failures) > 0:
		v = Verdict{State: StateFailed, Exit: ExitFailed}
	}
	v.Reasons = append(append(v.Reasons, gaps...), failures...)
	v.Caveats = r.caveats()
	r.Verdict = v
}

// Status returns the exit status of a judged run. exitZero ignores failed scenarios and nothing else: a runner that failed
// for another reason still fails.
func (r *Run) Status(exitZero bool) int {
	if exitZero && r.Verdict.Exit == ExitFailed && len(r.runnerFailures()) == 0 {
		return ExitPassed
	}
	return r.Verdict.Exit
}
