package stream

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"time"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/result"
)

// put writes a message, unless an earlier one could not be written.
func (w *writer) put(e *messages.Envelope) {
	if w.failed != nil {
		return
	}
	encoder := json.NewEncoder(w.out)
	encoder.SetEscapeHTML(false)
	w.fail(encoder.Encode(e))
}

// or is a time of a message, or else another.
func or(t *messages.Timestamp, other time.Time) *messages.Timestamp { return cmp.Or(t, stamp(other)) }

// worker names the slot of an attempt. In a merged run every node has slots of its own.
func (w *writer) worker(attempt string) string {
	a := w.parents[attempt]
	if a.Slot == 0 {
		return ""
	}
	return onNode(a.Node, strconv.Itoa(a.Slot))
}

func onNode(node int, slot string) string {
	if node == 0 || slot == "" {
		return slot
	}
	return fmt.Sprintf("%d.%s", node, slot)
}

// begin writes what comes first.
func (w *writer) begin() {
	meta := messages.Meta{Implementation: &messages.Product{Name: w.run.Runner}, Runtime: &messages.Product{Name: "baleen", Version: w.run.Version},
		Os: &messages.Product{Name: "linux"}, Cpu: &messages.Product{Name: cmp.Or(w.run.Arch, runtime.GOARCH)}}
	if told := w.meta; told != nil {
		meta.Implementation, meta.Runtime = cmp.Or(told.Implementation, meta.Implementation), cmp.Or(told.Runtime, meta.Runtime)
		meta.Os, meta.Cpu, meta.Ci = cmp.Or(told.Os, meta.Os), cmp.Or(told.Cpu, meta.Cpu), told.Ci
	}
	meta.ProtocolVersion = Protocol
	w.put(&messages.Envelope{Meta: &meta})
	w.put(&messages.Envelope{TestRunStarted: &messages.TestRunStarted{Id: runID, Timestamp: stamp(w.run.Started)}})
}

// end writes what comes last.
func (w *writer) end() {
	w.put(&messages.Envelope{TestRunFinished: &messages.TestRunFinished{
		TestRunStartedId: runID,
		Success:          w.run.Verdict.State == result.StatePassed,
		Message:          strings.Join(w.run.Verdict.Reasons, "\n"),
		Timestamp:        stamp(w.run.Started.Add(w.run.Wall)),
	}})
}

// numbered is an attempt at a scenario with its number, the first is 0.
type numbered struct {
	try
	number  int
	retried bool // another one follows
}

// try writes an attempt at a scenario.
func (w *writer) try(f feature, k int, t numbered) {
	w.define()
	p := f.pickles[k]
	id := w.testCase(spot{f.file.Path, f.file.Scenarios[k].Line}, p, t.Steps)
	started := fmt.Sprintf("%s-%d", id, t.number)
	from, to := w.span(t.Attempt)
	w.put(&messages.Envelope{TestCaseStarted: &messages.TestCaseStarted{
		Id: started, TestCaseId: id, Attempt: int64(t.number), WorkerId: t.Worker, Timestamp: or(t.Began, from)}})
	for _, e := range t.Events {
		w.event(started, id, e, cmp.Or(t.Began, stamp(from)))
	}
	w.put(&messages.Envelope{TestCaseFinished: &messages.TestCaseFinished{
		TestCaseStartedId: started, WillBeRetried: t.retried, Timestamp: cmp.Or(t.end(), stamp(to))}})
}

// testCase writes the test case of a pickle, once, and returns its identifier. Attempts that had other hooks or definitions are
// of another test case.
func (w *writer) testCase(at spot, p *messages.Pickle, steps []step) string {
	out := &messages.TestCase{PickleId: p.Id, TestRunStartedId: runID, TestSteps: []*messages.TestStep{}}
	for _, s := range steps {
		one := &messages.TestStep{HookId: s.Hook}
		if s.Hook == "" {
			one.PickleStepId, one.StepDefinitionIds, one.StepMatchArgumentsLists = p.Steps[s.At].Id, s.Definitions, s.Arguments
		}
		out.TestSteps = append(out.TestSteps, one)
	}
	out.Id = p.Id + "-" + short(digest(out))
	if w.cases[out.Id] {
		return out.Id
	}
	w.cases[out.Id] = true
	for i, s := range out.TestSteps {
		s.Id = stepID(out.Id, i)
	}
	w.put(&messages.Envelope{TestCase: out})
	w.suggest(at, p)
	return out.Id
}

func stepID(testCase string, i int) string { return testCase + "." + strconv.Itoa(i+1) }

// suggest writes the code that a runner suggests for the steps of a pickle.
func (w *writer) suggest(at spot, p *messages.Pickle) {
	for _, c := range w.clues[at] {
		if c.At < len(p.Steps) {
			step := p.Steps[c.At].Id
			w.put(&messages.Envelope{Suggestion: &messages.Suggestion{Id: digest("suggestion", step, c), PickleStepId: step, Snippets: c.Snippets}})
		}
	}
	delete(w.clues, at)
}

// event writes what happened in an attempt.
func (w *writer) event(started, testCase string, e event, began *messages.Timestamp) {
	step := ""
	if e.Step >= 0 {
		step = stepID(testCase, e.Step)
	}
	at := cmp.Or(e.Time, began)
	switch {
	case e.Attachment != nil:
		e.Attachment.TestCaseStartedId, e.Attachment.TestStepId, e.Attachment.TestRunHookStartedId = started, step, ""
		w.attachment(e)
	case e.Result == nil:
		w.put(&messages.Envelope{TestStepStarted: &messages.TestStepStarted{TestCaseStartedId: started, TestStepId: step, Timestamp: at}})
	default:
		w.put(&messages.Envelope{TestStepFinished: &messages.TestStepFinished{TestCaseStartedId: started, TestStepId: step, TestStepResult: e.Result, Timestamp: at}})
	}
}

// attachment writes an attachment, with its content if that is to be embedded.
func (w *writer) attachment(e event) {
	if (e.Body != "" || e.Inside != nil) && w.failed == nil && w.embed(e) {
		return
	}
	w.put(&messages.Envelope{Attachment: e.Attachment})
}

// embed writes an attachment with the content of a file, and reports whether it did: a text too large to be cleaned, and a
// file that is gone, stay where they are.
func (w *writer) embed(e event) bool {
	file, err := w.open(e)
	if err != nil || file == nil {
		return false
	}
	defer file.Close()
	head, err := io.ReadAll(io.LimitReader(file, maxText+1))
	if err != nil || len(head) > maxText && beginsAsText(head[:maxInline]) {
		return false
	}
	if isText(head) {
		w.inline(e.Attachment, head)
		return false
	}
	whole := *e.Attachment
	mark := rand.Text()
	whole.Url, whole.Body, whole.ContentEncoding = "", mark, messages.AttachmentContentEncoding_BASE64
	line, err := json.Marshal(&messages.Envelope{Attachment: &whole})
	before, after, _ := bytes.Cut(line, []byte(mark))
	_, failed := w.out.Write(before)
	encoder := base64.NewEncoder(base64.StdEncoding, w.out)
	_, copied := io.Copy(encoder, io.MultiReader(bytes.NewReader(head), file))
	err = errors.Join(err, failed, copied, encoder.Close())
	_, failed = w.out.Write(append(after, '\n'))
	w.fail(errors.Join(err, failed))
	return true
}
