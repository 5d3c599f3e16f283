package stream

import (
	messages "github.com/cucumber/messages/go/v34"
)

// hookRun is one run of a hook of the whole run, such as BeforeAll. Every container has its own.
type hookRun struct {
	id      string
	hook    string // identifier; empty: these are attachments that belong to nothing else
	attempt string // empty: that is not known
	worker  string
	began   *messages.Timestamp
	ended   *messages.Timestamp
	result  *messages.TestStepResult
	events  []event // what it attached
	after   bool    // it ran after the first scenario
}

// outside reads what belongs to no scenario.
func (r *reader) outside(e *messages.Envelope) {
	switch {
	case e.TestRunHookStarted != nil:
		s := e.TestRunHookStarted
		if hook := r.ids[s.HookId]; hook != "" {
			r.hooks[s.Id] = len(r.around)
			r.around = append(r.around, hookRun{id: r.hookID(s.Id), hook: hook, attempt: r.attempt, worker: r.slot(s.WorkerId), began: s.Timestamp, after: r.began})
		}
	case e.TestRunHookFinished != nil:
		f := e.TestRunHookFinished
		if at, known := r.hooks[f.TestRunHookStartedId]; known && f.Result != nil {
			r.around[at].ended, r.around[at].result = f.Timestamp, settled(f.Result)
		}
	}
}

// hookID identifies a run of a hook. In the stream of a node it has an identifier already, of its container.
func (r *reader) hookID(id string) string {
	if r.node > 0 {
		return id
	}
	return digest("hook run", r.attempt, len(r.hooks))
}

// beyond adds an attachment of no scenario to its hook, or to the run.
func (r *reader) beyond(hook string, e event) {
	at, known := r.hooks[hook]
	if !known {
		at = len(r.around)
		r.around = append(r.around, hookRun{attempt: r.attempt, after: r.began})
	}
	r.around[at].events = append(r.around[at].events, e)
}

// hookRuns writes the runs of hooks before the scenarios, or those after them.
func (w *writer) hookRuns(after bool) {
	for _, h := range w.around {
		if h.after == after {
			w.hookRun(h)
		}
	}
}

func (w *writer) hookRun(h hookRun) {
	from, to := w.span(h.attempt)
	if h.hook != "" {
		w.put(&messages.Envelope{TestRunHookStarted: &messages.TestRunHookStarted{
			Id: h.id, TestRunStartedId: runID, HookId: h.hook, WorkerId: h.worker, Timestamp: or(h.began, from)}})
	}
	for _, e := range h.events {
		e.Attachment.TestCaseStartedId, e.Attachment.TestStepId = "", ""
		if e.Attachment.TestRunHookStartedId = h.id; h.hook == "" {
			e.Attachment.TestRunStartedId = runID
		}
		w.attachment(e)
	}
	if h.hook != "" && h.result != nil {
		w.put(&messages.Envelope{TestRunHookFinished: &messages.TestRunHookFinished{TestRunHookStartedId: h.id, Result: h.result, Timestamp: or(h.ended, to)}})
	}
}
