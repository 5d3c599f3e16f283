package result

import (
	"cmp"
	"slices"
	"strings"
	"time"

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

// Earlier is a failure of a scenario that was tried again.
type Earlier struct {
	Attempt  string           `json:"attempt"` // Attempt.ID
	Failure  cucumber.Failure `json:"failure"`
	Began    cucumber.Moment  `json:"began_unix_ns,omitempty"`
	Duration time.Duration    `json:"duration_ns,omitempty"`
	Steps    []cucumber.Step  `json:"steps,omitempty"` // none of a burn-in's runs
}

// maxEarlier is how many earlier failures of a scenario the model keeps, the newest: a runner may retry without end.
const maxEarlier = 20

// remember keeps the failure of the attempt that decided so far, and those of the runner's own retries in this one.
func (c *recorder) remember(p *Scenario, retried []cucumber.Try) {
	if p.failed() && p.Failure != nil && p.Attempt != c.attempt.ID() {
		p.Earlier = append(p.Earlier, Earlier{p.Attempt, *p.Failure, p.Began, p.Duration, p.Steps})
	}
	for _, t := range retried {
		began, steps := c.times(t.Began, slices.Clone(t.Steps))
		p.Earlier = append(p.Earlier, Earlier{c.attempt.ID(), t.Failure, began, t.Duration, steps})
	}
	p.Earlier = p.Earlier[max(0, len(p.Earlier)-maxEarlier):]
	p.Began, p.Duration, p.Steps = 0, 0, nil
}

// flaky sets the failure of a scenario that passed after a failure, if that counts as failed.
func (c *recorder) flaky(p *Scenario) {
	if !p.Flaky || !c.run.FlakyFails {
		return
	}
	p.Failure = &cucumber.Failure{Line: p.Line, Status: cucumber.Passed, Message: flakyMessage}
	if last := p.lastFailure(); last != nil {
		p.Failure.Step, p.Failure.Line, p.Failure.Hook = last.Step, last.Line, last.Hook
		p.Failure.Message = c.clean.Short(flakyMessage+"\n"+last.Message, maxMessage)
	}
}

const flakyMessage = "it failed, then passed on a retry"

// lastFailure is the newest earlier failure; nil if none is known.
func (p *Scenario) lastFailure() *cucumber.Failure {
	if len(p.Earlier) == 0 {
		return nil
	}
	return &p.Earlier[len(p.Earlier)-1].Failure
}

// Cause is the signature of why a scenario failed, or of why it failed before it passed. known is false if it has no failure.
func (p *Scenario) Cause() (s Signature, known bool) {
	why := Member{Scenario: p}.Why()
	if why == nil {
		return s, false
	}
	return SignatureOf(*why), true
}

func (p *Scenario) fail(status cucumber.Status, message string) {
	p.Status = status
	p.Failure = &cucumber.Failure{Line: p.Line, Status: status, Message: message}
}
