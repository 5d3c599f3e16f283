package cucumber

import (
	"cmp"
	"slices"
	"strings"

	messages "github.com/cucumber/messages/go/v34"
)

// attach records an attachment. Its content is still in the file; Body holds its position (see literals).
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

// conclude builds the scenarios from the gathered messages, in the order in which their last attempts start.
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

// outside reports what belongs to no scenario. An undefined parameter type is a problem only if the run failed: otherwise
// no scenario uses it.
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
		r.problem("the runner reports that its run failed, but its report contains no failure")
	}
}

// attachments labels the attachments of one attempt with their scenario, attempt and step.
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

// finish reads the end of the run.
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
