package result

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// The exit statuses of a run that was carried out or begun. Signals add 128 + their number.
const (
	ExitPassed     = 0 // everything planned ran and passed
	ExitFailed     = 1 // scenarios failed, or the runner failed by itself
	ExitInputs     = 2 // the inputs are wrong, or select nothing
	ExitIncomplete = 3 // the run is incomplete or could not be carried out
)

// The states of a Verdict.
const (
	StateRunning    = "running" // what run.json says until the end, and for ever where Baleen was killed
	StatePassed     = "passed"
	StateFailed     = "failed"
	StateIncomplete = "incomplete"
	StateCancelled  = "cancelled"
)

// Outcome sorts a scenario into what counts: strict decides whether undefined and pending fail.
func (r *Run) Outcome(s Scenario) cucumber.Status {
	switch s.Status {
	case cucumber.Passed:
		if s.Flaky && r.FlakyFails {
			return cucumber.Failed
		}
		return cucumber.Passed
	case cucumber.Skipped, Deselected:
		return cucumber.Skipped
	case cucumber.Unknown:
		if s.Blank { // nothing of it can fail: to cucumber-js the run is a success
			return cucumber.Skipped
		}
		return cucumber.Failed
	case cucumber.Undefined, cucumber.Pending:
		if !r.Strict {
			return cucumber.Skipped
		}
		return cucumber.Failed
	case NotRun, Unexpected, Duplicate:
		return NotRun
	}
	return cucumber.Failed
}

// Fails reports whether a scenario keeps the run from passing. Every writer asks this, so that no two of them disagree.
func (r *Run) Fails(s Scenario) bool {
	outcome := r.Outcome(s)
	return outcome != cucumber.Passed && outcome != cucumber.Skipped
}

// Counts counts the scenarios of the run.
func (r *Run) Counts() Counts {
	var c Counts
	for _, f := range r.Files {
		c.add(r, f)
	}
	return c
}

// CountsOf counts the scenarios of one file.
func (r *Run) CountsOf(f File) Counts {
	var c Counts
	c.add(r, f)
	return c
}

func (c *Counts) add(r *Run, f File) {
	for _, s := range f.Scenarios {
		c.Total++
		switch r.Outcome(s) {
		case cucumber.Passed:
			c.Passed++
		case cucumber.Skipped:
			c.Skipped++
		case NotRun:
			c.Missing++
		default:
			c.Failed++
		}
		if s.Flaky {
			c.Flaky++
		}
	}
}

// Judge sets the verdict of a run that has ended. Every scenario without an attempt is NotRun, so nothing that was
// planned can be forgotten. signal is 0, or the number of the signal that ended the run.
func (r *Run) Judge(signal int) {
	gaps, failures := r.gaps(), append(r.scenarioFailures(), r.runnerFailures()...)
	v := Verdict{State: StatePassed, Exit: ExitPassed}
	switch {
	case signal > 0:
		v = Verdict{State: StateCancelled, Exit: 128 + signal, Reasons: []string{"cancelled by " + r.Signal}}
	case len(gaps) > 0:
		v = Verdict{State: StateIncomplete, Exit: ExitIncomplete}
	case len(failures) > 0:
		v = Verdict{State: StateFailed, Exit: ExitFailed}
	}
	v.Reasons = append(append(v.Reasons, gaps...), failures...)
	v.Caveats = r.caveats()
	r.Verdict = v
}

// Status is the exit status of a run that was judged. exitZero forgives scenarios that failed, and nothing else: not a
// runner that failed by itself.
func (r *Run) Status(exitZero bool) int {
	if exitZero && r.Verdict.Exit == ExitFailed && len(r.runnerFailures()) == 0 {
		return ExitPassed
	}
	return r.Verdict.Exit
}

