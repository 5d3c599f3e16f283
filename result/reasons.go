package result

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// gaps returns one sentence for each reason why the run is incomplete.
func (r *Run) gaps() []string {
	out := r.sentences(true)
	say := func(n int, one, many string) {
		if n == 1 {
			out = append(out, "1 "+one)
		} else if n > 1 {
			out = append(out, fmt.Sprintf("%d %s", n, many))
		}
	}
	missing, strange := r.missing()
	say(missing, "planned scenario did not run"+r.commonTag(), "planned scenarios did not run"+r.commonTag())
	say(strange, "reported scenario was not planned, or was reported twice"+strangeHint, "reported scenarios were not planned, or were reported twice"+strangeHint)
	if r.idle() {
		out = append(out, "nothing ran: every scenario was skipped or excluded (allow-empty accepts this)")
	}
	return append(out, r.Problems...)
}

// sentences says what went wrong in attempts: with gaps, why the run is incomplete, else what failed.
func (r *Run) sentences(gaps bool) []string {
	var out []string
	for _, t := range r.Troubles() {
		if slices.ContainsFunc(t.Attempts, incomplete) == gaps {
			out = append(out, t.Sentence())
		}
	}
	return out
}

// incomplete reports whether an attempt's trouble makes the run incomplete. A runner that fails before it writes a report
// does not: that is a failure, and its output says why.
func incomplete(a Attempt) bool {
	return !a.Class.AboutTests() || a.Class == Passed && a.Report != "" || a.Missing > 0 && a.Source != ""
}

const strangeHint = ": does the runner's own configuration add paths or run files twice?"

// idle reports whether there are scenarios and every one was skipped. The share of a single node cannot show that.
func (r *Run) idle() bool {
	c := r.Counts()
	return !r.AllowEmpty && !r.Node.Several() && c.Total > 0 && c.Total == c.Skipped && c.Quarantined == 0
}

// commonTag names a tag that all scenarios have that the runner left out, and none that ran: a profile probably excludes
// it. If nothing ran, a tag is not the reason.
func (r *Run) commonTag() string {
	var absent, ran []Scenario
	missing, reported := 0, r.reported()
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			switch {
			case s.Status == NotRun && reported[s.Attempt]:
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
			return fmt.Sprintf("%s, all tagged %s, unlike every scenario that ran: does a profile exclude the tag? Set tags: not %s", some, tag, tag)
		}
	}
	return ""
}

// reported are the attempts, by ID, whose runners ended and wrote a complete report: what is missing there was left out.
func (r *Run) reported() map[string]bool {
	out := map[string]bool{}
	for _, a := range r.Attempts {
		out[a.ID()] = a.Class.AboutTests() && a.Source != "" && a.Report == ""
	}
	return out
}

// missing counts planned scenarios that did not run and reported ones that were not planned. Those of a runner that
// failed before it wrote a report count as its failure: its output says why.
func (r *Run) missing() (missing, strange int) {
	failed := map[string]bool{}
	for _, a := range r.Attempts {
		failed[a.ID()] = r.failedAlone(a)
	}
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			switch {
			case s.Status == NotRun && !failed[s.Attempt] && !s.FailFast:
				missing++
			case s.Status == Unexpected, s.Status == Duplicate:
				strange++
			}
		}
	}
	return missing, strange
}

// Reported reports whether an attempt decided any scenario.
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

// failedAlone reports whether a runner failed without a report.
func (r *Run) failedAlone(a Attempt) bool { return a.Class == Failed && a.Source == "" }

// leaks counts the scenarios that failed beside other files and passed alone.
func (r *Run) leaks() int {
	n := 0
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.Leak && s.Status == cucumber.Failed && r.Fails(s) {
				n++
			}
		}
	}
	return n
}

// scenarioFailures says how many scenarios failed.
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
	if n := r.stopped(); n == 1 {
		out = append(out, "1 scenario did not run because of fail-fast")
	} else if n > 1 {
		out = append(out, fmt.Sprintf("%d scenarios did not run because of fail-fast", n))
	}
	return out
}

// runnerFailures says which runners failed for another reason than a scenario.
func (r *Run) runnerFailures() []string {
	out := r.sentences(false)
	troubled := r.troubled()
	for _, a := range r.Attempts {
		switch {
		case troubled[a.Unit]: // r.sentences says so
		case len(r.Unproven(a)) > 0:
			out = append(out, fmt.Sprintf("exit status %d: the scenarios that explained it no longer count as failed, and no run without them ended with status 0 [%s]", a.Exit, a.ID()))
		case r.oddly(a):
			out = append(out, fmt.Sprintf("exit status %d: failed scenarios alone do not cause it [%s]", a.Exit, a.ID()))
		}
	}
	if n := r.stopped(); n > 0 && r.Counts().Failed == 0 {
		out = append(out, "the runner stopped at a scenario that does not count as failed")
	}
	return out
}

// stopped counts the scenarios that fail-fast left out.
func (r *Run) stopped() int {
	n := 0
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			if s.FailFast && s.Status == NotRun {
				n++
			}
		}
	}
	return n
}
