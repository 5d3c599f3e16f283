package result

import (
	"cmp"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// inFlight names the first step without a result: it was running, or next.
func (p *Scenario) inFlight() {
	for _, step := range p.Steps {
		if step.Status == cucumber.Unknown {
			p.Failure.Step = strings.TrimSpace(step.Keyword + " " + step.Text)
			p.Failure.Line = cmp.Or(step.Line, p.Line)
			return
		}
	}
}

func isStep(s cucumber.Step) bool { return !s.Hook }

// tellsSteps reports whether a format lists every step that ran, so that a scenario without steps proves nothing.
func tellsSteps(source string) bool {
	return source == cucumber.SourceMessages || source == cucumber.SourceJSON
}

// failed reports whether a scenario failed in its last attempt.
func (p *Scenario) failed() bool {
	return p.Status == cucumber.Failed || p.Status == cucumber.Ambiguous || p.Status == cucumber.Unknown
}

// flaky sets the failure of a scenario that passed after a failure, if that counts as failed.
func (c *recorder) flaky(p *Scenario) {
	if p.Flaky && c.run.FlakyFails {
		p.Failure = &cucumber.Failure{Line: p.Line, Status: cucumber.Passed, Message: "it failed, then passed on a retry"}
	}
}

func (p *Scenario) fail(status cucumber.Status, message string) {
	p.Status = status
	p.Failure = &cucumber.Failure{Line: p.Line, Status: status, Message: message}
}
