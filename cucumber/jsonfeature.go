package cucumber

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// background is a background that the report lists as a separate element before its scenario.
type background struct {
	line  int
	steps []jsonStep
}

// featureHead holds the keys of a feature except elements. They may follow the elements: cucumber-js sorts the keys.
type featureHead struct {
	URI      jsonText
	Name     jsonText
	Status   jsonText // behave; a failed feature hook changes only this status
	Result   *jsonResult
	Metadata json.RawMessage // of the browser or device, if a suite runs on several
	Before   jsonSteps
	After    jsonSteps
	Around   jsonSteps
}

// place returns a pointer to the field for a key; nil if there is none.
func (h *featureHead) place(key string) any {
	return map[string]any{
		"uri": &h.URI, "name": &h.Name, "status": &h.Status, "result": &h.Result, "metadata": &h.Metadata,
		"before": &h.Before, "after": &h.After, "around": &h.Around,
	}[key]
}

// feature reads one feature.
func (j *jsonReader) feature() error {
	j.first, j.before = len(j.report.Scenarios), background{}
	var head featureHead
	err := j.object(func(key string) error {
		if key == "elements" {
			return j.array()
		}
		if place := head.place(key); place != nil {
			return j.decode(place)
		}
		return j.decode(new(json.RawMessage))
	})
	if err == nil {
		j.alone()
	}
	j.outside("feature", jsonElement{Name: head.Name, Status: head.Status, Result: head.Result,
		Before: head.Before, After: head.After, Around: head.Around})
	from := &origin{metadata: head.configuration(), report: j.report}
	for i := j.first; i < len(j.report.Scenarios); i++ {
		s := &j.report.Scenarios[i]
		s.URI, s.Feature, s.from = cmp.Or(s.URI, string(head.URI)), string(head.Name), from
		s.name(j.report)
	}
	return err
}

// configuration identifies the browser or device; empty if the report does not name one.
func (h *featureHead) configuration() string {
	var out bytes.Buffer
	if json.Compact(&out, h.Metadata) != nil || out.Len() <= len("{}") || !strings.ContainsRune("{[", rune(out.Bytes()[0])) {
		return ""
	}
	return out.String()
}

// outside records failures of an element that is not a scenario: a feature, a rule, a background, an outline.
func (j *jsonReader) outside(kind string, e jsonElement) {
	status, _ := e.own()
	j.report.Failed, j.damaged = j.report.Failed || status == Failed, j.damaged || e.damaged()
	for _, raw := range e.all() {
		if step, more := raw.step(false); rank(step.Status) > rank(Skipped) {
			j.report.problem("%s %s: %s %s: %s", kind, cmp.Or(e.Name, "without a name"), stepName(step), step.Status, cmp.Or(more.message, "the report does not say why"))
		}
	}
}

// name labels the attachments of a scenario with its name, place and attempt.
func (s *Scenario) name(report *Report) {
	for _, a := range s.Attachments {
		a.Scenario, a.URI, a.Line, a.Attempt = s.Name, s.URI, s.Line, s.Attempts
		report.content = append(report.content, a)
	}
}

// array reads the elements of a feature.
func (j *jsonReader) array() error {
	token, err := j.decoder.Token()
	if err != nil || token == nil {
		return err
	}
	if token != json.Delim('[') {
		j.damaged = true
		return j.skip(token)
	}
	for j.decoder.More() {
		var element jsonElement
		if err := j.decode(&element); err != nil {
			return err
		}
		j.element(element)
	}
	_, err = j.decoder.Token()
	return err
}

// element reads one element. A separate background element (cucumber-ruby, cucumber-jvm) belongs to the next scenario; behave's
// only repeats steps that the scenario lists as well.
func (j *jsonReader) element(e jsonElement) {
	j.damaged = j.damaged || e.damaged()
	j.report.dialect = cmp.Or(j.report.dialect, runnerOf(e))
	switch {
	case len(e.Elements) > 0:
		for _, inner := range e.Elements {
			j.element(inner)
		}
		j.outside("rule", e)
	case e.background() && e.behave():
		j.outside("background", e)
	case e.template():
		j.outside("outline", e)
	case e.background():
		if j.before.line == int(e.Line) {
			j.alone()
		}
		j.before = background{int(e.Line), append(j.before.steps, e.all()...)}
	default:
		j.add(e)
	}
}

// alone adds a scenario that consists of a background only: cucumber-ruby 2 writes no element for it, so the same background or
// the end of the feature follows.
func (j *jsonReader) alone() {
	if ran(j.before.steps) {
		s := jsonElement{}.scenario(j.before.steps)
		s.alone = true
		j.report.Scenarios = append(j.report.Scenarios, s)
	}
	j.before = background{}
}

// add adds a scenario, or another attempt at the previous one.
func (j *jsonReader) add(element jsonElement) {
	s := element.scenario(j.before.steps)
	j.before = background{}
	last := len(j.report.Scenarios) - 1
	if last < j.first || !element.ruby() || !sameEntry(j.report.Scenarios[last], s) {
		j.report.Scenarios = append(j.report.Scenarios, s)
		return
	}
	j.report.Scenarios[last].retried(s)
}

// ruby reports whether cucumber-ruby wrote the element: its step definitions are in .rb files. With --retry it writes one
// element per attempt, one after the other, with the same name and line. Locate merges the attempts of other runners.
func (e jsonElement) ruby() bool {
	return slices.ContainsFunc(e.Steps.list, func(s jsonStep) bool { return strings.Contains(string(s.Match.Location), ".rb:") })
}

func sameEntry(a, b Scenario) bool { return a.Line == b.Line && a.Name == b.Name }
