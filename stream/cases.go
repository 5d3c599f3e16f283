package stream

import (
	"slices"

	messages "github.com/cucumber/messages/go/v34"
)

// testCase reads a test case. A step whose pickle step or hook is not known is left out.
func (r *reader) testCase(c *messages.TestCase) {
	p := r.pickles[c.PickleId]
	if p == nil {
		return
	}
	out := testCase{at: spot{p.Uri, int(p.Location.Line)}, steps: map[string]int{}, try: try{Attempt: r.attempt, Name: p.Name}}
	for _, s := range p.Steps {
		out.try.Texts = append(out.try.Texts, s.Text)
	}
	for _, s := range c.TestSteps {
		one := step{Hook: r.ids[s.HookId], Arguments: s.StepMatchArgumentsLists}
		at, known := r.steps[s.PickleStepId]
		if one.At = at.index; one.Hook == "" && (!known || at.at != out.at) {
			continue
		}
		for _, id := range s.StepDefinitionIds {
			if r.ids[id] != "" {
				one.Definitions = append(one.Definitions, r.ids[id])
			}
		}
		out.steps[s.Id] = len(out.try.Steps)
		out.try.Steps = append(out.try.Steps, one)
	}
	r.cases[c.Id] = out
}

func (r *reader) started(s *messages.TestCaseStarted) {
	r.began = true
	c, known := r.cases[s.TestCaseId]
	if !known || r.running[s.Id] != nil {
		return
	}
	one := &running{c, c.try}
	one.try.Began, one.try.Worker = s.Timestamp, r.slot(s.WorkerId)
	r.running[s.Id] = one
	r.order = append(r.order, s.Id)
}

// slot names the slot of what a file of messages tells.
func (r *reader) slot(worker string) string {
	if r.node > 0 {
		return onNode(r.node, worker)
	}
	return r.worker(r.attempt)
}

// happened notes what happened to a step.
func (r *reader) happened(started, id string, e event) {
	one := r.running[started]
	if one == nil {
		return
	}
	at, known := one.steps[id]
	if !known {
		return
	}
	if e.Step = at; e.Result != nil {
		e.Result = settled(e.Result)
	}
	one.try.Events = append(one.try.Events, e)
}

// settled returns a result with what the protocol requires.
func settled(r *messages.TestStepResult) *messages.TestStepResult {
	if rank(r.Status) < 0 {
		r.Status = messages.TestStepResultStatus_UNKNOWN
	}
	if r.Duration == nil {
		r.Duration = length(0)
	}
	return r
}

// finished hands over an attempt at a test case, and forgets it.
func (r *reader) finished(s *messages.TestCaseFinished) {
	one := r.running[s.TestCaseStartedId]
	if one == nil {
		return
	}
	one.try.Ended = s.Timestamp
	one.try.Ended = one.try.end()
	r.hand(s.TestCaseStartedId)
}

// rest hands over the attempts that began and never ended: the report is truncated.
func (r *reader) rest() {
	for _, id := range slices.Clone(r.order) {
		r.hand(id)
	}
}

func (r *reader) hand(id string) {
	one := r.running[id]
	r.fail(r.keep(one.at, one.try))
	delete(r.running, id)
	r.order = slices.DeleteFunc(r.order, func(other string) bool { return other == id })
}
