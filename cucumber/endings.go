package cucumber

import "slices"

// endings say how a runner's exit status follows from its scenarios. They were tried with cucumber-js 12.9 and 13.3,
// cucumber-ruby 2.4, behave 1.2.6 and godog 0.15; those of cucumber-jvm and Behat are from their sources (ExitStatus.java,
// StrictInterpretation.php). A failed scenario gives another status than 0 everywhere.
type endings struct {
	fails         []Status // give another status than 0, too
	ifStrict      []Status // do so where the runner is told to be strict
	unlessLenient []Status // do so where it is not told otherwise
	quits         int      // status of a runner that was asked to leave the rest out; 0: that of a failure
}

// Explains reports whether a scenario of this status makes the runner end with another exit status than 0.
func (r Recipe) Explains(s Status, p Policy) bool {
	e := r.endings
	switch s {
	case Passed, Skipped:
		return false
	case Undefined, Pending, Ambiguous:
		return !r.Reports() || slices.Contains(e.fails, s) ||
			p.Strict != "" && slices.Contains(e.ifStrict, s) || p.Lenient == "" && slices.Contains(e.unlessLenient, s)
	}
	return true
}

// EndsWith reports whether failed scenarios can end a command with this exit status. make, which may stand between, makes
// 2 of every other. Of a command that writes its own report nothing is known.
func (r Recipe) EndsWith(exit int) bool { return !r.Reports() || exit == 1 || exit == 2 }

// Quit reports whether an exit status, beside a whole report, says that the runner was asked to leave the rest out:
// cucumber-ruby's --fail-fast and Cucumber.wants_to_quit; the report that godog's cucumber format leaves unwritten under
// stop-on-failure, because it panics at a scenario that did not run.
func (r Recipe) Quit(exit int, source string) bool {
	return r.endings.quits > 0 && exit == r.endings.quits || r.Name == godog().Name && exit == 2 && source == SourceEvents
}

// LeavesOut reports whether a scenario that is reported as skipped beside a failure may be one that fail-fast left out:
// cucumber-js reports those as skipped, and of a command that writes its own report nothing is known. Where some of the
// scenario ran, it was the suite that skipped it.
func (r Recipe) LeavesOut(s Scenario) bool {
	if s.Status != Skipped || r.Reports() && r.Name != cucumberJS().Name {
		return false
	}
	began := func(step Step) bool { return step.Status == Passed || step.Status == Skipped && step.Duration > 0 }
	return (s.Failure == nil || s.Failure.Message == "") && !slices.ContainsFunc(s.Steps, began)
}
