package stream

import (
	"slices"
	"strings"
	"time"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// account is what the model knows of an attempt at a scenario.
type account struct {
	attempt  string // result.Attempt.ID
	status   cucumber.Status
	wanted   messages.TestStepResultStatus
	began    cucumber.Moment
	duration time.Duration
	steps    []cucumber.Step
	failure  *cucumber.Failure
	why      string
}

// last is the account of the attempt that decided a scenario.
func (w *writer) last(s *result.Scenario) account {
	return account{s.Attempt, s.Status, w.wanted(*s), s.Began, s.Duration, s.Steps, s.Failure, w.why(s)}
}

// earlier are the attempts before those that the runner's messages tell of: they all failed.
func (w *writer) earlier(p *messages.Pickle, s *result.Scenario, raw []try) []try {
	var out []try
	for _, e := range s.Earlier {
		told := slices.ContainsFunc(raw, func(t try) bool { return t.Attempt == e.Attempt })
		if told || w.parents[e.Attempt].Burn {
			continue
		}
		want := statusOf(e.Failure.Status)
		if rank(want) <= rank(skipped) {
			want = failed // its container kept it from passing
		}
		out = append(out, w.made(p, account{e.Attempt, e.Failure.Status, want, e.Began, e.Duration, e.Steps, &e.Failure, e.Failure.Message}))
	}
	return out
}

// made is an attempt as far as the model knows it.
func (w *writer) made(p *messages.Pickle, a account) try {
	from, to := w.span(a.attempt)
	if a.began != 0 {
		from = a.began.Time()
	}
	if a.duration > 0 {
		to = from.Add(a.duration)
	}
	t := try{Attempt: a.attempt, Worker: w.worker(a.attempt), Began: stamp(from), Ended: stamp(to)}
	told := a.told(p)
	w.list(&t, p, told)
	if a.status != result.NotRun && a.status != result.Deselected {
		t.results(told, from)
		t.stumble(p, a, from)
	}
	t.fill(a.status, from)
	if rank(t.worst()) > rank(a.wanted) {
		t.Events = nil
	}
	if t.worst() != a.wanted || len(t.Events) == 0 {
		t = w.judged(t, a.wanted, a.why)
	}
	t.explain(a)
	return t
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

// toldStep is a step that a report told of.
type toldStep struct {
	cucumber.Step
	at    int // index among the pickle's steps; -1: it is a hook
	place int // index in try.Steps
}

// told are the steps that a report told of. A report that tells of other steps than the pickle has tells of none.
func (a account) told(p *messages.Pickle) []toldStep {
	var out []toldStep
	at := 0
	for _, step := range a.steps {
		one := toldStep{Step: step, at: -1}
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

// list lists what an attempt consists of: its pickle's steps, and the hooks that its report told of. Steps that it did not tell of
// come before the hooks at the end.
func (w *writer) list(t *try, p *messages.Pickle, told []toldStep) {
	end := len(told)
	for end > 0 && told[end-1].at < 0 && hookType(told[end-1].Keyword) == messages.HookType_AFTER_TEST_CASE {
		end--
	}
	next := 0
	for i := range told {
		if i == end {
			next = t.more(p, next)
		}
		s := &told[i]
		s.place = len(t.Steps)
		if s.at < 0 {
			t.Steps = append(t.Steps, step{Hook: w.hook(hookType(s.Keyword), s.Text)})
			continue
		}
		t.Steps, next = append(t.Steps, step{At: s.at}), s.at+1
	}
	t.more(p, next)
}

// more lists the rest of a pickle's steps.
func (t *try) more(p *messages.Pickle, next int) int {
	for ; next < len(p.Steps); next++ {
		t.Steps = append(t.Steps, step{At: next})
	}
	return next
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

// results adds the results of the steps that a report told of. A step whose start is not known began when the one before it
// ended.
func (t *try) results(told []toldStep, from time.Time) {
	for _, s := range told {
		if statusOf(s.Status) == unknown {
			continue
		}
		if s.Began != 0 {
			from = s.Began.Time()
		}
		t.ran(s.place, from, messages.TestStepResult{Status: statusOf(s.Status), Duration: length(s.Duration)})
		from = from.Add(s.Duration)
	}
}

// ran adds a step that began and ended.
func (t *try) ran(at int, from time.Time, r messages.TestStepResult) {
	to := from.Add(time.Duration(r.Duration.Seconds)*time.Second + time.Duration(r.Duration.Nanos))
	t.Events = append(t.Events, event{Step: at, Time: stamp(from)}, event{Step: at, Time: stamp(to), Result: &r})
}

// stumble adds the step that failed, if the report told of no step but named this one.
func (t *try) stumble(p *messages.Pickle, a account, from time.Time) {
	if len(t.Events) > 0 || a.failure == nil || rank(a.wanted) <= rank(skipped) {
		return
	}
	for i, s := range t.Steps {
		if s.Hook != "" {
			continue
		}
		if text := oneLine(p.Steps[s.At].Text); text != "" && strings.HasSuffix(a.failure.Step, text) {
			t.ran(i, from, messages.TestStepResult{Status: a.wanted, Duration: length(0)})
			return
		}
	}
}

// fill adds the results that follow from the outcome of a scenario: if it passed, so did every step.
func (t *try) fill(outcome cucumber.Status, from time.Time) {
	follows := map[cucumber.Status]messages.TestStepResultStatus{
		cucumber.Passed: passed, cucumber.Skipped: skipped, result.Deselected: skipped, result.NotRun: unknown,
	}
	status, known := follows[outcome]
	if !known {
		return
	}
	for i, told := range t.told() {
		if !told {
			t.ran(i, from, messages.TestStepResult{Status: status, Duration: length(0)})
		}
	}
}

// explain gives the failure to the step that has its status.
func (t *try) explain(a account) {
	if a.failure == nil || a.failure.Message == "" || a.wanted == passed {
		return
	}
	for _, e := range t.Events {
		if e.Result == nil || e.Result.Status != a.wanted {
			continue
		}
		if e.Result.Message == "" {
			e.Result.Message = a.failure.Message
		}
		return
	}
}
