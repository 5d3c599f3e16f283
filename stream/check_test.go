package stream_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// checked is a stream, read as @cucumber/query reads one.
type checked struct {
	t        *testing.T
	ids      map[string]string // of every part, what it is
	pickles  map[string]*messages.Pickle
	cases    map[string]*messages.TestCase
	steps    map[string]string // test case, by test step
	started  map[string]*messages.TestCaseStarted
	finished map[string]*messages.TestCaseFinished
	worst    map[string]messages.TestStepResultStatus // by testCaseStarted
	logs     map[string][]string                      // by testCaseStarted
	counts   map[string]int
	success  bool
}

// check holds that a stream is valid: identifiers are unique, whatever is referred to came before, and there is one of what
// there is to be one of.
func check(t *testing.T, text string) *checked {
	t.Helper()
	c := &checked{t: t, ids: map[string]string{}, pickles: map[string]*messages.Pickle{}, cases: map[string]*messages.TestCase{},
		steps: map[string]string{}, started: map[string]*messages.TestCaseStarted{}, finished: map[string]*messages.TestCaseFinished{},
		worst: map[string]messages.TestStepResultStatus{}, logs: map[string][]string{}, counts: map[string]int{}}
	for _, e := range parse(t, text) {
		c.read(e)
	}
	for _, kind := range []string{"meta", "testRunStarted", "testRunFinished"} {
		if c.counts[kind] != 1 {
			t.Errorf("there are %d of %s", c.counts[kind], kind)
		}
	}
	for id := range c.started {
		if c.finished[id] == nil {
			t.Errorf("testCaseStarted %s never finishes", id)
		}
	}
	return c
}

func (c *checked) new(kind, id string) {
	c.t.Helper()
	c.counts[kind]++
	if id == "" || c.ids[id] != "" {
		c.t.Errorf("the identifier %q of a %s is that of a %q", id, kind, c.ids[id])
	}
	c.ids[id] = kind
}

func (c *checked) known(id string, kinds ...string) {
	c.t.Helper()
	if !slices.Contains(kinds, c.ids[id]) {
		c.t.Errorf("%q refers to a %q, not a %v", id, c.ids[id], kinds)
	}
}

func (c *checked) read(e messages.Envelope) {
	switch {
	case e.Meta != nil:
		c.counts["meta"]++
		if e.Meta.ProtocolVersion != stream.Protocol {
			c.t.Errorf("the protocol is %s", e.Meta.ProtocolVersion)
		}
	case e.GherkinDocument != nil:
		c.document(e.GherkinDocument)
	case e.Pickle != nil:
		c.pickle(e.Pickle)
	case e.StepDefinition != nil:
		c.new("stepDefinition", e.StepDefinition.Id)
	case e.Hook != nil:
		c.new("hook", e.Hook.Id)
	case e.ParameterType != nil:
		c.new("parameterType", e.ParameterType.Id)
	case e.Suggestion != nil:
		c.new("suggestion", e.Suggestion.Id)
		c.known(e.Suggestion.PickleStepId, "pickleStep")
	case e.TestCase != nil:
		c.testCase(e.TestCase)
	case e.TestRunStarted != nil:
		c.new("testRunStarted", e.TestRunStarted.Id)
	case e.TestRunFinished != nil:
		c.counts["testRunFinished"]++
		c.known(e.TestRunFinished.TestRunStartedId, "testRunStarted")
		c.success = e.TestRunFinished.Success
	default:
		c.ran(e)
	}
}

func (c *checked) document(d *messages.GherkinDocument) {
	c.new("gherkinDocument", "document "+d.Uri)
	if d.Feature == nil {
		return
	}
	scenario := func(s *messages.Scenario) {
		if s == nil {
			return
		}
		c.new("astNode", s.Id)
		for _, step := range s.Steps {
			c.new("astNode", step.Id)
		}
		for _, tag := range s.Tags {
			c.new("tag", tag.Id)
		}
		for _, examples := range s.Examples {
			for _, row := range examples.TableBody {
				c.new("astNode", row.Id)
			}
		}
	}
	background := func(b *messages.Background) {
		if b != nil {
			for _, step := range b.Steps {
				c.new("astNode", step.Id)
			}
		}
	}
	for _, child := range d.Feature.Children {
		scenario(child.Scenario)
		background(child.Background)
		if child.Rule != nil {
			for _, inner := range child.Rule.Children {
				scenario(inner.Scenario)
				background(inner.Background)
			}
		}
	}
}

func (c *checked) pickle(p *messages.Pickle) {
	c.new("pickle", p.Id)
	c.known("document "+p.Uri, "gherkinDocument")
	c.pickles[p.Id] = p
	for _, id := range p.AstNodeIds {
		c.known(id, "astNode")
	}
	for _, s := range p.Steps {
		c.new("pickleStep", s.Id)
		for _, id := range s.AstNodeIds {
			c.known(id, "astNode")
		}
	}
}

