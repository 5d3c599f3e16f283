package junit

import (
	"cmp"
	"fmt"
	"slices"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// addRetries adds earlier attempts as Surefire does, because Jenkins and others recognize a flaky scenario only by these
// elements. The model keeps only the last attempt's failure, so they name the attempt and its output.
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

// earlier returns the attempts before the deciding one in which the scenario did not pass.
func (w writer) earlier(f result.File, s result.Scenario) []rerun {
	var out []rerun
	last := w.attempts[s.Attempt]
	for _, a := range w.units[last.Unit] {
		failed := slices.Contains(a.Failed[f.Path], s.Line) || a.Failed == nil && slices.Contains(a.Files, f.Path)
		if a.Number < last.Number && failed {
			out = append(out, w.rerun(a))
		}
	}
	return out
}

func (w writer) rerun(a result.Attempt) rerun {
	message := shortMessage(line(fmt.Sprintf("did not pass in attempt %d: container ended as %s", a.Number, a.Class)))
	trace := body(message, w.containerLines(a, message), []string{w.logs(a)})
	return rerun{Message: message, Type: "Failed", StackTrace: output(trace)}
}
