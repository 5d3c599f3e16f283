package cucumber

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// readMessages reads Cucumber messages (cucumber/messages, one JSON envelope a line) of any protocol version: unknown
// fields are ignored, fields of an unexpected type stay empty, and a line that is not JSON marks the report as damaged.
func readMessages(in *bufio.Reader) (*Report, error) {
	m := newMessageReader(&Report{Source: SourceMessages})
	damaged := false
	in = bufio.NewReader(newLiterals(in))
	for {
		line, long, err := readLine(in)
		understood := m.line(line)
		damaged = damaged || long || !understood
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
	}
	if m.known == 0 {
		return nil, fmt.Errorf("%w: no line is a Cucumber message", ErrNoReport)
	}
	m.report.Complete = m.finished && !damaged
	m.conclude()
	return m.report, nil
}

// messageReader collects envelopes and evaluates them at the end, because messages are only partially ordered and those of
// parallel workers interleave.
type messageReader struct {
	report   *Report
	tree     tree
	pickles  map[string]*messages.Pickle
	hooks    map[string]*messages.Hook
	runHooks map[string]string // testRunHookStarted id -> hook id
	cases    map[string]*messages.TestCase
	runs     map[string]*caseRun // by testCaseStarted id
	order    []*caseRun
	attempts map[string][]*caseRun // test case id -> its attempts
	loose    []attached            // of no test case
	untyped  []string              // parameter types that are not defined
	snippets map[string]string     // pickle step id -> suggested code
	known    int
	finished bool
	failed   bool // the end of the run says so
}

func newMessageReader(report *Report) *messageReader {
	return &messageReader{
		report:   report,
		tree:     indexDocument(nil),
		pickles:  map[string]*messages.Pickle{},
		hooks:    map[string]*messages.Hook{},
		runHooks: map[string]string{},
		cases:    map[string]*messages.TestCase{},
		runs:     map[string]*caseRun{},
		snippets: map[string]string{},
		attempts: map[string][]*caseRun{},
	}
}

// again starts a second run in the same file; its ids may repeat those of the first.
func (m *messageReader) again() {
	m.conclude()
	known := m.known
	*m = *newMessageReader(m.report)
	m.known = known
}

// line reads one line and reports whether it is valid.
func (m *messageReader) line(line []byte) bool {
	line = bytes.TrimSpace(bytes.TrimPrefix(line, byteOrderMark))
	if len(line) == 0 {
		return true
	}
	var e messages.Envelope
	err := json.Unmarshal(line, &e)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) {
		return m.fused(line)
	}
	var own *messages.TestStepResult
	if e.TestRunFinished != nil || bytes.Contains(line, []byte(`"testResult"`)) {
		own = fillOlder(line, &e)
	}
	m.envelope(&e)
	if e.TestCaseFinished != nil && own != nil {
		m.own(e.TestCaseFinished.TestCaseStartedId, own)
	}
	return true
}

// fillOlder fills fields that old versions of the protocol name differently (testResult) or omit (success of the run). It
// returns the result that they give a test case as a whole.
func fillOlder(line []byte, e *messages.Envelope) *messages.TestStepResult {
	var old struct {
		TestStepFinished struct{ TestResult *messages.TestStepResult }
		TestCaseFinished struct{ TestResult *messages.TestStepResult }
		TestRunFinished  struct{ Success *bool }
	}
	if err := json.Unmarshal(line, &old); err != nil {
		return nil // an unexpected type: the result stays unknown
	}
	if step := e.TestStepFinished; step != nil && step.TestStepResult == nil {
		step.TestStepResult = old.TestStepFinished.TestResult
	}
	if end := e.TestRunFinished; end != nil && old.TestRunFinished.Success == nil {
		end.Success = true
	}
	return old.TestCaseFinished.TestResult
}

