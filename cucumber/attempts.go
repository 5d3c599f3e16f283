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
	retried  bool                                // the runner says that it tries again
	results  map[string]*messages.TestStepResult // by test step id
	own      *messages.TestStepResult            // of the whole, in old versions of the protocol
	attached []attached
}

// attached is an attachment before it is known what it belongs to.
type attached struct {
	step string // test step id, empty: of the whole scenario
	*Attachment
}

func (m *messageReader) start(s *messages.TestCaseStarted) {
	run := &caseRun{
		caseID:  s.TestCaseId,
		attempt: int(s.Attempt),
		started: s.Timestamp,
		results: map[string]*messages.TestStepResult{},
	}
	m.runs[s.Id] = run
	m.order, m.attempts[s.TestCaseId] = append(m.order, run), append(m.attempts[s.TestCaseId], run)
}

// stepFinished keeps the result of a step; of several, which nobody should write, the worst.
func (m *messageReader) stepFinished(s *messages.TestStepFinished) {
	if s.TestStepResult == nil {
		return
	}
	status := statusOf(s.TestStepResult)
	run := m.runs[s.TestCaseStartedId]
	if run == nil {
		if rank(status) > rank(Skipped) {
			m.report.problem("a step %s in a scenario whose start is missing: %s", status, messageOf(kept(s.TestStepResult), ""))
		}
		return
	}
	if before := run.results[s.TestStepId]; before == nil || worse(status, statusOf(before)) {
		run.results[s.TestStepId] = kept(s.TestStepResult)
	}
}

// own keeps the result of a whole test case.
func (m *messageReader) own(started string, result *messages.TestStepResult) {
	if run := m.runs[started]; run != nil {
		run.own = kept(result)
	}
}

// fold makes one scenario of the attempts at a test case: the last decides. Two that have the same number, of which the first
// was not to be tried again, are two runs, and the worse of them counts.
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
			s.Earlier = out.Earlier
			if out.Failure != nil {
				s.Earlier = append(s.Earlier, *out.Failure)
			}
			out = s
		default:
			s.Earlier = out.Earlier
			out.keepWorse(s)
		}
	}
	out.Attachments = all
	return out
}
