package cucumber

import (
	"cmp"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// attach notes an attachment. Its content was left in the file by literals; Body tells where.
func (m *messageReader) attach(a *messages.Attachment) {
	at, ok := spanOf(a.Body)
	if !ok && a.Url == "" {
		return
	}
	m.belongs(a.TestCaseStartedId, attached{step: a.TestStepId, Attachment: &Attachment{
		Name:      a.FileName,
		MediaType: a.MediaType,
		URL:       a.Url,
		within:    at,
		base64:    a.ContentEncoding == messages.AttachmentContentEncoding_BASE64,
	}})
}

func (m *messageReader) attachExternal(a *messages.ExternalAttachment) {
	m.belongs(a.TestCaseStartedId, attached{step: a.TestStepId, Attachment: &Attachment{MediaType: a.MediaType, URL: a.Url}})
}

func (m *messageReader) belongs(started string, a attached) {
	if run := m.runs[started]; run != nil {
		run.attached = append(run.attached, a)
		return
	}
	m.loose = append(m.loose, a)
}

// conclude makes scenarios of what was gathered, in the order in which their last attempts started.
func (m *messageReader) conclude() {
	for _, run := range m.order {
		attempts := m.attempts[run.caseID]
		if run != attempts[len(attempts)-1] {
			continue
		}
		s := m.fold(attempts)
		if s.Status == Undefined {
			s.Failure.Message = strings.Join(append([]string{s.Failure.Message}, m.untyped...), "\n")
		}
		m.report.Scenarios = append(m.report.Scenarios, s)
	}
	m.outside()
}

// outside tells what belongs to no scenario. A parameter type that is not defined is a problem only where the run failed:
// no scenario may use it.
func (m *messageReader) outside() {
	r := m.report
	for _, a := range m.loose {
		r.Attachments, r.content = append(r.Attachments, a.Attachment), append(r.content, a.Attachment)
	}
	if !m.failed {
		r.Notes = append(r.Notes, m.untyped...)
		return
	}
	r.Problems = append(r.Problems, m.untyped...)
	red := func(s Scenario) bool { return rank(s.Status) > rank(Skipped) }
	if len(r.Problems) == 0 && !slices.ContainsFunc(r.Scenarios, red) {
		r.problem("the runner says that its run failed, and nothing in its report does")
	}
}

// attachments tells the attachments of one attempt what they belong to.
func (m *messageReader) attachments(run *caseRun, s Scenario) []*Attachment {
	var out []*Attachment
	for _, a := range run.attached {
		a.Scenario, a.URI, a.Line, a.Attempt = s.Name, s.URI, s.Line, cmp.Or(s.Attempts, 1)
		a.Step = m.stepNamed(run, s, a.step)
		out = append(out, a.Attachment)
		m.report.content = append(m.report.content, a.Attachment)
	}
	return out
}

func (m *messageReader) stepNamed(run *caseRun, s Scenario, id string) string {
	test := m.cases[run.caseID]
	if test == nil || id == "" {
		return ""
	}
	for i, step := range test.TestSteps {
		if step.Id == id && i < len(s.Steps) {
			return stepName(s.Steps[i])
		}
	}
	return ""
}

// finish takes in the end of the run.
func (m *messageReader) finish(end *messages.TestRunFinished) {
	m.finished, m.failed = true, m.failed || !end.Success
	message := end.Message
	if message == "" && end.Exception != nil {
		message = exceptionText(end.Exception)
	}
	if message != "" {
		m.report.problem("%s", clip(message))
	}
}
