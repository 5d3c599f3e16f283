package result

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// Death is why an attempt could show nothing about its scenarios.
type Death struct {
	Cause string // equal for deaths of one cause
	Says  string // one line; empty: Attempt.Trouble says it
}

// Death returns why an attempt says nothing about its scenarios: the runner died outside them, or every one of them failed in a
// hook, or for want of something outside the suite (see Signature.Outside), all for one cause. found is false if a scenario passed
// or failed in a step for another reason, and for attempts after the first: those are about scenarios that failed.
func (r *Run) Death(a Attempt) (d Death, found bool) {
	if a.Alone || a.Superseded || a.Check > 0 || a.Number > 1 || a.Class == Cancelled || r.unparsed(a) {
		return d, false
	}
	causes := map[string]Death{}
	for _, name := range a.Files {
		file := r.File(name)
		if file == nil {
			continue
		}
		for i := range file.Scenarios {
			s := &file.Scenarios[i]
			if s.Attempt != a.ID() || idle(*s) {
				continue
			}
			cause, broken := s.broken()
			if !broken {
				return d, false
			}
			causes[cause.Cause] = cause
		}
	}
	leftOut := a.Class == Passed && a.Source != "" && a.Report == "" && len(a.Problems) == 0 // a filter may not match other files
	if t, trouble := a.Trouble(); trouble && len(causes) == 0 && !leftOut {
		return Death{string(a.Class) + " " + template(t.Key(), dropQuoted), ""}, true
	}
	for _, d = range causes {
		found = len(causes) == 1
	}
	return d, found
}

// unparsed reports whether Baleen cannot parse a file of an attempt: its runner dies of it, too, and of no other.
func (r *Run) unparsed(a Attempt) bool {
	return slices.ContainsFunc(a.Files, func(name string) bool {
		file := r.File(name)
		return file != nil && file.ParseFail != ""
	})
}

// idle reports whether no step or hook of a scenario ran.
func idle(s Scenario) bool {
	return s.Status == NotRun || s.Status == cucumber.Skipped || s.Status == Deselected
}

// broken returns why a scenario failed if that was no step of its own: a hook, or something outside the suite.
func (p *Scenario) broken() (d Death, broken bool) {
	if p.Status != cucumber.Failed || p.Failure == nil {
		return d, false
	}
	cause, _ := p.Cause()
	said, _, _ := strings.Cut(strings.TrimSpace(p.Failure.Message), "\n")
	return Death{cause.Hash, shortLine(said)}, cause.Outside || p.hookFailed()
}

// hookFailed reports whether a hook failed, and no step.
func (p *Scenario) hookFailed() bool {
	failed := func(hook bool) bool {
		return slices.ContainsFunc(p.Steps, func(s cucumber.Step) bool { return s.Hook == hook && s.Status == cucumber.Failed })
	}
	if failed(false) {
		return false
	}
	hook := p.Failure.Step == "Before hook" || p.Failure.Step == "After hook" || strings.HasPrefix(p.Failure.Message, "HOOK-ERROR ")
	return hook || p.Failure.Hook != "" || failed(true)
}

// Broken counts the scenarios that failed, with those that did not run because their runner failed.
func (r *Run) Broken() int {
	lost := r.lost()
	n := r.Counts().Failed
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if lost(s) {
				n++
			}
		}
	}
	return n
}

// Tried counts the scenarios that failed in at least one attempt, with those that did not run because their runner failed; not those that
// are in quarantine, failed in their burn-in alone, or whose steps are undefined, ambiguous or pending.
func (r *Run) Tried() int {
	lost := r.lost()
	n := 0
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			before := !s.BurnIn.failed() && slices.ContainsFunc(s.Earlier, func(e Earlier) bool { return e.Attempt != s.Attempt })
			if !s.Quarantined() && (s.Status == cucumber.Failed || before || lost(s)) {
				n++
			}
		}
	}
	return n
}

// lost reports whether a scenario did not run because its runner failed.
func (r *Run) lost() func(Scenario) bool {
	failed := map[string]bool{}
	for _, a := range r.Attempts {
		failed[a.ID()] = a.Class == Failed
	}
	return func(s Scenario) bool { return s.Status == NotRun && !s.FailFast && failed[s.Attempt] }
}
