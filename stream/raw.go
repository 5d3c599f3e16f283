package stream

import (
	"io/fs"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// inOrder returns the attempts that decide scenarios, in an order that does not depend on which container ended first.
func inOrder(run *result.Run) []result.Attempt {
	var out []result.Attempt
	for _, a := range run.Attempts {
		if !a.Alone && !a.Burn && !a.Superseded {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b result.Attempt) int {
		if a.Number != b.Number {
			return a.Number - b.Number
		}
		return strings.Compare(a.Unit, b.Unit)
	})
	return out
}

// gather reads the messages that the runner of an attempt wrote, and keeps what they say of each scenario that the attempt was
// given. A runner of another kind left none.
func (w *writer) gather(a result.Attempt, keep func(spot, try) error) {
	if a.Source != cucumber.SourceMessages {
		return
	}
	dir, err := fs.Sub(w.folder.FS(), "raw/"+a.ID())
	if err != nil {
		return
	}
	kept := w.extracted(a)
	for _, name := range cucumber.MessageFiles(dir) {
		r := &reader{writer: w, attempt: a.ID(), dir: dir, name: name, kept: kept, keep: keep}
		r.place = func(uri string, line int) string { return w.given(a, uri, line) }
		r.run(func(*messages.Envelope) {})
	}
}

// given returns the file that a URI means, if an attempt was given the scenario at a line of it; else nothing, because a runner
// may list more than it is told to run. The longest path that the URI ends with counts.
func (w *writer) given(a result.Attempt, uri string, line int) string {
	for _, whole := range append(cucumber.Paths(uri), masksAlike(uri)) {
		for rest, more := whole, true; more; _, rest, more = strings.Cut(rest, "/") {
			file := w.run.File(rest)
			if file == nil || !slices.Contains(a.Files, file.Path) {
				continue
			}
			if lines := a.Lines[file.Path]; len(lines) > 0 && !slices.Contains(lines, line) {
				return ""
			}
			return file.Path
		}
	}
	return ""
}

// reader reads one file of messages. Their identifiers are unique in it only.
type reader struct {
	*writer
	dir     fs.FS
	name    string
	attempt string                            // result.Attempt.ID; empty: it is the stream of a node
	kept    *extracted                        // of the attempt
	node    int                               // its number; 0: none
	at      int                               // index of the node in writer.nodes
	place   func(uri string, line int) string // the file of a scenario that counts; empty: it does not
	keep    func(spot, try) error

	ended   bool
	began   bool                        // the first scenario
	ids     map[string]string           // of definitions
	pickles map[string]*messages.Pickle // that count, by identifier
	steps   map[string]pickleStep       // by the identifier of the pickle's step
	cases   map[string]testCase
	running map[string]*running // by testCaseStarted.id
	hooks   map[string]int      // index in writer.around, by testRunHookStarted.id
	order   []string            // of running
}

// run reads the file, and calls visit for each of its messages before anything else is done with it. What cannot be read is
// missing, and the model says what became of its scenarios.
func (r *reader) run(visit func(*messages.Envelope)) {
	r.forget()
	_ = cucumber.EachMessage(r.dir, r.name, func(e *messages.Envelope) {
		visit(e)
		r.read(e)
	})
	r.rest()
}

// pickleStep is a step of a pickle.
type pickleStep struct {
	at    spot
	index int
}

// testCase is a test case of the file.
type testCase struct {
	at    spot
	try   try            // what all attempts at it have in common
	steps map[string]int // index in try.Steps, by identifier
}

// running is an attempt at a test case.
type running struct {
	testCase
	try try
}

// forget begins a run: a file may hold several, whose identifiers have nothing to do with each other.
func (r *reader) forget() {
	r.ended, r.began, r.order = false, false, nil
	r.ids, r.steps = map[string]string{}, map[string]pickleStep{}
	r.pickles, r.cases = map[string]*messages.Pickle{}, map[string]testCase{}
	r.running, r.hooks = map[string]*running{}, map[string]int{}
}

func (r *reader) read(e *messages.Envelope) {
	if r.ended && (e.Meta != nil || e.TestRunStarted != nil) {
		r.rest()
		r.forget()
	}
	if e.Attachment != nil {
		r.attachment(e.Attachment)
		return
	}
	r.clean(e)
	switch {
	case e.Meta != nil && r.meta == nil:
		r.meta = e.Meta
	case e.Pickle != nil:
		r.pickle(e.Pickle)
	case e.TestCase != nil:
		r.testCase(e.TestCase)
	case e.TestCaseStarted != nil:
		r.started(e.TestCaseStarted)
	case e.TestCaseFinished != nil:
		r.finished(e.TestCaseFinished)
	case e.TestStepStarted != nil:
		r.happened(e.TestStepStarted.TestCaseStartedId, e.TestStepStarted.TestStepId, event{Time: e.TestStepStarted.Timestamp})
	case e.TestStepFinished != nil && e.TestStepFinished.TestStepResult != nil:
		s := e.TestStepFinished
		r.happened(s.TestCaseStartedId, s.TestStepId, event{Time: s.Timestamp, Result: s.TestStepResult})
	case e.ExternalAttachment != nil:
		r.external(e.ExternalAttachment)
	case e.TestRunFinished != nil:
		r.ended = true
	default:
		r.learn(e)
		r.outside(e)
	}
}

// learn keeps what a suite defines.
func (r *reader) learn(e *messages.Envelope) {
	switch {
	case e.StepDefinition != nil:
		r.definition(e.StepDefinition.Id, *e)
	case e.Hook != nil:
		r.definition(e.Hook.Id, *e)
	case e.ParameterType != nil:
		r.definition(e.ParameterType.Id, *e)
	case e.UndefinedParameterType != nil:
		r.known.add(*e)
	case e.Suggestion != nil:
		if at, known := r.steps[e.Suggestion.PickleStepId]; known {
			r.clue(at.at, clue{at.index, e.Suggestion.Snippets})
		}
	}
}

// definition keeps a definition, with what the protocol requires of it.
func (r *reader) definition(id string, e messages.Envelope) {
	if d := e.StepDefinition; d != nil {
		if d.Pattern == nil {
			d.Pattern = &messages.StepDefinitionPattern{Type: messages.StepDefinitionPatternType_CUCUMBER_EXPRESSION}
		}
		if d.SourceReference == nil {
			d.SourceReference = &messages.SourceReference{}
		}
	}
	if e.Hook != nil && e.Hook.SourceReference == nil {
		e.Hook.SourceReference = &messages.SourceReference{}
	}
	r.ids[id] = r.known.add(e)
}

// pickle finds the scenario of a pickle.
func (r *reader) pickle(p *messages.Pickle) {
	if p.Location == nil {
		return
	}
	file := r.place(p.Uri, int(p.Location.Line))
	if file == "" {
		return
	}
	p.Uri = file
	r.pickles[p.Id] = p
	for i, step := range p.Steps {
		r.steps[step.Id] = pickleStep{spot{file, int(p.Location.Line)}, i}
	}
}