// fused reads an envelope after other output on the same line. Its content counts, but the line still counts as damaged.
func (m *messageReader) fused(line []byte) bool {
	if at := bytes.Index(line[1:], []byte(`{"`)); at >= 0 {
		var e messages.Envelope
		if json.Unmarshal(line[at+1:], &e) == nil {
			m.envelope(&e)
		}
	}
	return false
}

func (m *messageReader) envelope(e *messages.Envelope) {
	m.known++
	if m.finished && (e.Meta != nil || e.TestRunStarted != nil) {
		m.again()
	}
	switch {
	case e.Meta != nil:
		m.meta(e.Meta)
	case e.GherkinDocument != nil:
		m.tree.add(e.GherkinDocument)
	case e.Pickle != nil:
		m.pickles[e.Pickle.Id] = e.Pickle
	case e.Hook != nil:
		m.hooks[e.Hook.Id] = e.Hook
	case e.TestCase != nil:
		m.cases[e.TestCase.Id] = e.TestCase
	case e.TestCaseStarted != nil:
		m.start(e.TestCaseStarted)
	case e.TestStepStarted != nil:
		m.stepStarted(e.TestStepStarted)
	case e.TestStepFinished != nil:
		m.stepFinished(e.TestStepFinished)
	case e.TestCaseFinished != nil:
		if run := m.runs[e.TestCaseFinished.TestCaseStartedId]; run != nil {
			run.ended, run.finished, run.retried = true, e.TestCaseFinished.Timestamp, e.TestCaseFinished.WillBeRetried
		}
	default:
		m.aroundCases(e)
	}
}

// aroundCases reads messages that belong to no test case.
func (m *messageReader) aroundCases(e *messages.Envelope) {
	switch {
	case e.ParseError != nil:
		m.parseError(e.ParseError)
	case e.UndefinedParameterType != nil:
		m.untyped = append(m.untyped, fmt.Sprintf("parameter type {%s} of %q is not defined", e.UndefinedParameterType.Name, e.UndefinedParameterType.Expression))
	case e.Suggestion != nil:
		for _, s := range e.Suggestion.Snippets {
			m.snippets[e.Suggestion.PickleStepId] += s.Code + "\n"
		}
	case e.TestRunHookStarted != nil:
		m.runHooks[e.TestRunHookStarted.Id] = e.TestRunHookStarted.HookId
	case e.TestRunHookFinished != nil:
		m.runHook(e.TestRunHookFinished)
	case e.TestRunFinished != nil:
		m.finish(e.TestRunFinished)
	case e.Attachment != nil:
		m.attach(e.Attachment)
	case e.ExternalAttachment != nil:
		m.attachExternal(e.ExternalAttachment)
	case e.Source == nil && e.StepDefinition == nil && e.TestRunStarted == nil && e.ParameterType == nil:
		m.known-- // JSON, but not a message, or one of a future protocol
	}
}

func (m *messageReader) meta(meta *messages.Meta) {
	if meta.Implementation != nil {
		m.report.Runner = strings.TrimSpace(meta.Implementation.Name + " " + meta.Implementation.Version)
	}
}

func (m *messageReader) parseError(e *messages.ParseError) {
	at := ""
	if e.Source != nil {
		at = e.Source.Uri
		if line := lineOf(e.Source.Location); line > 0 {
			at = fmt.Sprintf("%s:%d", at, line)
		}
	}
	m.report.problem("%s does not parse: %s", at, e.Message)
}

func (m *messageReader) runHook(h *messages.TestRunHookFinished) {
	if h.Result == nil || statusOf(h.Result) == Passed || statusOf(h.Result) == Skipped {
		return
	}
	name, at := "a hook of the whole run", ""
	if hook := m.hooks[m.runHooks[h.TestRunHookStartedId]]; hook != nil {
		name, at = hookKeyword(hook, "hook of the whole run"), sourceOf(hook)
	}
	m.report.problem("%s %s %s: %s", name, at, statusOf(h.Result), h.Result.Message)
}
