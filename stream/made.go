package stream

import (
	"cmp"
	"slices"
	"strings"
	"time"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// made is the attempt that decided a scenario, as far as the model knows it.
func (w *writer) made(f feature, k int) try {
	s := &f.file.Scenarios[k]
	from, to := w.span(s.Attempt)
	t := try{Attempt: s.Attempt, Began: stamp(from)}
	if s.Duration > 0 {
		to = from.Add(s.Duration)
	}
	t.Ended = stamp(to)
	t.steps(w, f.pickles[k], s)
	if s.Status != result.NotRun && s.Status != result.Deselected {
		t.results(w.told(f.pickles[k], s), from)
	}
	t = w.filled(t, s)
	want := w.wanted(*s)
	if rank(t.worst()) > rank(want) {
		t.Events = nil
	}
	if t.worst() != want || len(t.Events) == 0 {
		t = w.judged(t, want, w.why(s))
	}
	t.explain(s, want)
	return w.attached(t, s)
}

// span is when the process of an attempt began and ended, as far as it is known.
func (w *writer) span(attempt string) (from, to time.Time) {
	a, known := w.parents[attempt]
	if !known {
		return w.run.Started, w.run.Started
	}
	from, to = a.Started, a.Finished
	if from.IsZero() {
		from = a.Created
	}
	if to.IsZero() || to.Before(from) {
		to = from
	}
	return from, to
}

// told are the steps of a scenario that its report told of, with their place in the pickle; -1: a hook. A report that tells of
// other steps than the pickle has tells of none.
func (w *writer) told(p *messages.Pickle, s *result.Scenario) []toldStep {
	var out []toldStep
	at := 0
	for _, step := range s.Steps {
		one := toldStep{step, -1}
		if !step.Hook {
			if at == len(p.Steps) || oneLine(p.Steps[at].Text) != oneLine(step.Text) {
				return nil
			}
			one.at = at
			at++
		}
		out = append(out, one)
	}
	return out
}

// oneLine is a text with single spaces, as the model has it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// toldStep is a step of a report, and its index among the pickle's steps; -1: it is a hook.
type toldStep struct {
	cucumber.Step
	at int
}

// steps lists what a scenario consists of: its pickle's steps, and the hooks that its report told of.
func (t *try) steps(w *writer, p *messages.Pickle, s *result.Scenario) {
	next := 0
	for _, told := range w.told(p, s) {
		if told.at < 0 {
			t.Steps = append(t.Steps, step{Hook: w.hook(hookType(told.Keyword), told.Text)})
			continue
		}
		t.Steps, next = append(t.Steps, step{At: told.at}), told.at+1
	}
	for ; next < len(p.Steps); next++ {
		t.Steps = append(t.Steps, step{At: next})
	}
}

func hookType(keyword string) messages.HookType {
	switch keyword {
	case "Before":
		return messages.HookType_BEFORE_TEST_CASE
	case "BeforeStep":
		return messages.HookType_BEFORE_TEST_STEP
	case "AfterStep":
		return messages.HookType_AFTER_TEST_STEP
	}
	return messages.HookType_AFTER_TEST_CASE
}

// results adds the results of the steps that a report told of, one after the other.
func (t *try) results(told []toldStep, from time.Time) {
	for i, s := range told {
		if statusOf(s.Status) == unknown {
			continue
		}
		t.ran(i, from, messages.TestStepResult{Status: statusOf(s.Status), Duration: length(s.Duration)})
		from = from.Add(s.Duration)
	}
}

// ran adds a step that began and ended.
func (t *try) ran(at int, from time.Time, r messages.TestStepResult) {
	to := from.Add(time.Duration(r.Duration.Seconds)*time.Second + time.Duration(r.Duration.Nanos))
	t.Events = append(t.Events, event{Step: at, Time: stamp(from)}, event{Step: at, Time: stamp(to), Result: &r})
}

// filled adds the results that follow from the outcome of a scenario: if it passed, so did every step.
func (w *writer) filled(t try, s *result.Scenario) try {
	follows := map[cucumber.Status]messages.TestStepResultStatus{
		cucumber.Passed: passed, cucumber.Skipped: skipped, result.Deselected: skipped, result.NotRun: unknown,
	}
	status, known := follows[s.Status]
	if !known {
		return t
	}
	from := timeOf(t.Began)
	for i, told := range t.told() {
		if !told {
			t.ran(i, from, messages.TestStepResult{Status: status, Duration: length(0)})
		}
	}
	return t
}

// explain gives the failure of a scenario to the step that failed, if it is known, or else to the first with its status.
func (t *try) explain(s *result.Scenario, want messages.TestStepResultStatus) {
	if s.Failure == nil || s.Failure.Message == "" {
		return
	}
	for _, e := range t.Events {
		if e.Result != nil && e.Result.Status == want && want != passed {
			e.Result.Message = cmp.Or(e.Result.Message, s.Failure.Message)
			return
		}
	}
}

// earlier are the attempts before those that the runner's messages tell of: the model has only their failures.
func (w *writer) earlier(f feature, k int, raw []try) []try {
	var out []try
	for _, e := range f.file.Scenarios[k].Earlier {
		if slices.ContainsFunc(raw, func(t try) bool { return t.Attempt == e.Attempt }) || w.parents[e.Attempt].Burn {
			continue
		}
		from, to := w.span(e.Attempt)
		t := try{Attempt: e.Attempt, Began: stamp(from), Ended: stamp(to)}
		p := f.pickles[k]
		at := -1
		for i, s := range p.Steps {
			t.Steps = append(t.Steps, step{At: i})
			if at < 0 && s.Text != "" && strings.HasSuffix(e.Failure.Step, oneLine(s.Text)) {
				at = i
			}
		}
		status := cmp.Or(statusOf(e.Failure.Status), unknown)
		if status == unknown {
			status = failed
		}
		if at < 0 {
			t = w.judged(t, status, e.Failure.Message)
		} else {
			t.ran(at, from, messages.TestStepResult{Status: status, Duration: length(0), Message: e.Failure.Message})
		}
		out = append(out, t)
	}
	return out
}
