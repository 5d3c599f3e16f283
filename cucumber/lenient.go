package cucumber

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// Runners, and tools that imitate their reports, differ in the types of the legacy JSON. The types below ignore a value of an
// unexpected type, because a field that decides nothing must not spoil a report. Only where results are expected does an
// unexpected type mark the report as damaged: see jsonSteps.

// jsonText is a string.
type jsonText string

// UnmarshalJSON implements json.Unmarshaler.
func (t *jsonText) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*t = jsonText(s)
	}
	return nil
}

// jsonLine is a line number from 1, as a number or as text; 0 if there is none.
type jsonLine int

// UnmarshalJSON implements json.Unmarshaler.
func (l *jsonLine) UnmarshalJSON(raw []byte) error {
	const most = 1 << 30
	if n, err := strconv.ParseFloat(unquoted(raw), 64); err == nil && n >= 1 && n < most {
		*l = jsonLine(n)
	}
	return nil
}

// jsonFlag is true or false.
type jsonFlag bool

// UnmarshalJSON implements json.Unmarshaler.
func (f *jsonFlag) UnmarshalJSON(raw []byte) error {
	*f = unquoted(raw) == "true" || unquoted(raw) == "1"
	return nil
}

// unquoted is a JSON value as text, without its quotes.
func unquoted(raw []byte) string { return strings.TrimSpace(strings.Trim(string(raw), `"`)) }

// jsonMatch is the code location of a step.
type jsonMatch struct{ Location jsonText }

// UnmarshalJSON implements json.Unmarshaler.
func (m *jsonMatch) UnmarshalJSON(raw []byte) error {
	var as struct{ Location jsonText }
	if json.Unmarshal(raw, &as) == nil {
		*m = as
		return nil
	}
	return m.Location.UnmarshalJSON(raw)
}

// jsonResult is the result of a step. A result that cannot be read has no status, which fails the run.
type jsonResult struct {
	Status   jsonText        `json:"status"`
	Duration json.RawMessage `json:"duration"`
	Message  json.RawMessage `json:"error_message"`
}

// UnmarshalJSON implements json.Unmarshaler. It also accepts a bare status.
func (r *jsonResult) UnmarshalJSON(raw []byte) error {
	type whole jsonResult
	var as whole
	if json.Unmarshal(raw, &as) == nil {
		*r = jsonResult(as)
		return nil
	}
	return r.Status.UnmarshalJSON(raw)
}

// jsonSteps are steps or hooks. A single object counts as a list of one.
type jsonSteps struct {
	list    []jsonStep
	damaged bool // an item is not a step, but may hold a result
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *jsonSteps) UnmarshalJSON(raw []byte) error {
	items := []json.RawMessage{raw}
	if raw[0] == '[' {
		items = listOf[json.RawMessage](raw)
	}
	for _, item := range items {
		if bytes.Equal(item, []byte("null")) || bytes.Equal(item, []byte(`""`)) {
			continue
		}
		var step jsonStep
		if json.Unmarshal(item, &step) != nil {
			s.damaged = true
			continue
		}
		s.list, s.damaged = append(s.list, step), s.damaged || step.Before.damaged || step.After.damaged || step.Around.damaged
	}
	return nil
}

// listOf reads a list; a value of any other type is an empty list.
func listOf[T any](raw json.RawMessage) []T {
	var list []T
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}
