package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// outcomes counts the scenarios of a run by outcome, as the job summary and the action's outputs do. Brackets add the
// scenarios' own statuses.
func outcomes(run *result.Run) string {
	more := map[cucumber.Status]map[string]int{cucumber.Passed: {}, cucumber.Failed: {}, cucumber.Skipped: {}}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			outcome := countsAs(run, s)
			if s.Flaky {
				more[outcome]["flaky"]++
			} else if s.Status != outcome {
				more[outcome][string(shown(s))]++
			}
		}
	}
	c := run.Counts()
	var parts []string
	for _, part := range []struct {
		n       int
		outcome cucumber.Status
	}{{c.Passed, cucumber.Passed}, {c.Red(), cucumber.Failed}, {c.Skipped, cucumber.Skipped}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s%s", part.n, part.outcome, bracketed(more[part.outcome])))
		}
	}
	return strings.Join(parts, ", ")
}

// countsAs returns passed, failed or skipped.
func countsAs(run *result.Run, s result.Scenario) cucumber.Status {
	if outcome := run.Outcome(s); outcome == cucumber.Passed || outcome == cucumber.Skipped {
		return outcome
	}
	return cucumber.Failed
}

// bracketed lists how many scenarios have a status, in the order in which people ask for them.
func bracketed(more map[string]int) string {
	var parts []string
	for _, status := range slices.Concat([]cucumber.Status{"flaky"}, statuses()) {
		if n := more[string(status)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, status))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// didNotPass returns the title of the findings. It counts scenarios, not findings: one of those may stand for several.
func didNotPass(all []finding) string {
	scenarios, others := counted(all)
	text := count(scenarios, "scenario")
	switch {
	case scenarios == 0:
		text = count(others, "problem")
	case others == 1:
		text += " and 1 other problem"
	case others > 1:
		text += fmt.Sprintf(" and %d other problems", others)
	}
	if groups := slices.DeleteFunc(slices.Clone(all), func(f finding) bool { return f.cause == "" }); gathered(groups) {
		text += forCauses(len(groups))
	}
	return "Did not pass: " + text
}

// gathered reports whether a finding has others of its cause.
func gathered(all []finding) bool {
	return slices.ContainsFunc(all, func(f finding) bool { return len(f.also) > 0 })
}

// forCauses says how many causes there are.
func forCauses(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + count(n, "cause")
}

// further counts the findings that a list omits.
func further(all []finding) string {
	scenarios, others := counted(all)
	return fmt.Sprintf("%d more", scenarios+others)
}

// counted returns how many scenarios the findings stand for, and how many findings have none.
func counted(all []finding) (scenarios, others int) {
	for _, f := range all {
		scenarios += f.total()
		if f.stands == 0 {
			others++
		}
	}
	return scenarios, others
}
