package junit

import (
	"cmp"
	"strings"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func (w writer) testcase(f result.File, s result.Scenario) testcase {
	c := testcase{
		Testcase: format.Testcase{
			Name: shortName(cmp.Or(line(s.Name), "Unnamed scenario")),
			Time: seconds(s.Duration),
		},
		File: line(w.run.Location(f)),
		Line: max(s.Line, 0),
	}
	w.judge(&c, f, s)
	w.describe(&c, f, s)
	c.SystemOut = output(w.systemOut(s))
	w.addRetries(&c, f, s)
	return c
}

// judge gives the case at most one of skipped, failure and error, because readers disagree about the meaning of two.
func (w writer) judge(c *testcase, f result.File, s result.Scenario) {
	message := headline(s)
	r := &format.Result{Message: message, Type: kind(s)}
	switch {
	case w.run.Outcome(s) == cucumber.Passed:
		return
	case w.run.Outcome(s) == cucumber.Skipped:
		if r.Type = ""; w.run.Forgives(s) {
			message = shortMessage(line(s.Quarantine.String() + ": " + message))
			r.Message = message
		}
		r.Data = body(message, w.failureLines(f, s, message))
		c.Skipped = r
	default:
		r.Data = body(message, w.failureLines(f, s, message), w.attemptLines(s, message))
		if c.Error = r; isTestFailure(s) {
			c.Error, c.Failure = nil, r
		}
	}
}

// isTestFailure reports whether a scenario failed in a step, rather than because of its container or report.
func isTestFailure(s result.Scenario) bool {
	switch s.Status {
	case cucumber.Failed, cucumber.Undefined, cucumber.Pending, cucumber.Ambiguous:
		return !hookFailed(s)
	case cucumber.Passed: // flaky, and flaky counts as failed
		return true
	}
	return false
}

func hookFailed(s result.Scenario) bool {
	return s.Status == cucumber.Failed && s.Failure != nil && s.Failure.Hook != ""
}

// kind returns the type of a failure or an error. It is always one of Baleen's words and never the runner's exception, because
// GitLab converts an element of type "integer" or "date" and rejects a report with type "symbol".
func kind(s result.Scenario) string {
	if hookFailed(s) {
		return "HookFailed"
	}
	switch s.Status {
	case cucumber.Passed:
		return "Flaky"
	case cucumber.Failed:
		return "Failed"
	case cucumber.Undefined:
		return "Undefined"
	case cucumber.Pending:
		return "Pending"
	case cucumber.Ambiguous:
		return "Ambiguous"
	case result.Interrupted:
		return "Interrupted"
	case result.NotRun:
		return "NotRun"
	case result.Unexpected:
		return "Unexpected"
	case result.Duplicate:
		return "Duplicate"
	}
	return "Unknown"
}

// headline returns the one line that every reader shows: the failure, or the status and what it belongs to.
func headline(s result.Scenario) string {
	var step, message string
	if s.Failure != nil {
		step, message = line(s.Failure.Step), firstLine(s.Failure.Message)
	}
	status := cmp.Or(strings.ReplaceAll(line(string(s.Status)), "-", " "), string(cucumber.Unknown))
	detail := cmp.Or(message, step)
	switch s.Status {
	case cucumber.Failed, cucumber.Passed:
		return shortMessage(cmp.Or(message, strings.TrimSuffix("failed: "+step, ": ")))
	case cucumber.Undefined, cucumber.Pending, cucumber.Ambiguous:
		detail = cmp.Or(step, message)
	}
	return shortMessage(strings.TrimSuffix(status+": "+detail, ": "))
}

func firstLine(message string) string {
	for l := range strings.Lines(new(result.Cleaner).Text(message)) {
		if l = line(l); l != "" {
			return l
		}
	}
	return ""
}
