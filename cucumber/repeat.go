package cucumber

import "slices"

// origin is the part of a report that holds a scenario: a feature in JSON, a suite in JUnit.
type origin struct {
	metadata string  // tells one browser or device from another; empty if nothing does
	report   *Report // of the one file
}

// sameRun reports whether two entries for one scenario are attempts of the same run, and not runs with different browsers,
// projects or suites.
func sameRun(a, b *origin) bool {
	return a != nil && b != nil && (a == b || a.metadata != "" && a.metadata == b.metadata)
}

// mayRepeat reports whether a runner says of itself that it ran a scenario several times: in one file, or with the browser
// or device of each. The same in two files without that is a report that was written twice.
func mayRepeat(a, b *origin) bool {
	return a != nil && b != nil && (a.report == b.report || a.metadata != "" && b.metadata != "")
}

// repeat merges another entry for the same scenario.
func (s *Scenario) repeat(other Scenario) {
	if sameRun(s.from, other.from) {
		s.retried(other)
		return
	}
	attempts := max(s.Attempts, other.Attempts)
	s.keepWorse(other)
	s.Attempts = attempts
}

// retried merges what may be another attempt. Only a pass after a failure replaces the failure; in every other case the worse
// result counts, because the second run is not a retry.
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
		earlier = append(earlier, first.try())
	}
	earlier = append(earlier, next.Earlier...)
	if first.Status == Failed && next.Status == Passed || !worse(first.Status, next.Status) {
		*s = next.beside(first)
	} else {
		*s = first.beside(next)
	}
	s.Attempts, s.Earlier = first.Attempts+next.Attempts, earlier
}

// keepWorse keeps the worse of two results.
func (s *Scenario) keepWorse(other Scenario) {
	if worse(other.Status, s.Status) {
		*s = other.beside(*s)
		return
	}
	*s = s.beside(other)
}

// beside returns the scenario with the attachments of another entry added.
func (s Scenario) beside(other Scenario) Scenario {
	s.Attachments = append(other.Attachments, s.Attachments...)
	return s
}

// worse reports whether a is worse than b. Unknown is worse than passed and skipped.
func worse(a, b Status) bool {
	order := func(s Status) int {
		if s == Unknown {
			return 2*rank(Skipped) + 1
		}
		return 2 * rank(s)
	}
	return order(a) > order(b)
}
