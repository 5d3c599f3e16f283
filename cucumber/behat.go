package cucumber

import (
	"bufio"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The shape of Behat's own JSON formatter, 3.26 and later.
type behatReport struct {
	Failed json.RawMessage `json:"failed"` // number of failed scenarios
	Suites []struct {
		Features []struct {
			Scenarios []behatScenario `json:"scenarios"`
			Failures  []behatFailure  `json:"failures"`
			Name      jsonText        `json:"name"`
		} `json:"features"`
		Failures []behatFailure `json:"failures"`
		Name     jsonText       `json:"name"`
	} `json:"suites"`
}

type behatScenario struct {
	Name     jsonText        `json:"name"`
	Time     json.RawMessage `json:"time"` // seconds, as a string
	Status   jsonText        `json:"status"`
	File     jsonText        `json:"file"`
	Line     jsonLine        `json:"line"` // of the outline, for all of its rows
	Failures []behatFailure  `json:"failures"`
}

type behatFailure struct {
	Message jsonText `json:"message"`
	Type    jsonText `json:"type"`
}

// readBehat reads Behat's JSON at once: it lists no steps, so it is small.
func readBehat(in *bufio.Reader) (*Report, error) {
	report := &Report{Source: SourceBehat, Runner: "Behat"}
	var b behatReport
	decoder := json.NewDecoder(newAllowance(newLiterals(in), maxToken))
	err := decoder.Decode(&b)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) {
		return report, nil // the report is truncated; none of it is used
	}
	report.Complete = err == nil
	for _, suite := range b.Suites {
		from := &origin{report: report}
		report.outside("suite "+string(suite.Name), suite.Failures)
		for _, feature := range suite.Features {
			report.outside("feature "+string(feature.Name), feature.Failures)
			for _, s := range feature.Scenarios {
				scenario := s.scenario()
				scenario.from = from
				report.Scenarios = append(report.Scenarios, scenario)
			}
		}
	}
	if n, err := strconv.Atoi(unquoted(b.Failed)); err == nil && n > 0 && !slices.ContainsFunc(report.Scenarios, Scenario.red) {
		report.Complete = false // Behat counts failures that the report does not list
	}
	return report, nil
}

// outside records failures of setup and teardown, outside any scenario.
func (r *Report) outside(where string, failures []behatFailure) {
	for _, f := range failures {
		r.problem("%s, %s: %s", where, f.Type, clip(string(f.Message)))
	}
}

func (b behatScenario) scenario() Scenario {
	s := Scenario{URI: strings.ReplaceAll(string(b.File), `\`, "/"), Line: int(b.Line), Name: string(b.Name), Status: jsonStatus(string(b.Status)), Attempts: 1}
	if seconds, err := strconv.ParseFloat(unquoted(b.Time), 64); err == nil && seconds > 0 && seconds < 1e9 {
		s.Duration = time.Duration(seconds * float64(time.Second))
	}
	if s.Status == Passed && len(b.Failures) > 0 {
		s.Status = Failed
	}
	if s.Status == Passed {
		return s
	}
	s.Failure = &Failure{Line: s.Line, Status: s.Status}
	for i, f := range b.Failures {
		if i == 0 {
			s.Failure.Step, _, _ = strings.Cut(string(f.Message), ":")
		}
		s.Failure.Message += clip(string(f.Message)) + "\n"
	}
	s.Failure.Message = strings.TrimSpace(s.Failure.Message)
	return s
}
