package cucumber

import (
	"cmp"
	"slices"

	messages "github.com/cucumber/messages/go/v34"
)

// caseRun is one attempt at a test case.
type caseRun struct {
	caseID   string
	attempt  int
	started  *messages.Timestamp
	finished *messages.Timestamp
	ended    bool
	retried  bool                                // the runner announces another attempt
	began    map[string]Moment                   // by test step id
	results  map[string]*messages.TestStepResult // by test step id
	own      *messages.TestStepResult            // of the whole test case, in old versions of the protocol
	attached []attached
}

// attached is an attachment that is not yet assigned to a scenario and step.
type attached struct {
	step string // test step id, empty: of the whole scenario
	*Attachment
}

func (m *messageReader) start(s *messages.TestCaseStarted) {
	run := &caseRun{
		caseID:  s.TestCaseId,
		attempt: int(s.Attempt),
		started: s.Timestamp,
		began:   map[string]Moment{},
		results: map[string]*messages.TestStepResult{},
	}
	m.runs[s.Id] = run
	m.order, m.attempts[s.TestCaseId] = append(m.order, run), append(m.attempts[s.TestCaseId], run)
}

func (m *messageReader) stepStarted(s *messages.TestStepStarted) {
	if run := m.runs[s.TestCaseStartedId]; run != nil {
		run.began[s.TestStepId] = momentAt(s.Timestamp)
	}
}

// stepFinished keeps the result of a step. If a broken report has several results for it, the worst counts.
func (m *messageReader) stepFinished(s *messages.TestStepFinished) {
	if s.TestStepResult == nil {
		return
	}
	status := statusOf(s.TestStepResult)
	run := m.runs[s.TestCaseStartedId]
	if run == nil {
		if rank(status) > rank(Skipped) {
			m.report.problem("a %s step belongs to a scenario that never starts in the report: %s", status, messageOf(kept(s.TestStepResult), ""))
		}
		return
	}
	if before := run.results[s.TestStepId]; before == nil || worse(status, statusOf(before)) {
		run.results[s.TestStepId] = kept(s.TestStepResult)
	}
}

// own records the result that old protocol versions give a whole test case.
func (m *messageReader) own(started string, result *messages.TestStepResult) {
	if run := m.runs[started]; run != nil {
		run.own = kept(result)
	}
}

// after is the outcome of a retry that followed another attempt. Only a pass makes a failure good: what a retry skips still
// failed.
func (s Scenario) after(first Scenario) Scenario {
	if s.Status == Skipped && rank(first.Status) > rank(Skipped) {
		first.Attempts = s.Attempts
		return first
	}
	s.Earlier = first.Earlier
	if first.Failure != nil {
		s.Earlier = append(s.Earlier, first.try())
	}
	return s
}

// try returns an attempt that failed and was repeated.
func (s Scenario) try() Try { return Try{*s.Failure, s.Began, s.Duration, s.Steps} }

// fold merges the attempts of a test case into one scenario: the last attempt decides. If two attempts have the same number
// and the first does not announce a retry, they are separate runs, and the worse one counts.
func (m *messageReader) fold(attempts []*caseRun) Scenario {
	attempts = slices.Clone(attempts)
	slices.SortStableFunc(attempts, func(a, b *caseRun) int { return cmp.Compare(a.attempt, b.attempt) })
	var out Scenario
	var all []*Attachment
	for i, run := range attempts {
		s := m.scenario(run)
		s.Attempts = out.Attempts + 1
		again := i > 0 && (run.attempt > attempts[i-1].attempt || attempts[i-1].retried)
		if i > 0 && !again {
			s.Attempts = out.Attempts
		}
		all = append(all, m.attachments(run, s)...)
		switch {
		case i == 0:
			out = s
		case again:
			out = s.after(out)
		default:
			s.Earlier = out.Earlier
			out.keepWorse(s)
		}
	}
	out.Attachments = all
	return out
}
