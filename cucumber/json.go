package cucumber

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// The types below hold the common fields of all legacy Cucumber JSON, and behave's own: location instead of line, seconds instead
// of nanoseconds, and a message that may be a list of lines.
type jsonElement struct {
	ID       jsonText    `json:"id"`
	Type     jsonText    `json:"type"`
	Keyword  jsonText    `json:"keyword"`
	Name     jsonText    `json:"name"`
	Line     jsonLine    `json:"line"`
	Location jsonText    `json:"location"`        // behave only: path and line in one string
	Started  jsonText    `json:"start_timestamp"` // cucumber-jvm
	Status   jsonText    `json:"status"`          // behave; some other runners set it or a result
	Result   *jsonResult `json:"result"`
	Before   jsonSteps   `json:"before"`
	Steps    jsonSteps   `json:"steps"`
	After    jsonSteps   `json:"after"`
	Around   jsonSteps   `json:"around"` // cucumber-ruby: only failed hooks

	Examples json.RawMessage `json:"examples"` // of the template of an outline
	Elements []jsonElement   `json:"elements"` // of a rule
}

type jsonStep struct {
	Keyword  jsonText    `json:"keyword"`
	Name     jsonText    `json:"name"`
	Line     jsonLine    `json:"line"`
	Location jsonText    `json:"location"` // behave
	Hidden   jsonFlag    `json:"hidden"`   // cucumber-js: a hook among the steps
	Match    jsonMatch   `json:"match"`
	Status   jsonText    `json:"status"` // instead of a result
	Result   *jsonResult `json:"result"`
	Before   jsonSteps   `json:"before"` // BeforeStep hooks
	After    jsonSteps   `json:"after"`  // AfterStep hooks
	Around   jsonSteps   `json:"around"`

	Steps json.RawMessage `json:"steps"` // that the step consists of
	// These are not results, so an unexpected type must not mark the report as damaged.
	Output   json.RawMessage `json:"output"` // lines that the step logs
	Attached json.RawMessage `json:"embeddings"`
}

type jsonEmbed struct {
	Data  jsonText `json:"data"` // a reference, see literals
	Name  jsonText `json:"name"`
	Type  jsonText `json:"mime_type"`
	Media struct {
		Type jsonText `json:"type"`
	} `json:"media"` // cucumber-js 1
}

// all lists the element's hooks and steps in the order in which they ran.
func (e jsonElement) all() []jsonStep {
	var out []jsonStep
	out = append(out, hooks(e.Before.list, "Before")...)
	for _, step := range e.Steps.list {
		out = append(out, step.all()...)
	}
	out = append(out, hooks(e.After.list, "After")...)
	return append(out, hooks(e.Around.list, "Around")...)
}

// all lists the step with its hooks, and of the steps within it those that did not pass.
func (raw jsonStep) all() []jsonStep {
	out := append(hooks(raw.Before.list, "BeforeStep"), raw)
	for _, inner := range listOf[jsonStep](raw.Steps) {
		for _, step := range inner.all() {
			if seen, _ := step.step(false); rank(seen.Status) > rank(Skipped) {
				out = append(out, step)
			}
		}
	}
	out = append(out, hooks(raw.After.list, "AfterStep")...)
	return append(out, hooks(raw.Around.list, "AroundStep")...)
}

// damaged reports whether a part that may hold a result cannot be read.
func (e jsonElement) damaged() bool {
	return e.Before.damaged || e.Steps.damaged || e.After.damaged || e.Around.damaged
}

// background reports whether the element holds steps of the scenario after it.
func (e jsonElement) background() bool {
	return strings.EqualFold(string(e.Type), "background") || e.Type == "" && e.Keyword == "Background"
}

// template reports whether the element is an outline listed before its rows; it never runs itself.
func (e jsonElement) template() bool {
	outline := strings.EqualFold(string(e.Type), "scenario_outline") || len(listOf[json.RawMessage](e.Examples)) > 0
	return outline && !ran(e.all()) && e.Result == nil
}

// ran reports whether any of the steps has a result.
func ran(steps []jsonStep) bool {
	return slices.ContainsFunc(steps, func(s jsonStep) bool { return s.Result != nil || s.Status != "" })
}

