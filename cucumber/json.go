package cucumber

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The shapes below hold what the dialects of the legacy Cucumber JSON have in common, and behave's own fields: location
// in place of line, seconds in place of nanoseconds, a message that may be a list of lines.
type jsonElement struct {
	ID       string     `json:"id"`
	Type     string     `json:"type"`
	Name     string     `json:"name"`
	Line     int        `json:"line"`
	Location string     `json:"location"` // behave: no other puts path and line in one string
	Status   string     `json:"status"`   // behave
	Before   []jsonStep `json:"before"`
	Steps    []jsonStep `json:"steps"`
	After    []jsonStep `json:"after"`

	Elements []jsonElement `json:"elements"` // of a rule
}

type jsonStep struct {
	Keyword  string      `json:"keyword"`
	Name     string      `json:"name"`
	Line     int         `json:"line"`
	Location string      `json:"location"` // behave
	Hidden   bool        `json:"hidden"`   // cucumber-js: a hook among the steps
	Match    jsonMatch   `json:"match"`
	Result   *jsonResult `json:"result"`
	Before   []jsonStep  `json:"before"` // BeforeStep hooks
	After    []jsonStep  `json:"after"`  // AfterStep hooks

	// Not a result: whatever shape they have must not make a report untrusted.
	Output   json.RawMessage `json:"output"` // what it logged, lines
	Attached json.RawMessage `json:"embeddings"`
}

type jsonEmbed struct {
	Data  string `json:"data"` // a reference, see literals
	Name  string `json:"name"`
	Type  string `json:"mime_type"`
	Media struct {
		Type string `json:"type"`
	} `json:"media"` // cucumber-js 1
}

type jsonMatch struct {
	Location string `json:"location"`
}

type jsonResult struct {
	Status   string          `json:"status"`
	Duration json.Number     `json:"duration"`
	Message  json.RawMessage `json:"error_message"`
}

// ruby tells cucumber-ruby's dialect by where its step definitions are. Only there does a repeated element mean one more
// attempt (cucumber --retry): in others it means rows of an outline that share its line, and folding would hide one.
func (e jsonElement) ruby() bool {
	for _, step := range e.Steps {
		if strings.Contains(step.Match.Location, ".rb:") {
			return true
		}
	}
	return false
}

func sameRun(a, b Scenario) bool { return a.Line == b.Line && a.Name == b.Name }

// all lists the element's hooks and steps in the order in which they ran.
func (e jsonElement) all() []jsonStep {
	var out []jsonStep
	out = append(out, hooks(e.Before, "Before")...)
	for _, step := range e.Steps {
		out = append(out, hooks(step.Before, "BeforeStep")...)
		out = append(out, step)
		out = append(out, hooks(step.After, "AfterStep")...)
	}
	return append(out, hooks(e.After, "After")...)
}

func hooks(in []jsonStep, keyword string) []jsonStep {
	out := make([]jsonStep, 0, len(in))
	for _, hook := range in {
		hook.Keyword, hook.Name, hook.Hidden, hook.Line = keyword, "hook", true, 0
		out = append(out, hook)
	}
	return out
}

// behave tells its dialect.
func (e jsonElement) behave() bool { return e.Location != "" }

func (e jsonElement) scenario(background []jsonStep) Scenario {
	out := Scenario{Line: e.Line, Name: e.Name, Attempts: 1, id: e.ID}
	if path, n := splitLocation(e.Location); n > 0 {
		out.URI, out.Line = path, n
	}
	var details []detail
	for _, raw := range append(background, e.all()...) {
		step, more := raw.step(e.behave())
		out.Steps, details = append(out.Steps, step), append(details, more)
		out.Duration += step.Duration
		out.take(raw, step)
	}
	out.outcome(details)
	if e.behave() {
		out.trustBehave(Status(e.Status))
	}
	return out
}

// take keeps what a step attached and logged.
func (s *Scenario) take(raw jsonStep, step Step) {
	log := growing{}
	log.WriteString(s.Log)
	for _, line := range listOf[string](raw.Output) {
		log.add(line+"\n", maxLog)
	}
	s.Log = log.String()
	for _, embedded := range listOf[jsonEmbed](raw.Attached) {
		if at, ok := spanOf(embedded.Data); ok {
			s.Attachments = append(s.Attachments, &Attachment{
				Step:      stepName(step),
				Name:      embedded.Name,
				MediaType: cmp.Or(embedded.Type, embedded.Media.Type),
				within:    at,
				unknown:   true,
			})
		}
	}
}

// hookFailed stands in for what behave keeps to itself.
const hookFailed = "a hook failed; behave tells more in its output"

// trustBehave corrects what the steps alone tell: behave 1.2.6 records a hook that failed only in the status of the
// scenario, and marks steps that never ran by leaving their result out.
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
		s.Failure = &Failure{Line: s.Line, Status: Unknown, Message: "behave did not say how it ended"}
	}
}

// listOf reads a list of what is of the right shape; anything else is an empty list.
func listOf[T any](raw json.RawMessage) []T {
	var list []T
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

func (raw jsonStep) step(behave bool) (Step, detail) {
	line := raw.Line
	if _, n := splitLocation(raw.Location); n > 0 {
		line = n
	}
	step := Step{Keyword: strings.TrimSpace(raw.Keyword), Text: raw.Name, Line: line, Status: Unknown}
	more := detail{}
	if raw.Hidden {
		step.Line, more.hook = 0, raw.Match.Location
	}
	if raw.Result == nil {
		return step, more
	}
	step.Status = jsonStatus(raw.Result.Status)
	step.Duration = raw.Result.duration(behave)
	more.message = raw.Result.message(step.Status)
	return step, more
}

// jsonStatus maps what runners write; what nobody knows is Unknown, which is not green.
func jsonStatus(s string) Status {
	switch status := Status(strings.ToLower(s)); status {
	case Passed, Skipped, Pending, Undefined, Ambiguous, Failed:
		return status
	case "error", "hook_error", "cleanup_error": // behave 1.3
		return Failed
	case "pending_warn", "untested_pending":
		return Pending
	case "untested_undefined":
		return Undefined
	}
	return Unknown
}

// duration is in nanoseconds, but in seconds where behave wrote it.
func (r jsonResult) duration(behave bool) time.Duration {
	n, err := strconv.ParseFloat(r.Duration.String(), 64)
	if err != nil || n < 0 {
		return 0
	}
	if behave {
		n *= float64(time.Second)
	}
	return time.Duration(n)
}

func (r jsonResult) message(status Status) string {
	var lines []string
	if json.Unmarshal(r.Message, &lines) == nil && len(lines) > 0 {
		return clip(strings.Join(lines, "\n"))
	}
	var text string
	if json.Unmarshal(r.Message, &text) == nil && text != "" {
		return clip(strings.Trim(text, "\r\n"))
	}
	if status == Undefined {
		return "no step definition matches"
	}
	return ""
}

// splitLocation splits "path:12"; line is 0 where there is none.
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
