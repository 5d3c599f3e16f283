package cucumber

import "slices"

// origin is where in a report a scenario stands: the feature of a JSON, the suite of a JUnit.
type origin struct {
	metadata string  // tells one browser or device from another; empty if nothing does
	report   *Report // of the one file
}

// sameRun reports whether two entries for one scenario are of one run of it, tried again, and not of two configurations of
// the runner: another browser, project or suite.
func sameRun(a, b *origin) bool {
	return a != nil && b != nil && (a == b || a.metadata != "" && a.metadata == b.metadata)
}

// mayRepeat reports whether a runner says of itself that it ran a scenario several times: in one file, or with the browser
// or device of each. The same in two files without that is a report that was written twice.
func mayRepeat(a, b *origin) bool {
	return a != nil && b != nil && (a.report == b.report || a.metadata != "" && b.metadata != "")
}

// repeat takes in one more entry of a report for the same scenario.
func (s *Scenario) repeat(other Scenario) {
	if sameRun(s.from, other.from) {
		s.retried(other)
		return
	}
	attempts := max(s.Attempts, other.Attempts)
	s.keepWorse(other)
	s.Attempts = attempts
}

// retried takes in what may be one more attempt. Only a pass after a failure makes a failure good: whatever else runs
// twice was not retried because of it, and the worse of both counts.
func (s *Scenario) retried(next Scenario) {
	first := *s
	if first.Status == Passed && first.from != next.from { // wdio puts the newest before the others
		first, next = next, first
	}
	if first.Status == Passed || first.Status == Skipped {
		attempts := max(first.Attempts, next.Attempts)
		s.keepWorse(next)
		s.Attempts = attempts
		return
	}
	earlier := slices.Clone(first.Earlier)
	if first.Failure != nil {
		earlier = append(earlier, *first.Failure)
	}
	earlier = append(earlier, next.Earlier...)
	if first.Status == Failed && next.Status == Passed || !worse(first.Status, next.Status) {
		*s = next.beside(first)
	} else {
		*s = first.beside(next)
	}
	s.Attempts, s.Earlier = first.Attempts+next.Attempts, earlier
}

// keepWorse makes the scenario the worse of itself and another.
func (s *Scenario) keepWorse(other Scenario) {
	if worse(other.Status, s.Status) {
		*s = other.beside(*s)
		return
	}
	*s = s.beside(other)
}

// beside is the scenario with what another entry for it attached.
func (s Scenario) beside(other Scenario) Scenario {
	s.Attachments = append(other.Attachments, s.Attachments...)
	return s
}

// worse reports whether a status is worse than another. One that nobody knows is worse than one that is green.
func worse(a, b Status) bool {
	order := func(s Status) int {
		if s == Unknown {
			return 2*rank(Skipped) + 1
		}
		return 2 * rank(s)
	}
	return order(a) > order(b)
}
