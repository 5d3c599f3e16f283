package junit

import (
	"cmp"
	"fmt"
	"slices"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// addRetries adds earlier attempts as Surefire does, because Jenkins and others recognize a flaky scenario only by these
// elements. Of an attempt whose failure is not known they name the container and its output.
func (w writer) addRetries(c *testcase, f result.File, s result.Scenario) {
	earlier := w.earlier(f, s)
	switch {
	case c.Failure != nil || c.Error != nil:
		c.Rerun = earlier
	case s.Flaky:
		c.Flaky = earlier
		if len(earlier) == 0 { // the runner's own retry, in the same container
			c.Flaky = []rerun{{Message: "failed before it passed", Type: "Failed"}}
		}
		// A passed case with flakyFailure as its only element has no known status in xunit-viewer.
		c.SystemOut = cmp.Or(c.SystemOut, &format.Output{Data: "passed after a failure\n"})
	}
}

// earlier returns the failures before the deciding result: those of the runner's own retries, too.
func (w writer) earlier(f result.File, s result.Scenario) []rerun {
	var out []rerun
	last := w.attempts[s.Attempt]
	for _, a := range w.units[last.Unit] {
		told := len(out)
		for _, e := range s.Earlier {
			if e.Attempt == a.ID() {
				out = append(out, w.failed(f, s, e))
			}
		}
		failed := slices.Contains(a.Failed[f.Path], s.Line) || a.Failed == nil && slices.Contains(a.Files, f.Path)
		if a.Number < last.Number && failed && told == len(out) {
			out = append(out, w.rerun(a))
		}
	}
	return out
}

// failed is one earlier failure with its message.
func (w writer) failed(f result.File, s result.Scenario, e result.Earlier) rerun {
	a := w.attempts[e.Attempt]
	s.Status, s.Failure = cucumber.Failed, &e.Failure
	message := headline(s)
	trace := body(message, w.failureLines(f, s, message), []string{"", w.logs(a)})
	return rerun{Message: message, Type: kind(s), StackTrace: output(trace)}
}

func (w writer) rerun(a result.Attempt) rerun {
	message := shortMessage(line(fmt.Sprintf("did not pass in attempt %d: container ended as %s", a.Number, a.Class)))
	trace := body(message, w.containerLines(a, message), []string{w.logs(a)})
	return rerun{Message: message, Type: "Failed", StackTrace: output(trace)}
}