func hooks(in []jsonStep, keyword string) []jsonStep {
	out := make([]jsonStep, 0, len(in))
	for _, hook := range in {
		hook.Keyword, hook.Name, hook.Hidden, hook.Line = jsonText(keyword), "hook", true, 0
		out = append(out, hook)
	}
	return out
}

// behave reports whether behave wrote the element.
func (e jsonElement) behave() bool { return e.Location != "" }

func (e jsonElement) scenario(background []jsonStep) Scenario {
	out := Scenario{Line: int(e.Line), Name: string(e.Name), Attempts: 1, Began: momentIn(string(e.Started)), id: string(e.ID)}
	if path, n := splitLocation(string(e.Location)); n > 0 {
		out.URI, out.Line, out.behave = path, n, true
	}
	var details []detail
	for _, raw := range append(background, e.all()...) {
		step, more := raw.step(e.behave())
		out.Steps, details = append(out.Steps, step), append(details, more)
		out.Duration += step.Duration
		out.take(raw, step)
	}
	out.outcome(details)
	switch {
	case len(out.Steps) == 0:
		out.told(e.own())
		if e.behave() && out.Status == Failed {
			out.Failure.Message = hookFailed
		}
	case e.behave():
		out.trustBehave(Status(e.Status))
	default:
		out.raiseStatus(e.own())
	}
	return out
}

// own returns the status and message of the element as a whole.
func (e jsonElement) own() (Status, string) {
	status, message := jsonStatus(string(e.Status)), ""
	if e.Result != nil {
		status = Worst(status, jsonStatus(string(e.Result.Status)))
		message = e.Result.message(status)
	}
	return status, message
}

// raiseStatus takes the status of the scenario as a whole if it is worse than the status of its steps.
func (s *Scenario) raiseStatus(status Status, message string) {
	if rank(status) > rank(Skipped) && rank(status) > rank(s.Status) {
		s.told(status, cmp.Or(message, "the report gives the scenario this status, but none of its steps"))
	}
}

// take records attachments and log lines of a step.
func (s *Scenario) take(raw jsonStep, step Step) {
	log := growing{}
	log.WriteString(s.Log)
	for _, line := range listOf[jsonText](raw.Output) {
		log.add(string(line)+"\n", maxLog)
	}
	s.Log = log.String()
	for _, embedded := range listOf[jsonEmbed](raw.Attached) {
		if at, ok := spanOf(string(embedded.Data)); ok {
			s.Attachments = append(s.Attachments, &Attachment{
				Step:      stepName(step),
				Name:      string(embedded.Name),
				MediaType: string(cmp.Or(embedded.Type, embedded.Media.Type)),
				within:    at,
				unknown:   true,
			})
		}
	}
}

// hookFailed replaces the message of a failed hook, which behave's JSON omits.
const hookFailed = "a hook failed; see behave's output for the reason"

// trustBehave corrects the status derived from the steps: behave 1.2.6 records a failed hook only in the scenario's status, and
// omits the result of steps that never ran.
func (s *Scenario) trustBehave(status Status) {
	switch {
	case jsonStatus(string(status)) == Failed && s.Status != Failed && s.Status != Undefined && s.Status != Pending:
		hook := "Before hook"
		if s.Status == Passed {
			hook = "After hook"
		}
		s.Status = Failed
		s.Failure = &Failure{Step: hook, Line: s.Line, Status: Failed, Message: hookFailed}
	case status == Skipped && s.Status == Unknown:
		s.Status = Skipped
		s.Failure = &Failure{Line: s.Line, Status: Skipped}
		if i := slices.IndexFunc(s.Steps, func(step Step) bool { return step.Status == Skipped }); i >= 0 {
			s.Failure.Step, s.Failure.Line = stepName(s.Steps[i]), s.Steps[i].Line
		}
	case s.Status == Passed && status != Passed:
		s.Status = Unknown
		s.Failure = &Failure{Line: s.Line, Status: Unknown, Message: "behave's report has no result for this scenario"}
	}
}

// splitLocation splits "path:12"; line is 0 if there is none.
func splitLocation(s string) (path string, line int) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	line, err := strconv.Atoi(s[i+1:])
	if err != nil {
		return s, 0
	}
	return s[:i], line
}
