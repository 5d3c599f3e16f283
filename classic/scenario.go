package classic

import (
	"cmp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// scenario is the element of a scenario. Readers look for its status among its steps, some of them not among its hooks, and
// count one without steps as passed or not at all: so there is always a step that shows what the scenario counts as.
func (w *writer) scenario(s result.Scenario) element {
	e := element{Keyword: "Scenario", Name: cmp.Or(s.Name, "Unnamed scenario"), Line: max(0, s.Line), Type: "scenario", Tags: []tag{}}
	if s.Outline > 0 && s.Outline != s.Line {
		e.Keyword = "Scenario Outline"
	}
	if s.Began != 0 {
		e.Began = s.Began.Time().Format("2006-01-02T15:04:05.000Z07:00")
	}
	for _, name := range s.Tags {
		e.Tags = append(e.Tags, tag{name})
	}
	failing := w.failing(s)
	for i, one := range s.Steps {
		result := w.outcome(s, one, i == failing)
		switch {
		case !one.Hook:
			if i == failing {
				e.shows = len(e.steps)
			}
			e.steps = append(e.steps, step{Keyword: strings.TrimSpace(one.Keyword) + " ", Name: one.Text, Line: max(0, one.Line), Result: result})
		case len(e.steps) > 0 || strings.HasPrefix(one.Keyword, "After"):
			e.After = append(e.After, hook{match{hookLocation(s, one, i == failing)}, result})
		default:
			e.Before = append(e.Before, hook{match{hookLocation(s, one, i == failing)}, result})
		}
	}
	if failing < 0 || s.Steps[failing].Hook {
		e.shows = len(e.steps) - 1
	}
	if status, needed := w.missing(s, e.steps); needed {
		e.shows = len(e.steps)
		e.steps = append(e.steps, w.summary(s, status))
	}
	return e
}

// failing is the index of the step or hook that the failure of a scenario is about; -1 if none is.
func (w *writer) failing(s result.Scenario) int {
	if s.Failure == nil || w.run.Outcome(s) == cucumber.Passed {
		return -1
	}
	is := func(match func(cucumber.Step) bool) int {
		return slices.IndexFunc(s.Steps, func(one cucumber.Step) bool {
			return one.Status != cucumber.Passed && one.Status != cucumber.Skipped && match(one)
		})
	}
	step := strings.TrimSpace(s.Failure.Step)
	if at := is(func(one cucumber.Step) bool { return step != "" && label(one) == step }); at >= 0 {
		return at
	}
	return is(func(one cucumber.Step) bool { return one.Status == s.Failure.Status })
}

func label(s cucumber.Step) string { return strings.TrimSpace(s.Keyword + " " + s.Text) }

func hookLocation(s result.Scenario, one cucumber.Step, failing bool) string {
	if failing {
		return cmp.Or(s.Failure.Hook, one.Text)
	}
	return one.Text
}

// outcome is that of a step. A step without a result was left out, unless the scenario hung in it. Nothing of a scenario whose
// failure is forgiven fails.
func (w *writer) outcome(s result.Scenario, one cucumber.Step, failing bool) outcome {
	o := outcome{Status: one.Status, Duration: max(0, one.Duration)}
	if failing {
		o.Message = w.why(s)
	}
	switch {
	case failing && one.Status == cucumber.Unknown:
		o.Status = cucumber.Failed
	case one.Status == cucumber.Unknown || !known(one.Status):
		o.Status = cucumber.Skipped
	}
	if w.run.Forgives(s) && fails(o.Status) {
		o.Status = cucumber.Skipped
	}
	return o
}

func known(s cucumber.Status) bool {
	return s == cucumber.Passed || s == cucumber.Skipped || fails(s)
}

// missing is the status that a scenario counts as, if its steps do not show it.
func (w *writer) missing(s result.Scenario, steps []step) (status cucumber.Status, needed bool) {
	has := func(shows func(cucumber.Status) bool) bool {
		return slices.ContainsFunc(steps, func(one step) bool { return shows(one.Result.Status) })
	}
	switch w.run.Outcome(s) {
	case cucumber.Passed:
		return cucumber.Passed, len(steps) == 0
	case cucumber.Skipped:
		return cucumber.Skipped, !has(func(c cucumber.Status) bool { return c != cucumber.Passed })
	}
	status = cucumber.Failed
	if fails(s.Status) {
		status = s.Status
	}
	return status, !has(fails)
}

// summary is a step in place of those that would show the status of a scenario.
func (w *writer) summary(s result.Scenario, status cucumber.Status) step {
	one := step{Keyword: "* ", Name: "the scenario " + word(s.Status), Line: max(0, s.Line), Result: outcome{Status: status, Message: w.why(s)}}
	if s.Failure != nil && s.Failure.Step != "" {
		one.Name += ": " + s.Failure.Step
	}
	if len(s.Steps) == 0 {
		one.Result.Duration = max(0, s.Duration)
	}
	return one
}

// word says in a sentence what became of a scenario.
func word(s cucumber.Status) string {
	switch s {
	case cucumber.Passed, cucumber.Failed:
		return string(s)
	case result.NotRun:
		return "did not run"
	}
	return "is " + cmp.Or(string(s), string(cucumber.Unknown))
}

// why is what is known of why a scenario did not pass.
func (w *writer) why(s result.Scenario) string {
	var lines []string
	add := func(line string) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(strings.Join(lines, "\n"), line) {
			lines = append(lines, line)
		}
	}
	if w.run.Forgives(s) {
		add(s.Quarantine.String())
	}
	if s.Failure != nil {
		add(s.Failure.Message)
	}
	if a, found := w.attempts[s.Attempt]; found && w.run.Fails(s) {
		if t, trouble := a.Trouble(); trouble {
			add("Container " + a.ID() + ": " + t.Headline)
		}
	}
	return strings.Join(lines, "\n")
}
