package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// fails tells whether a scenario keeps the run from passing. The model decides; strict is all that it needs of a run.
func fails(s result.Scenario, strict bool) bool {
	run := result.Run{Strict: strict}
	outcome := run.Outcome(s)
	return outcome != cucumber.Passed && outcome != cucumber.Skipped
}

// tally counts scenarios by status.
type tally struct {
	count map[cucumber.Status]int
	flaky int
}

func (t *tally) add(scenarios []result.Scenario) {
	if t.count == nil {
		t.count = map[cucumber.Status]int{}
	}
	for _, s := range scenarios {
		t.count[known(s.Status)]++
		if s.Flaky {
			t.flaky++
		}
	}
}

// String lists the counts that are not zero, in the order in which people ask for them.
func (t *tally) String() string {
	var parts []string
	for _, s := range statuses() {
		n := t.count[s]
		switch {
		case n == 0:
		case s == cucumber.Passed && t.flaky > 0:
			parts = append(parts, fmt.Sprintf("%d passed (%d flaky)", n, t.flaky))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if len(parts) == 0 {
		return "no scenarios"
	}
	return strings.Join(parts, ", ")
}

// statuses are all statuses, those that need a person first and what merely did not run last.
func statuses() []cucumber.Status {
	return []cucumber.Status{
		cucumber.Passed, cucumber.Failed, cucumber.Ambiguous, cucumber.Undefined, cucumber.Pending,
		result.Interrupted, result.Unexpected, result.Duplicate, cucumber.Unknown, result.NotRun,
		cucumber.Skipped, result.Deselected,
	}
}

// known keeps a status that no list holds from vanishing out of the sums.
func known(s cucumber.Status) cucumber.Status {
	if slices.Contains(statuses(), s) {
		return s
	}
	return cucumber.Unknown
}

func rank(s cucumber.Status) int {
	all := statuses()
	if i := slices.Index(all, s); i >= 0 {
		return i
	}
	return len(all)
}

// count writes a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