// gaps says in sentences what keeps the run from being complete.
func (r *Run) gaps() []string {
	var out []string
	say := func(n int, one, many string) {
		if n == 1 {
			out = append(out, "1 "+one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	broken, order := r.broken()
	for _, class := range order {
		say(broken[class], fmt.Sprintf("container ended as %s", class), fmt.Sprintf("containers ended as %s", class))
	}
	say(r.untrusted(), "container exited 0 without a whole report", "containers exited 0 without a whole report")
	missing, strange := r.missing()
	say(missing, "planned scenario did not run"+r.commonTag(), "planned scenarios did not run"+r.commonTag())
	say(strange, "scenario was reported that was not planned, or twice"+strangeHint, "scenarios were reported that were not planned, or twice"+strangeHint)
	if r.idle() {
		out = append(out, "nothing ran: every scenario was skipped or left out (allow-empty makes this no error)")
	}
	return append(out, r.Problems...)
}

const strangeHint = ": does the runner's own configuration add paths or run files twice?"

// idle tells that there are scenarios, and not one of them says anything about the suite. Whoever sees the share of one
// node only cannot tell.
func (r *Run) idle() bool {
	c := r.Counts()
	return !r.AllowEmpty && !r.Node.Several() && c.Total > 0 && c.Total == c.Skipped
}

// commonTag names a tag that every scenario carries which its runner left out, and none that ran: most likely somebody's
// profile leaves them out. Where nothing ran, no tag is the reason.
func (r *Run) commonTag() string {
	var absent, ran []Scenario
	missing, told := 0, r.told()
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			switch {
			case s.Status == NotRun && told[s.Attempt]:
				absent, missing = append(absent, s), missing+1
			case s.Status == NotRun:
				missing++
			case s.Status == cucumber.Passed, s.Status == cucumber.Failed:
				ran = append(ran, s)
			}
		}
	}
	if len(absent) == 0 || len(ran) == 0 {
		return ""
	}
	some := ""
	if len(absent) < missing {
		some = fmt.Sprintf(", %d of them left out by the runner", len(absent))
	}
	for _, tag := range absent[0].Tags {
		tagged := func(s Scenario) bool { return slices.Contains(s.Tags, tag) }
		untagged := func(s Scenario) bool { return !tagged(s) }
		if !slices.ContainsFunc(absent, untagged) && !slices.ContainsFunc(ran, tagged) {
			return fmt.Sprintf("%s, all with the tag %s that none has which ran: is there a profile? Set tags: not %s", some, tag, tag)
		}
	}
	return ""
}

// told are the attempts, by ID, whose runners came to their end and told of it: what is missing there was left out.
func (r *Run) told() map[string]bool {
	out := map[string]bool{}
	for _, a := range r.Attempts {
		out[a.ID()] = a.Class.AboutTests() && a.Source != "" && a.Report == ""
	}
	return out
}

// broken counts the attempts of each infrastructure class, in order of appearance.
func (r *Run) broken() (map[Class]int, []Class) {
	count, order := map[Class]int{}, []Class{}
	for _, a := range r.Attempts {
		if a.Class.AboutTests() || a.Alone {
			continue
		}
		if count[a.Class] == 0 {
			order = append(order, a.Class)
		}
		count[a.Class]++
	}
	return count, order
}

func (r *Run) untrusted() int {
	n := 0
	for _, a := range r.Attempts {
		if a.Class == Passed && a.Report != "" && !a.Alone {
			n++
		}
	}
	return n
}

// missing counts planned scenarios that did not run and reported ones that were not planned. Those of a runner that
// failed before it wrote a report are its failure, not a gap: its output says why.
func (r *Run) missing() (missing, strange int) {
	failed := map[string]bool{}
	for _, a := range r.Attempts {
		failed[a.ID()] = r.failedAlone(a)
	}
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			switch {
			case s.Status == NotRun && !failed[s.Attempt]:
				missing++
			case s.Status == Unexpected, s.Status == Duplicate:
				strange++
			}
		}
	}
	return missing, strange
}

// Reported tells whether any scenario's outcome came from an attempt.
func (r *Run) Reported(a Attempt) bool {
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.Attempt == a.ID() && s.Status != NotRun {
				return true
			}
		}
	}
	return false
}

// failedAlone tells that a runner failed by itself, without a report.
func (r *Run) failedAlone(a Attempt) bool { return a.Class == Failed && a.Source == "" }

// leaks counts the scenarios that failed beside other files and passed alone.
func (r *Run) leaks() int {
	n := 0
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.Leak && s.Status == cucumber.Failed {
				n++
			}
		}
	}
	return n
}

// scenarioFailures says in sentences how many scenarios failed.
func (r *Run) scenarioFailures() []string {
	var out []string
	if n := r.Counts().Failed; n == 1 {
		out = append(out, "1 scenario failed")
	} else if n > 1 {
		out = append(out, fmt.Sprintf("%d scenarios failed", n))
	}
	if n := r.leaks(); n > 0 {
		out = append(out, fmt.Sprintf("%d of them passed alone: files that share a container are not isolated from each other", n))
	}
	return out
}

// runnerFailures says in sentences which runners failed by themselves.
func (r *Run) runnerFailures() []string {
	var out []string
	for _, a := range r.Attempts {
		switch {
		case a.Alone:
		case r.failedAlone(a):
			out = append(out, fmt.Sprintf("the runner of %s exited %d without a report", a.Unit, a.Exit))
		case a.Mismatch:
			out = append(out, fmt.Sprintf("the runner of %s failed (exit status %d) though every scenario passed", a.Unit, a.Exit))
		case len(a.Problems) > 0 && a.Class.AboutTests():
			out = append(out, fmt.Sprintf("the runner of %s reports a problem outside its scenarios", a.Unit))
		case a.Report != "" && a.Class == Failed:
			out = append(out, fmt.Sprintf("the runner of %s exited %d, and %s", a.Unit, a.Exit, a.Report))
		}
	}
	return out
}
