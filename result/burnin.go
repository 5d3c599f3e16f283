package result

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// BurnIn counts the runs of a scenario that runs many times, to see whether it flakes. They decide nothing else.
type BurnIn struct {
	Wanted int  `json:"wanted"`
	Runs   int  `json:"runs"`             // that ended
	Failed int  `json:"failed,omitempty"` // of Runs
	Repeat bool `json:"repeat,omitempty"` // it was asked for by --repeat, and the ordinary run counts as the first
}

// Done reports whether as many runs have ended as were wanted.
func (b *BurnIn) Done() bool { return b == nil || b.Runs >= b.Wanted }

func (b *BurnIn) failed() bool { return b != nil && b.Failed > 0 }

// String says how the runs ended.
func (b BurnIn) String() string {
	word := "burn-in"
	if b.Repeat {
		word = "repeat"
	}
	return fmt.Sprintf("%s: it failed in %d of %d runs", word, b.Failed, b.Runs)
}

// CountFirst counts the attempt that decided a repeated scenario as the first of its runs.
func (r *Run) CountFirst(s *Scenario) {
	if s.BurnIn == nil || !s.BurnIn.Repeat || s.BurnIn.Runs > 0 {
		return
	}
	s.BurnIn.Runs = 1
	if r.outcome(*s) != cucumber.Passed || s.Flaky {
		s.BurnIn.Failed = 1
	}
}

// burnt counts a run of a scenario that is reported.
func (c *recorder) burnt(at spot, s cucumber.Scenario) {
	p := c.at(at)
	if p.BurnIn == nil || !c.given(at) {
		return
	}
	probe := Scenario{Name: p.Name, Line: p.Line, PlannedSteps: p.PlannedSteps, Status: NotRun}
	c.decide(&probe, s)
	switch outcome := c.run.outcome(probe); {
	case outcome == cucumber.Skipped: // it did not run
	case outcome == cucumber.Passed && !probe.Flaky:
		p.BurnIn.Runs++
	default:
		c.burns(p, probe)
	}
}

// burns counts a run of a scenario that failed. The scenario shows the first failure.
func (c *recorder) burns(p *Scenario, failed Scenario) {
	p.BurnIn.Runs++
	p.BurnIn.Failed++
	why := failed.Failure
	if why == nil {
		why = failed.lastFailure()
	}
	if why != nil && len(p.Earlier) < maxEarlier {
		p.Earlier = append(p.Earlier, Earlier{Attempt: c.attempt.ID(), Failure: *why})
	}
}

// burn ends the record of an attempt of a burn-in: what it was given and did not report did not pass.
func (c *recorder) burn() {
	a := c.attempt
	a.Mismatch, a.SaidFailed = c.mismatch(), c.failed
	for _, here := range c.open() {
		p := c.at(here)
		switch {
		case p.BurnIn == nil || !a.Class.AboutTests() || a.Report != "": // its trouble fails the run
		case c.wholeFile(here) && a.Class == Passed:
			p.BurnIn.Runs++
		case c.wholeFile(here):
			c.explainedBy(here)
			p.BurnIn.Runs++
			p.BurnIn.Failed++
		default:
			c.burns(p, Scenario{Failure: &cucumber.Failure{Line: p.Line, Status: NotRun, Message: "the report does not have it"}})
		}
	}
	c.judgeBurnt()
	if _, trouble := a.Trouble(); !trouble && a.Source != SourceExitCode {
		a.Tail, a.Complaint = "", ""
	}
}

// judgeBurnt makes the scenarios that failed in a burn-in flaky ones, and says how often they failed.
func (c *recorder) judgeBurnt() {
	for _, name := range c.attempt.Files {
		file := c.run.File(name)
		for i := range file.Scenarios {
			p := &file.Scenarios[i]
			if !p.BurnIn.failed() || p.Status != cucumber.Passed {
				continue
			}
			p.Flaky = true
			p.Failure = &cucumber.Failure{Line: p.Line, Status: cucumber.Passed, Message: p.BurnIn.String()}
			if len(p.Earlier) > 0 {
				first := p.Earlier[0].Failure
				p.Failure.Step, p.Failure.Line, p.Failure.Hook = first.Step, first.Line, first.Hook
				p.Failure.Message = c.clean.Short(p.BurnIn.String()+", the first time:\n"+first.Message, maxMessage)
			}
		}
	}
}

// maxBurnt is how many scenarios that failed in a burn-in the verdict names.
const maxBurnt = 5

// burnt says which scenarios failed in a burn-in, and how often.
func (r *Run) burnt() []string {
	var out []string
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.BurnIn.failed() && r.Fails(s) {
				out = append(out, fmt.Sprintf("%s [%s:%d]", s.BurnIn, r.Location(f), s.Line))
			}
		}
	}
	if more := len(out) - maxBurnt; more > 0 {
		out = append(slices.Clone(out[:maxBurnt]), fmt.Sprintf("%d more scenarios failed in their burn-in", more))
	}
	return out
}

// BurntIn sums up all burn-ins of a run.
func (r *Run) BurntIn() (scenarios int, sum BurnIn) {
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if b := s.BurnIn; b != nil {
				scenarios++
				sum.Wanted, sum.Runs, sum.Failed = sum.Wanted+b.Wanted, sum.Runs+b.Runs, sum.Failed+b.Failed
				sum.Repeat = sum.Repeat || b.Repeat
			}
		}
	}
	return scenarios, sum
}

// aside reports whether the attempt decides no scenario.
func (a Attempt) aside() bool { return a.Alone || a.Burn }
