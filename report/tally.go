package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// tally counts scenarios by status. A flaky one that passed counts as failed if flaky fails.
type tally struct {
	fails func(result.Scenario) bool // result.Run.Fails of their run
	count map[cucumber.Status]int
	flaky map[cucumber.Status]int // of count
}

func newTally(fails func(result.Scenario) bool) tally {
	return tally{fails: fails, count: map[cucumber.Status]int{}, flaky: map[cucumber.Status]int{}}
}

func (t *tally) add(scenarios []result.Scenario) {
	for _, s := range scenarios {
		status := shown(s)
		if status == cucumber.Passed && t.fails(s) {
			status = cucumber.Failed
		}
		t.count[status]++
		if s.Flaky {
			t.flaky[status]++
		}
	}
}

// String lists the counts that are not zero, in the order in which people ask for them.
func (t *tally) String() string {
	var parts []string
	for _, s := range statuses() {
		n, flaky := t.count[s], t.flaky[s]
		switch {
		case n == 0:
		case flaky > 0:
			parts = append(parts, fmt.Sprintf("%d %s (%d flaky)", n, s, flaky))
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if len(parts) == 0 {
		return "no scenarios"
	}
	return strings.Join(parts, ", ")
}

// statuses returns all statuses: those that need attention first, those that did not run last.
func statuses() []cucumber.Status {
	return []cucumber.Status{
		cucumber.Passed, cucumber.Failed, cucumber.Ambiguous, cucumber.Undefined, cucumber.Pending,
		result.Interrupted, result.Unexpected, result.Duplicate, cucumber.Unknown, quarantined, result.NotRun,
		cucumber.Skipped, result.Deselected,
	}
}

// word names the outcome of a scenario in lists.
func word(s result.Scenario) string {
	if s.Flaky && s.Status == cucumber.Passed {
		return "flaky"
	}
	return string(shown(s))
}

// quarantined is what the lists call a scenario that failed and does not count.
const quarantined cucumber.Status = "quarantined"

// shown is the status of a scenario in counts and lists.
func shown(s result.Scenario) cucumber.Status {
	status := known(s.Status)
	switch status {
	case cucumber.Passed, cucumber.Skipped, result.Deselected, result.NotRun, result.Unexpected, result.Duplicate:
		return status
	}
	if s.Quarantined() {
		return quarantined
	}
	return status
}

// known maps an unlisted status to unknown, so that sums include it.
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
