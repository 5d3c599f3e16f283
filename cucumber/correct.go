package cucumber

import (
	"regexp"
	"slices"
	"strconv"
)

// notFound matches pytest-bdd's message for an undefined step: keyword, text, line.
var notFound = regexp.MustCompile(`(?s)Step definition is not found: (\w+) "(.*?)"\. Line (\d+)`)

// correct adds JUnit results to the runner's JSON if the JSON is known to be wrong or incomplete: pytest-bdd's JSON omits
// undefined steps and records a skipping step as passed; behave's JSON does not say why a hook failed.
func (r *Report) correct(junit *Report) {
	cases := map[string][]*Scenario{}
	for i := range junit.Scenarios {
		s := &junit.Scenarios[i]
		cases[s.id] = append(cases[s.id], s)
	}
	pytest := false
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		of := cases[s.id]
		switch {
		case s.id != "" && pytestName.MatchString(s.id) && len(of) > 0:
			s.trustPytest(of[0])
			cases[s.id], pytest = of[1:], true
			r.Source = SourceJSONJUnit
		case s.Failure != nil && s.Failure.Message == hookFailed:
			s.explain(cases[s.Name])
		}
	}
	if pytest || len(r.Scenarios) == 0 {
		r.addLoose(cases, junit)
	}
}

// addLoose adds results that only JUnit has: scenarios that a pytest mark skips, and files that pytest cannot import.
func (r *Report) addLoose(cases map[string][]*Scenario, junit *Report) {
	r.Source = SourceJSONJUnit
	r.Complete = r.Complete && junit.Complete
	r.Problems = append(r.Problems, junit.Problems...)
	for _, s := range junit.Scenarios {
		left := cases[s.id]
		if len(left) > 0 {
			r.Scenarios = append(r.Scenarios, *left[0])
			cases[s.id] = left[1:]
		}
	}
}

// trustPytest takes the status from JUnit, and lines and steps from JSON. The JSON marks every step after a failed one as
// failed as well; those become skipped.
func (s *Scenario) trustPytest(junit *Scenario) {
	failed := slices.IndexFunc(s.Steps, func(step Step) bool { return step.Status == Failed })
	for i := failed + 1; failed >= 0 && i < len(s.Steps); i++ {
		s.Steps[i].Status = Skipped
	}
	if s.Status == junit.Status && s.Status != Skipped {
		return
	}
	s.Status, s.Duration = junit.Status, junit.Duration
	s.Failure = nil
	if junit.Failure == nil {
		return
	}
	f := *junit.Failure
	if f.Line == 0 {
		f.Line = s.Line
	}
	s.Failure = &f
	if m := notFound.FindStringSubmatch(f.Message); m != nil {
		line, _ := strconv.Atoi(m[3])
		s.Steps = append(s.Steps, Step{Keyword: m[1], Text: m[2], Line: line, Status: Undefined})
	}
}

// explain copies the message of a failed hook from the JUnit test case of the same name.
func (s *Scenario) explain(cases []*Scenario) {
	for _, c := range cases {
		if c.Failure != nil && c.Failure.Message != "" {
			s.Failure.Message = c.Failure.Message
			return
		}
	}
}
