package result

import "github.com/org/baleen-action/cucumber"

// The exit statuses of a run that was carried out or begun. Signals add 128 + their number.
const (
	ExitPassed     = 0 // everything planned ran and passed
	ExitFailed     = 1 // scenarios failed, or the runner failed by itself
	ExitInputs     = 2 // the inputs are wrong, or select nothing
	ExitIncomplete = 3 // the run is incomplete or could not be carried out
)

// The states of a Verdict.
const (
	StateRunning    = "running" // what run.json says until the end, and for ever where Baleen was killed
	StatePassed     = "passed"
	StateFailed     = "failed"
	StateIncomplete = "incomplete"
	StateCancelled  = "cancelled"
)

// Outcome sorts a scenario into what counts: strict decides whether undefined and pending fail.
func (r *Run) Outcome(s Scenario) cucumber.Status {
	switch s.Status {
	case cucumber.Passed:
		if s.Flaky && r.FlakyFails {
			return cucumber.Failed
		}
		return cucumber.Passed
	case cucumber.Skipped, Deselected:
		return cucumber.Skipped
	case cucumber.Unknown:
		if s.Blank { // nothing of it can fail: to cucumber-js the run is a success
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

// Fails reports whether a scenario keeps the run from passing. Every writer asks this, so that no two of them disagree.
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

// CountsOf counts the scenarios of one file.
func (r *Run) CountsOf(f File) Counts {
	var c Counts
	c.add(r, f)
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
	}
}

// Judge sets the verdict of a run that has ended. Every scenario without an attempt is NotRun, so nothing that was
// planned can be forgotten. signal is 0, or the number of the signal that ended the run.
func (r *Run) Judge(signal int) {
	gaps, failures := r.gaps(), append(r.scenarioFailures(), r.runnerFailures()...)
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

// Status is the exit status of a run that was judged. exitZero forgives scenarios that failed, and nothing else: not a
// runner that failed by itself.
func (r *Run) Status(exitZero bool) int {
	if exitZero && r.Verdict.Exit == ExitFailed && len(r.runnerFailures()) == 0 {
		return ExitPassed
	}
	return r.Verdict.Exit
}
