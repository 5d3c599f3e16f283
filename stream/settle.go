package stream

import (
	"regexp"
	"slices"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/result"
)

// settle returns all attempts at a scenario, the last of which has the status that the run gives it. The attempts in the
// messages of its runner count; what they lack, or say otherwise than the run's verdict, comes from the model.
func (w *writer) settle(f feature, k int, raw []try) []try {
	s, p := &f.file.Scenarios[k], f.pickles[k]
	raw = slices.DeleteFunc(raw, func(t try) bool { return !t.fits(p) })
	if len(w.options.Nodes) > 0 {
		return w.settledBefore(s, p, raw)
	}
	out := w.earlier(p, s, raw)
	last := len(raw) - 1
	if last >= 0 && raw[last].Attempt == s.Attempt {
		if t, agrees := w.agreed(s, raw[last]); agrees {
			return append(append(out, raw[:last]...), w.explained(s, t))
		}
		raw = slices.DeleteFunc(raw, func(t try) bool { return t.Attempt == s.Attempt })
	}
	return append(append(out, raw...), w.explained(s, w.attached(w.made(p, w.last(s)), s)))
}

// settledBefore returns the attempts that the stream of a node has, which were settled there. A node that left none, or that
// says otherwise than its run.json, leaves what the model knows.
func (w *writer) settledBefore(s *result.Scenario, p *messages.Pickle, raw []try) []try {
	if last := len(raw) - 1; last >= 0 && raw[last].worst() == w.wanted(*s) {
		return raw
	}
	return append(w.earlier(p, s, nil), w.explained(s, w.attached(w.made(p, w.last(s)), s)))
}

// fits reports whether an attempt is one at this pickle: the image may hold another version of the file.
func (t try) fits(p *messages.Pickle) bool {
	same := func(text string, s *messages.PickleStep) bool { return masksAlike(text) == masksAlike(s.Text) }
	return masksAlike(t.Name) == masksAlike(p.Name) && slices.EqualFunc(t.Texts, p.Steps, same)
}

// masks matches what stands for a secret: in files of runners it is as long as the secret, in the model it has three characters.
var masks = regexp.MustCompile(`\*{3,}`)

func masksAlike(s string) string { return masks.ReplaceAllString(s, "***") }

// agreed returns the attempt that decided a scenario, with what the model adds to it. agrees is false if the attempt has a worse
// status than the scenario.
func (w *writer) agreed(s *result.Scenario, t try) (out try, agrees bool) {
	if s.Status == result.Interrupted {
		t = t.interrupted(w.why(s))
	}
	got, want := t.worst(), w.wanted(*s)
	switch {
	case rank(got) > rank(want):
		return t, false
	case got != want:
		return w.judged(t, want, w.why(s)), true
	}
	return t, true
}

// interrupted returns an attempt that was cut off as one that failed there: without it, a scenario whose first steps passed
// would pass.
func (t try) interrupted(why string) try {
	t.Events = slices.Clone(t.Events)
	status, at := failed, t.end()
	for i, told := range t.told() {
		if told {
			continue
		}
		t.Events = append(t.Events, event{Step: i, Time: at, Result: &messages.TestStepResult{Status: status, Duration: length(0), Message: why}})
		status, why = skipped, ""
	}
	return t
}

// end is when an attempt ended, as far as its messages tell; nil if they do not.
func (t try) end() *messages.Timestamp {
	if t.Ended != nil {
		return t.Ended
	}
	for _, e := range slices.Backward(t.Events) {
		if e.Time != nil {
			return e.Time
		}
	}
	return t.Began
}

// judged adds a step of Baleen's own that gives an attempt its status. One that is undefined gets it at a step of its pickle, if
// it can be: Cucumber's HTML formatter shows nothing of a run in which a hook is undefined.
func (w *writer) judged(t try, status messages.TestStepResultStatus, why string) try {
	at := t.withoutResult()
	if status != messages.TestStepResultStatus_UNDEFINED || at < 0 {
		at = len(t.Steps)
		t.Steps = append(slices.Clone(t.Steps), step{Hook: w.hook(messages.HookType_AFTER_TEST_CASE, "Baleen")})
	}
	t.Events = append(slices.Clone(t.Events), event{Step: at, Time: t.end(),
		Result: &messages.TestStepResult{Status: status, Duration: length(0), Message: why}})
	return t
}

// withoutResult is the first step of the pickle without a result; -1 if all have one.
func (t try) withoutResult() int {
	for i, told := range t.told() {
		if !told && t.Steps[i].Hook == "" {
			return i
		}
	}
	return -1
}

// hook defines a hook that no runner has told of, and returns its identifier.
func (w *writer) hook(kind messages.HookType, name string) string {
	return w.known.add(messages.Envelope{Hook: &messages.Hook{Name: name, Type: kind, SourceReference: &messages.SourceReference{}}})
}

// explained adds a log to an attempt that says why its scenario did not simply run.
func (w *writer) explained(s *result.Scenario, t try) try {
	if why := w.reason(s); why != "" {
		t.Events = append(slices.Clone(t.Events), logged(why, t.end()))
	}
	return t
}

// logType is the media type of text that readers show as a log.
const logType = "text/x.cucumber.log+plain"

func logged(text string, at *messages.Timestamp) event {
	return event{Step: -1, Time: at, Attachment: &messages.Attachment{Body: text, MediaType: logType,
		ContentEncoding: messages.AttachmentContentEncoding_IDENTITY}}
}
