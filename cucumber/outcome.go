package cucumber

// outcome derives status and failure of a scenario from its steps: the scenario has the status of its worst step, and the first
// step with that status is the reason.
func (s *Scenario) outcome(details []detail) {
	if len(s.Steps) == 0 {
		s.untold()
		return
	}
	s.Status = Passed
	worst := -1
	for i, step := range s.Steps {
		if rank(step.Status) > rank(s.Status) {
			s.Status, worst = step.Status, i
		}
	}
	if i := s.unresolved(); i >= 0 {
		worst = i
	}
	if worst < 0 {
		return
	}
	step := s.Steps[worst]
	s.Failure = &Failure{Step: stepName(step), Line: step.Line, Status: step.Status}
	if worst < len(details) {
		s.Failure.Message, s.Failure.Hook = details[worst].message, details[worst].hook
	}
	if s.Failure.Line == 0 {
		s.Failure.Line = s.Line
	}
}

// noSteps is the message for a scenario of which the report lists no steps.
const noSteps = "it has no steps"

// untold marks a scenario for which the report has neither steps nor a status.
func (s *Scenario) untold() {
	s.Status, s.Empty, s.Failure = Unknown, true, &Failure{Line: s.Line, Status: Unknown, Message: noSteps}
}

// told sets the status that a report gives a scenario as a whole.
func (s *Scenario) told(status Status, message string) {
	switch status {
	case Unknown:
		return
	case Passed:
		s.Failure = nil
	default:
		s.Failure = &Failure{Line: s.Line, Status: status, Message: message}
	}
	s.Status, s.Empty = status, false
}

// red reports whether a scenario is neither passed nor skipped.
func (s Scenario) red() bool { return worse(s.Status, Skipped) }

// unresolved finds a step that has no result in a scenario that otherwise passed or was skipped, and makes the scenario
// Unknown: a step without a result must not count as passed, and may be the reason why the others were skipped.
func (s *Scenario) unresolved() int {
	if rank(s.Status) > rank(Skipped) {
		return -1
	}
	for i, step := range s.Steps {
		if rank(step.Status) == rank(Unknown) {
			s.Status = Unknown
			return i
		}
	}
	return -1
}

// detail is what a report says about a step besides its result.
type detail struct {
	message string
	hook    string // code location
}

func stepName(s Step) string {
	if s.Text == "" {
		return s.Keyword
	}
	if s.Keyword == "" {
		return s.Text
	}
	return s.Keyword + " " + s.Text
}
