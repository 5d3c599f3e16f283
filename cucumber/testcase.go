package cucumber

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	messages "github.com/cucumber/messages/go/v34"
)

// scenario builds the result of one attempt at a test case.
func (m *messageReader) scenario(run *caseRun) Scenario {
	out := Scenario{Attempts: 1, Began: momentAt(run.started)}
	test := m.cases[run.caseID]
	out.Open = !run.ended && !(m.finished && run.whole(test))
	if test == nil {
		out.Status = Unknown
		out.Failure = &Failure{Status: Unknown, Message: "the report does not say which scenario this is"}
		return out
	}
	pickle := m.pickles[test.PickleId]
	if pickle != nil {
		planned := m.tree.pickle(pickle, dialect{})
		out.URI, out.Name, out.Line = pickle.Uri, planned.Name, cmp.Or(planned.Line, lineOf(pickle.Location))
		if planned.Line == 0 {
			out.Name = pickle.Name // its document is not there
		}
	}
	var details []detail
	for i, step := range test.TestSteps {
		observed, more := m.step(step, pickle, i < firstPickleStep(test))
		observed.Began = run.began[step.Id]
		if result := run.results[step.Id]; result != nil {
			observed.Status, observed.Duration = statusOf(result), durationOf(result)
			more.message = messageOf(result, m.snippets[step.PickleStepId])
		}
		out.Steps, details = append(out.Steps, observed), append(details, more)
		out.Duration += observed.Duration
	}
	if d := between(run.started, run.finished); d > 0 {
		out.Duration = d
	}
	out.outcome(details)
	out.unlisted(run, test, pickle)
	switch {
	case run.own != nil && out.Empty:
		out.told(statusOf(run.own), messageOf(run.own, ""))
	case run.own != nil:
		out.raiseStatus(statusOf(run.own), messageOf(run.own, ""))
	}
	return out
}

// whole reports whether every step of a test case has a result. cucumber-ruby ends every retry with the id of the first attempt.
func (run *caseRun) whole(test *messages.TestCase) bool {
	if test == nil || len(test.TestSteps) == 0 {
		return false
	}
	return !slices.ContainsFunc(test.TestSteps, func(s *messages.TestStep) bool { return run.results[s.Id] == nil })
}

// unlisted handles differences between test case and pickle: a result for a step that the test case does not list, and a pickle
// step that it omits, which cannot have passed.
func (s *Scenario) unlisted(run *caseRun, test *messages.TestCase, pickle *messages.Pickle) {
	listed := func(fits func(*messages.TestStep) bool) bool { return slices.ContainsFunc(test.TestSteps, fits) }
	for id, result := range run.results {
		if !listed(func(t *messages.TestStep) bool { return t.Id == id }) {
			s.raiseStatus(statusOf(result), messageOf(result, ""))
		}
	}
	if pickle == nil || s.Status != Passed {
		return
	}
	for _, step := range pickle.Steps {
		if !listed(func(t *messages.TestStep) bool { return t.PickleStepId == step.Id }) {
			s.Status, s.Failure = Unknown, &Failure{Step: step.Text, Line: s.Line, Status: Unknown, Message: "the report has no result for this step"}
			return
		}
	}
}

// step returns a test step without its result.
func (m *messageReader) step(s *messages.TestStep, pickle *messages.Pickle, before bool) (Step, detail) {
	if s.PickleStepId == "" {
		keyword := "After"
		if before {
			keyword = "Before"
		}
		hook := m.hooks[s.HookId]
		if hook == nil {
			return Step{Keyword: keyword, Text: "hook", Status: Unknown, Hook: true}, detail{}
		}
		return Step{Keyword: hookKeyword(hook, keyword), Text: hook.Name, Status: Unknown, Hook: true}, detail{hook: sourceOf(hook)}
	}
	out := Step{Status: Unknown}
	if pickle == nil {
		return out, detail{}
	}
	for _, p := range pickle.Steps {
		if p.Id != s.PickleStepId {
			continue
		}
		out.Text = p.Text
		if len(p.AstNodeIds) > 0 && m.tree.steps[p.AstNodeIds[0]] != nil {
			source := m.tree.steps[p.AstNodeIds[0]]
			out.Keyword, out.Line = strings.TrimSpace(source.Keyword), lineOf(source.Location)
		}
	}
	return out, detail{}
}

func firstPickleStep(test *messages.TestCase) int {
	for i, step := range test.TestSteps {
		if step.PickleStepId != "" {
			return i
		}
	}
	return len(test.TestSteps)
}

var hookKeywords = map[messages.HookType]string{
	messages.HookType_BEFORE_TEST_CASE: "Before",
	messages.HookType_AFTER_TEST_CASE:  "After",
	messages.HookType_BEFORE_TEST_STEP: "BeforeStep",
	messages.HookType_AFTER_TEST_STEP:  "AfterStep",
	messages.HookType_BEFORE_TEST_RUN:  "BeforeAll",
	messages.HookType_AFTER_TEST_RUN:   "AfterAll",
}

func hookKeyword(h *messages.Hook, otherwise string) string {
	if keyword := hookKeywords[h.Type]; keyword != "" {
		return keyword
	}
	return otherwise
}

func sourceOf(h *messages.Hook) string {
	if h.SourceReference == nil || h.SourceReference.Uri == "" {
		return ""
	}
	if line := lineOf(h.SourceReference.Location); line > 0 {
		return fmt.Sprintf("%s:%d", h.SourceReference.Uri, line)
	}
	return h.SourceReference.Uri
}

func statusOf(r *messages.TestStepResult) Status {
	status := Status(strings.ToLower(string(r.Status)))
	if rank(status) == 0 {
		return Unknown
	}
	return status
}

func messageOf(r *messages.TestStepResult, snippet string) string {
	message := r.Message
	if message == "" && r.Exception != nil {
		message = exceptionText(r.Exception)
	}
	if statusOf(r) == Undefined && message == "" {
		message = strings.TrimSpace("no step definition matches\n" + snippet)
	}
	return message
}

func exceptionText(e *messages.Exception) string {
	return strings.TrimSpace(e.Type + ": " + e.Message + "\n" + e.StackTrace)
}

func kept(r *messages.TestStepResult) *messages.TestStepResult {
	r.Message = clip(r.Message)
	if r.Exception != nil {
		r.Exception.Message, r.Exception.StackTrace = clip(r.Exception.Message), clip(r.Exception.StackTrace)
	}
	return r
}

func durationOf(r *messages.TestStepResult) time.Duration {
	if r.Duration == nil {
		return 0
	}
	return time.Duration(r.Duration.Seconds)*time.Second + time.Duration(r.Duration.Nanos)
}

func between(from, to *messages.Timestamp) time.Duration {
	if from == nil || to == nil {
		return 0
	}
	return time.Unix(to.Seconds, to.Nanos).Sub(time.Unix(from.Seconds, from.Nanos))
}
