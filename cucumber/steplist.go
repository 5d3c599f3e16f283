package cucumber

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Steps in the list that runners write into system-out: Cucumber's own formatter pads them with dots to listWidth
// columns, behave ends them with a time. What a suite prints there by itself must not be taken for a step.
var (
	paddedStep = regexp.MustCompile(`^(\S+) (.*?)\.{3,}(passed|failed|skipped|undefined|pending|ambiguous|unknown)$`)
	timedStep  = regexp.MustCompile(`^\s+(\S+) (.*?) \.\.\. (passed|failed|skipped|undefined|untested) in \d+\.\d{3}s$`)
)

const listWidth = 76

// stepList reads the steps of a test case from its system-out.
func stepList(out string) []Step {
	var steps []Step
	for line := range strings.Lines(out) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "Captured ") { // behave: what follows is the suite's own
			break
		}
		m := timedStep.FindStringSubmatch(line)
		if padded := paddedStep.FindStringSubmatch(line); padded != nil && utf8.RuneCountInString(line) >= listWidth+len(padded[3]) {
			m = padded
		}
		if m != nil {
			steps = append(steps, Step{Keyword: m[1], Text: m[2], Status: jsonStatus(m[3])})
		}
	}
	return steps
}
