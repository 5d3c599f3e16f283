package cucumber

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hookWords are the keywords of hooks, which some runners list among the steps.
var hookWords = []string{"Before", "After", "Around", "BeforeStep", "AfterStep", "BeforeAll", "AfterAll"}

func (raw jsonStep) step(behave bool) (Step, detail) {
	line := int(raw.Line)
	if _, n := splitLocation(string(raw.Location)); n > 0 {
		line = n
	}
	step := Step{Keyword: strings.TrimSpace(string(raw.Keyword)), Text: string(raw.Name), Line: line, Status: Unknown}
	more := detail{}
	if step.Hook = bool(raw.Hidden) || slices.Contains(hookWords, step.Keyword); step.Hook {
		step.Line, more.hook = 0, string(raw.Match.Location)
	}
	result := raw.Result
	if result == nil && raw.Status != "" {
		result = &jsonResult{Status: raw.Status}
	}
	if result == nil {
		return step, more
	}
	step.Status = jsonStatus(string(result.Status))
	if given := jsonStatus(string(raw.Status)); rank(step.Status) > rank(Unknown) {
		step.Status = Worst(step.Status, given)
	}
	step.Duration = result.duration(behave)
	more.message = result.message(step.Status)
	return step, more
}

// jsonStatus maps the statuses that runners write. Any other text is Unknown, which fails the run.
func jsonStatus(s string) Status {
	switch status := Status(strings.ToLower(strings.TrimSpace(s))); status {
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

// duration reads nanoseconds, or seconds if behave writes them, or radish does as text with a decimal point. Anything else is 0.
func (r jsonResult) duration(behave bool) time.Duration {
	const most = 1e18
	given := unquoted(r.Duration)
	n, err := strconv.ParseFloat(given, 64)
	if behave || strings.HasPrefix(string(r.Duration), `"`) && strings.Contains(given, ".") {
		n *= float64(time.Second)
	}
	if err != nil || !(n > 0 && n < most) {
		return 0
	}
	return time.Duration(n)
}

func (r jsonResult) message(status Status) string {
	var text string
	if err := json.Unmarshal(r.Message, &text); err != nil {
		text = strings.Join(listOf[string](r.Message), "\n") // behave
	}
	if text == "" && len(r.Message) > 0 && r.Message[0] == '{' {
		text = string(r.Message)
	}
	if text = clip(strings.Trim(text, "\r\n")); text == "" && status == Undefined {
		return "no step definition matches"
	}
	return text
}
