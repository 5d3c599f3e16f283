package stream

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// definitions are the step definitions, hooks and parameter types of a suite, which every container tells anew.
type definitions struct {
	known map[string]bool // by identifier
	fresh []definition    // that are not written yet
}

// definition is a message that defines something.
type definition struct {
	id string
	*messages.Envelope
}

// add adds a definition, once, and returns its identifier.
func (d *definitions) add(e messages.Envelope) string {
	id := identify(&e)
	if !d.known[id] {
		d.known[id] = true
		d.fresh = append(d.fresh, definition{id, &e})
	}
	return id
}

// identify gives a definition an identifier that is made of what it says.
func identify(e *messages.Envelope) string {
	switch {
	case e.StepDefinition != nil:
		e.StepDefinition.Id = ""
		e.StepDefinition.Id = digest("step definition", e.StepDefinition)
		return e.StepDefinition.Id
	case e.Hook != nil:
		e.Hook.Id = ""
		e.Hook.Id = digest("hook", e.Hook)
		return e.Hook.Id
	case e.ParameterType != nil:
		e.ParameterType.Id = ""
		e.ParameterType.Id = digest("parameter type", e.ParameterType)
		return e.ParameterType.Id
	}
	return digest(e)
}

// take returns the definitions that are not written yet, in an order that does not depend on the containers.
func (d *definitions) take() []definition {
	out := d.fresh
	d.fresh = nil
	slices.SortFunc(out, func(a, b definition) int {
		oneKind, one := sortKey(a.Envelope)
		otherKind, other := sortKey(b.Envelope)
		return cmp.Or(oneKind-otherKind, strings.Compare(one.Uri, other.Uri), int(lineOf(one)-lineOf(other)), strings.Compare(a.id, b.id))
	})
	return out
}

// define writes the definitions that are new.
func (w *writer) define() {
	for _, d := range w.known.take() {
		w.put(d.Envelope)
	}
}

// sortKey is the kind of a definition, and where it is.
func sortKey(e *messages.Envelope) (kind int, at *messages.SourceReference) {
	switch {
	case e.ParameterType != nil:
		kind, at = 0, e.ParameterType.SourceReference
	case e.StepDefinition != nil:
		kind, at = 1, e.StepDefinition.SourceReference
	case e.Hook != nil:
		kind, at = 2, e.Hook.SourceReference
	default:
		kind = 3
	}
	return kind, cmp.Or(at, &messages.SourceReference{})
}

func lineOf(at *messages.SourceReference) int64 {
	if at.Location == nil {
		return 0
	}
	return at.Location.Line
}

// clue is suggested code for a step of a pickle.
type clue struct {
	At       int // index among the pickle's steps
	Snippets []*messages.Snippet
}

// clue keeps suggested code for a step, once.
func (w *writer) clue(at spot, c clue) {
	text, _ := json.Marshal(c) // it holds strings and a number
	same := func(other clue) bool {
		known, _ := json.Marshal(other)
		return string(known) == string(text)
	}
	if !slices.ContainsFunc(w.clues[at], same) {
		w.clues[at] = append(w.clues[at], c)
	}
}
