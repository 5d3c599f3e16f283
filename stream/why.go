package stream

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// why says why a scenario has the status that it has.
func (w *writer) why(s *result.Scenario) string {
	switch {
	case s.Failure != nil && s.Failure.Message != "":
		return s.Failure.Message
	case s.Status == result.NotRun && s.Attempt == "" && len(w.run.Verdict.Reasons) > 0:
		return "it did not run: " + w.run.Verdict.Reasons[0]
	case s.Status == result.NotRun:
		return "it did not run"
	}
	return ""
}

// reason is what the log of a scenario says that did not simply run; empty: it ran.
func (w *writer) reason(s *result.Scenario) string {
	var out []string
	switch s.Status {
	case result.NotRun, result.Interrupted:
		out = append(out, string(s.Status)+": "+w.why(s))
		if a, known := w.parents[s.Attempt]; known {
			out = append(out, about(a, w.why(s))...)
		}
	case result.Deselected, result.Unexpected, result.Duplicate:
		out = append(out, string(s.Status)+": "+w.why(s))
	case cucumber.Passed:
		if w.wanted(*s) == failed {
			out = append(out, "it counts as failed: "+w.why(s))
		}
	}
	return strings.Join(out, "\n")
}

// about says what went wrong in the container of a scenario.
func about(a result.Attempt, said string) []string {
	t, found := a.Trouble()
	if !found {
		return nil
	}
	out := []string{"container " + a.ID() + ": " + t.Headline}
	if t.Headline == said {
		out = nil
	}
	return slices.Concat(out, t.Details)
}
