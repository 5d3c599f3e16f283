package classic

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func (w *writer) document() {
	w.out.WriteString("[")
	for _, f := range w.run.Files {
		w.feature(f)
	}
	if w.run.Verdict.Exit != result.ExitPassed && !w.red {
		w.runFeature()
	}
	w.out.WriteString("]\n")
}

// feature writes a file. One without scenarios is left out, because readers show it as passed.
func (w *writer) feature(f result.File) {
	shown := w.red
	w.red = false
	defer func() { w.red = w.red || shown }()
	var containers []result.Trouble
	if w.run.Verdict.Exit != result.ExitPassed {
		containers = w.containers(f)
	}
	if len(f.Scenarios)+len(containers) == 0 {
		return
	}
	place := w.run.Location(f)
	head := feature{URI: place, Keyword: "Feature", Name: cmp.Or(f.Title, place), Tags: []tag{}}
	head.ID = w.ids.of("", head.Name)
	w.open(head, "elements")
	own := ids{}
	for _, s := range f.Scenarios {
		e := w.scenario(s)
		e.ID = own.of(head.ID+";", e.Name)
		w.element(e, s)
	}
	if !w.red {
		for _, t := range containers {
			e := trouble("Container of "+path.Base(place), append([]string{t.Headline}, t.Details...))
			e.ID = own.of(head.ID+";", e.Name)
			w.element(e, result.Scenario{})
		}
	}
	w.close()
}

// containers are what went wrong in the containers of a file beside its scenarios. That of several files belongs to the first.
func (w *writer) containers(f result.File) []result.Trouble {
	var out []result.Trouble
	for _, a := range w.files[f.Path] {
		t, found := a.Trouble()
		if found && !a.Superseded && !a.Alone && (a.Files[0] == f.Path || len(f.Scenarios) == 0) {
			out = append(out, t)
		}
	}
	return out
}

// runFeature writes why the run failed if no scenario shows it.
func (w *writer) runFeature() {
	head := feature{URI: "baleen", Keyword: "Feature", Name: "Baleen", Tags: []tag{}}
	head.ID = w.ids.of("", head.Name)
	w.open(head, "elements")
	e := trouble("Run", append(slices.Clone(w.run.Verdict.Reasons), "the run is "+w.run.Verdict.State))
	e.ID = head.ID + ";run"
	w.element(e, result.Scenario{})
	w.close()
}

// trouble is an element about something that is no scenario.
func trouble(name string, why []string) element {
	failed := outcome{Status: cucumber.Failed, Message: strings.Join(why, "\n")}
	return element{Keyword: "Scenario", Name: name, Type: "scenario", Tags: []tag{}, steps: []step{{Keyword: "* ", Name: why[0], Result: failed}}}
}

// element writes an element with its steps, and the attachments of its scenario at the step that explains it.
func (w *writer) element(e element, s result.Scenario) {
	w.open(e, "steps")
	for i, one := range e.steps {
		w.red = w.red || fails(one.Result.Status)
		if i != e.shows || w.folder == nil || len(s.Attachments) == 0 && s.Log == "" {
			w.item(one)
			continue
		}
		w.open(one, "embeddings")
		w.embedAll(s)
		w.close()
	}
	w.close()
}

// fails reports whether no reader takes a step of a status for one that passed or was left out.
func fails(s cucumber.Status) bool {
	return s == cucumber.Failed || s == cucumber.Undefined || s == cucumber.Pending || s == cucumber.Ambiguous
}
