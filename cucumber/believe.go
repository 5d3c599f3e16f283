package cucumber

import "fmt"

// believe adopts failures from another report of the same run if this report passes or omits the scenario: if two reports
// disagree, the run must not pass.
func (r *Report) believe(other *Report) {
	type place struct {
		uri, name string
		line      int
	}
	at := func(s Scenario) place {
		if s.Line > 0 {
			s.Name = "" // a located scenario is identified by its line
		}
		return place{s.URI, s.Name, s.Line}
	}
	own := map[place]int{}
	for i, s := range r.Scenarios {
		own[at(s)] = i
	}
	silent := len(r.Problems) == 0
	for _, s := range other.Scenarios {
		i, both := own[at(s)]
		if both {
			r.Scenarios[i].takeTimes(s)
		}
		switch {
		case rank(s.Status) <= rank(Skipped):
		case both:
			r.Scenarios[i].contradict(s, other.Source)
		case s.Line > 0:
			r.Scenarios = append(r.Scenarios, s)
		case silent:
			r.problem("%s", disagreement(s, other.Source))
		}
	}
	r.Failed = r.Failed || other.Failed
	if silent {
		r.Problems = append(r.Problems, other.Problems...)
	}
}

// contradict gives a passed or skipped scenario the worse status from another report.
func (s *Scenario) contradict(other Scenario, source string) {
	if worse(s.Status, Skipped) {
		return
	}
	failure := Failure{Line: s.Line, Status: other.Status}
	if other.Failure != nil {
		failure = *other.Failure
	}
	failure.Message = disagreement(other, source)
	s.Status, s.Failure = other.Status, &failure
}

func disagreement(s Scenario, source string) string {
	text := fmt.Sprintf("%s is %s in the runner's %s report, but not in its main report", s.Name, s.Status, source)
	if s.Failure != nil && s.Failure.Message != "" {
		text += ":\n" + s.Failure.Message
	}
	return text
}
