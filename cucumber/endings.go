package cucumber

import "slices"

// endings describe how a runner's exit status follows from its scenarios: verified with cucumber-js 12.9 and 13.3,
// cucumber-ruby 2.4, behave 1.2.6 and godog 0.15, read from source for cucumber-jvm (ExitStatus.java) and Behat
// (StrictInterpretation.php). With every runner a failed scenario gives a nonzero status.
type endings struct {
	fails         []Status // statuses that always give a nonzero exit status
	ifStrict      []Status // statuses that do if the runner is strict
	unlessLenient []Status // statuses that do unless the runner is lenient
	quits         int      // exit status after an early stop (fail-fast); 0: the same as for a failure
}

// Explains reports whether a scenario with this status makes the runner exit with a nonzero status.
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

// EndsWith reports whether failed scenarios can cause this exit status. make may start the runner, and turns every nonzero
// status into 2. For a custom command any status is possible.
func (r Recipe) EndsWith(exit int) bool { return !r.Reports() || exit == 1 || exit == 2 }

// Quit reports whether an exit status, together with a complete report, means that the runner stopped early on request:
// cucumber-ruby's --fail-fast and Cucumber.wants_to_quit; the report that godog's cucumber format leaves unwritten under
// stop-on-failure, because it panics at a scenario that did not run.
func (r Recipe) Quit(exit int, source string) bool {
	return r.endings.quits > 0 && exit == r.endings.quits || r.Name == godog().Name && exit == 2 && source == SourceEvents
}

// LeavesOut reports whether a skipped scenario may be one that fail-fast left out: cucumber-js reports those as skipped, and a
// custom command may do so. If any step of the scenario ran, the suite itself skipped it.
func (r Recipe) LeavesOut(s Scenario) bool {
	if s.Status != Skipped || r.Reports() && r.Name != cucumberJS().Name {
		return false
	}
	began := func(step Step) bool { return step.Status == Passed || step.Status == Skipped && step.Duration > 0 }
	return (s.Failure == nil || s.Failure.Message == "") && !slices.ContainsFunc(s.Steps, began)
}
