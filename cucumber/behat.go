package cucumber

import (
	"bufio"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

// The shape of Behat's own JSON formatter, 3.26 and later.
type behatReport struct {
	Suites []struct {
		Features []struct {
			Scenarios []behatScenario `json:"scenarios"`
			Failures  []behatFailure  `json:"failures"`
			Name      string          `json:"name"`
		} `json:"features"`
		Failures []behatFailure `json:"failures"`
		Name     string         `json:"name"`
	} `json:"suites"`
}

type behatScenario struct {
	Name     string         `json:"name"`
	Time     json.Number    `json:"time"` // seconds, as a string
	Status   string         `json:"status"`
	File     string         `json:"file"`
	Line     int            `json:"line"` // of the outline, for all of its rows
	Failures []behatFailure `json:"failures"`
}

type behatFailure struct {
	Message string `json:"message"`
	Type    string `json:"type"`
}

// readBehat reads Behat's JSON. It names no steps, so it is small enough to be read as a whole.
func readBehat(in *bufio.Reader) (*Report, error) {
	report := &Report{Source: SourceBehat, Runner: "Behat"}
	var b behatReport
	decoder := json.NewDecoder(newAllowance(newLiterals(in), maxToken))
	err := decoder.Decode(&b)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) {
		return report, nil // it breaks off, and what there is of it stays unread
	}
	report.Complete = err == nil
	for _, suite := range b.Suites {
		report.outside("suite "+suite.Name, suite.Failures)
		for _, feature := range suite.Features {
			report.outside("feature "+feature.Name, feature.Failures)
			for _, s := range feature.Scenarios {
				report.Scenarios = append(report.Scenarios, s.scenario())
			}
		}
	}
	return report, nil
}

// outside keeps what failed before and after scenarios.
func (r *Report) outside(where string, failures []behatFailure) {
	for _, f := range failures {
		r.problem("%s, %s: %s", where, f.Type, clip(f.Message))
	}
}

func (b behatScenario) scenario() Scenario {
	s := Scenario{URI: strings.ReplaceAll(b.File, `\`, "/"), Line: b.Line, Name: b.Name, Status: jsonStatus(b.Status), Attempts: 1}
	if seconds, err := strconv.ParseFloat(b.Time.String(), 64); err == nil && seconds > 0 && seconds < 1e9 {
		s.Duration = time.Duration(seconds * float64(time.Second))
	}
	if s.Status == Passed && len(b.Failures) > 0 {
		s.Status = Failed
	}
	if s.Status == Passed {
		return s
	}
	s.Failure = &Failure{Line: b.Line, Status: s.Status}
	for i, f := range b.Failures {
		if i == 0 {
			s.Failure.Step, _, _ = strings.Cut(f.Message, ":")
		}
		s.Failure.Message += clip(f.Message) + "\n"
	}
	s.Failure.Message = strings.TrimSpace(s.Failure.Message)
	return s
}