func (c *checked) testCase(t *messages.TestCase) {
	c.new("testCase", t.Id)
	c.known(t.PickleId, "pickle")
	c.cases[t.Id] = t
	for _, s := range t.TestSteps {
		c.new("testStep", s.Id)
		c.steps[s.Id] = t.Id
		if s.HookId != "" {
			c.known(s.HookId, "hook")
		} else {
			c.known(s.PickleStepId, "pickleStep")
		}
		for _, id := range s.StepDefinitionIds {
			c.known(id, "stepDefinition")
		}
	}
}

func (c *checked) ran(e messages.Envelope) {
	switch {
	case e.TestCaseStarted != nil:
		c.new("testCaseStarted", e.TestCaseStarted.Id)
		c.known(e.TestCaseStarted.TestCaseId, "testCase")
		c.started[e.TestCaseStarted.Id] = e.TestCaseStarted
	case e.TestCaseFinished != nil:
		c.known(e.TestCaseFinished.TestCaseStartedId, "testCaseStarted")
		c.finished[e.TestCaseFinished.TestCaseStartedId] = e.TestCaseFinished
	case e.TestStepStarted != nil:
		c.step(e.TestStepStarted.TestCaseStartedId, e.TestStepStarted.TestStepId)
	case e.TestStepFinished != nil:
		f := e.TestStepFinished
		c.step(f.TestCaseStartedId, f.TestStepId)
		if severity(f.TestStepResult.Status) > severity(c.worst[f.TestCaseStartedId]) {
			c.worst[f.TestCaseStartedId] = f.TestStepResult.Status
		}
	case e.Attachment != nil:
		c.counts["attachment"]++
		if id := e.Attachment.TestCaseStartedId; id != "" {
			c.known(id, "testCaseStarted")
			if e.Attachment.MediaType == "text/x.cucumber.log+plain" {
				c.logs[id] = append(c.logs[id], e.Attachment.Body)
			}
		}
		if id := e.Attachment.TestStepId; id != "" {
			c.step(e.Attachment.TestCaseStartedId, id)
		}
	case e.TestRunHookStarted != nil:
		c.new("testRunHookStarted", e.TestRunHookStarted.Id)
		c.known(e.TestRunHookStarted.HookId, "hook")
	case e.TestRunHookFinished != nil:
		c.known(e.TestRunHookFinished.TestRunHookStartedId, "testRunHookStarted")
	}
}

func (c *checked) step(started, step string) {
	c.t.Helper()
	c.known(started, "testCaseStarted")
	if s := c.started[started]; s == nil || c.steps[step] != s.TestCaseId {
		c.t.Errorf("the step %q is none of %q", step, started)
	}
}

func severity(s messages.TestStepResultStatus) int {
	return slices.Index([]messages.TestStepResultStatus{"UNKNOWN", "PASSED", "SKIPPED", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED"}, s)
}

// last returns the attempt that decides, for each pickle.
func (c *checked) last() map[string]*messages.TestCaseStarted {
	out := map[string]*messages.TestCaseStarted{}
	for id, s := range c.started {
		if f := c.finished[id]; f == nil || f.WillBeRetried {
			continue
		}
		pickle := c.cases[s.TestCaseId].PickleId
		if out[pickle] != nil {
			c.t.Errorf("two attempts at %s decide", pickle)
		}
		out[pickle] = s
	}
	return out
}

// agrees holds that readers find in a stream what run.json says: every scenario, its status, and the verdict.
func (c *checked) agrees(run *result.Run) {
	c.t.Helper()
	want, got := map[string]int{}, map[string]int{}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			want[fmt.Sprintf("%s:%d %s", run.Location(f), max(1, s.Line), reads(run, s))]++
		}
	}
	for id, s := range c.last() {
		p := c.pickles[id]
		status := c.worst[s.Id]
		got[fmt.Sprintf("%s:%d %s", p.Uri, p.Location.Line, strings.ToLower(string(status)))]++
	}
	for key, n := range want {
		if got[strings.TrimSuffix(key, "unknown")] > 0 && got[key] == 0 {
			continue // without a step there is no result
		}
		if got[key] != n {
			c.t.Errorf("%s: %d times in the run, %d in the stream", key, n, got[key])
		}
	}
	if len(c.last()) != run.Counts().Total {
		c.t.Errorf("%d scenarios are decided, the run has %d", len(c.last()), run.Counts().Total)
	}
	if c.success != (run.Verdict.State == result.StatePassed) {
		c.t.Errorf("success is %v of a run that %s", c.success, run.Verdict.State)
	}
}

// reads is the status that readers are to find for a scenario: Cucumber has no words for what comes from comparing plan and report.
func reads(run *result.Run, s result.Scenario) string {
	switch s.Status {
	case result.NotRun:
		return "unknown"
	case result.Deselected:
		return "skipped"
	case result.Interrupted, result.Unexpected, result.Duplicate:
		return "failed"
	}
	if s.Status == "passed" && run.Fails(s) || s.Status == "unknown" && !s.Blank {
		return "failed"
	}
	return string(s.Status)
}
