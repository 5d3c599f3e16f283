package shard

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
)

const (
	keptOutcomes = 50  // newest outcomes of one scenario
	maxSignature = 160 // bytes of a signature in a history
	maxAttempt   = 999 // higher numbers are corrupt
)

// A scenario is known to flake if it flaked so often in so many of its last runs.
const (
	FlakesKnown  = 3
	FlakesWithin = 40
)

// Outcome is what became of a scenario in one run.
type Outcome struct {
	Run       string // ID of the run; IDs begin with the time, so they sort by age
	Commit    string // of the checkout; empty: not known
	Status    cucumber.Status
	Flaky     bool          // it failed and passed in this one run
	Attempt   int           // the number of the attempt that decided, from 1
	Signature string        // of its failure, which failures of one cause share; empty: none, or not known
	Retried   time.Duration // container time of its retries, in whole milliseconds
}

// Failed reports whether the scenario ended the run as one that did not pass.
func (o Outcome) Failed() bool {
	return o.Status != cucumber.Passed && o.Status != cucumber.Skipped
}

// Text is the digest of what a scenario said in a run: see cucumber.Pickle.
type Text struct {
	Run    string
	Digest string
}

// Record is what earlier runs say about one scenario. The methods of a nil Record answer as for a scenario that never ran.
type Record struct {
	Outcomes []Outcome // newest first, one per run, at most 50
	Text     Text      // of the newest run that vouches for it: see Record.New
}

// Record returns what is known of a scenario by its file's path in the checkout and its official name; nil: nothing.
func (p *Past) Record(file, scenario string) *Record {
	if past := p.Files[file]; past != nil {
		return past.Records[scenario]
	}
	return nil
}

// Known reports whether the history has times or outcomes of any scenario: in an empty one, everything would be new.
func (p *Past) Known() bool { return len(p.Files) > 0 }

// New reports whether no run vouches for a scenario: it never ran, or it never passed its burn-in. One of which an older history
// has only times is not new.
func (p *Past) New(file, scenario string) bool {
	past := p.Files[file]
	if past == nil {
		return true
	}
	record := past.Records[scenario]
	return record == nil && past.Scenarios[scenario] == nil || record != nil && record.Text.Digest == ""
}

// Changed reports whether a scenario said something else when it last ran.
func (r *Record) Changed(digest string) bool {
	return r != nil && r.Text.Digest != "" && digest != "" && r.Text.Digest != digest
}

// FailedLast reports whether the scenario failed in the newest run that has it.
func (r *Record) FailedLast() bool { return r != nil && len(r.Outcomes) > 0 && r.Outcomes[0].Failed() }

// FailedSince returns the ID of the first run of those, up to the newest, in all of which the scenario failed; empty if it did
// not fail last.
func (r *Record) FailedSince() string {
	since := ""
	if r == nil {
		return since
	}
	for _, o := range r.Outcomes {
		if !o.Failed() {
			break
		}
		since = o.Run
	}
	return since
}

// Passed reports whether the scenario passed at once in each of its last n runs.
func (r *Record) Passed(n int) bool {
	clean := func(o Outcome) bool { return o.Status == cucumber.Passed && !o.Flaky }
	if r == nil || len(r.Outcomes) < n {
		return false
	}
	return !slices.ContainsFunc(r.Outcomes[:n], func(o Outcome) bool { return !clean(o) })
}

// Flakes counts the newest runs, at most 40, and those of them in which the scenario flaked.
func (r *Record) Flakes() (flaked, runs int) {
	if r == nil {
		return 0, 0
	}
	return counted(r.flakes())
}

// counted counts the newest outcomes, at most 40, and the flakes among them.
func counted(flakes []bool) (flaked, runs int) {
	runs = min(len(flakes), FlakesWithin)
	for _, flake := range flakes[:runs] {
		if flake {
			flaked++
		}
	}
	return flaked, runs
}

// KnownFlaky reports whether the scenario flaked in 3 of its last 40 runs.
func (r *Record) KnownFlaky() bool {
	flaked, _ := r.Flakes()
	return flaked >= FlakesKnown
}

// FlakeRate is the share of the last 40 runs in which the scenario flaked, from 0 to 1.
func (r *Record) FlakeRate() float64 {
	flaked, runs := r.Flakes()
	return float64(flaked) / float64(max(runs, 1))
}

// flakes says of each outcome whether it shows a flake: the scenario failed and passed in one run, or it failed in this run
// and passed in another of the same commit. A failure that the next commit mends proves nothing.
func (r *Record) flakes() []bool {
	var passed map[string]bool // commits
	if slices.ContainsFunc(r.Outcomes, Outcome.Failed) {
		passed = map[string]bool{}
	}
	for _, o := range r.Outcomes {
		if passed != nil && o.Commit != "" && o.Status == cucumber.Passed {
			passed[o.Commit] = true
		}
	}
	out := make([]bool, len(r.Outcomes))
	for i, o := range r.Outcomes {
		out[i] = o.Flaky || o.Failed() && passed[o.Commit]
	}
	return out
}

// merge adds the outcomes and the text of another record of the same scenario.
func (r *Record) merge(other *Record) {
	r.Outcomes = unionOutcomes(r.Outcomes, other.Outcomes)
	if other.Text.Digest != "" && r.Text.compare(other.Text) < 0 {
		r.Text = other.Text
	}
}

// compare sorts texts by run. Without a digest there is no text.
func (t Text) compare(other Text) int {
	if t.Digest == "" {
		return -1
	}
	return cmp.Or(strings.Compare(t.Run, other.Run), strings.Compare(t.Digest, other.Digest))
}

// unionOutcomes merges outcomes: newest first, one per run, at most 50. Of two of one run the greater counts, so that the order
// of merging does not matter.
func unionOutcomes(a, b []Outcome) []Outcome {
	all := slices.DeleteFunc(slices.Concat(a, b), Outcome.corrupt)
	slices.SortFunc(all, func(a, b Outcome) int { return cmp.Or(strings.Compare(b.Run, a.Run), b.compare(a)) })
	all = slices.CompactFunc(all, func(a, b Outcome) bool { return a.Run == b.Run })
	return slices.Clip(all[:min(len(all), keptOutcomes)])
}

func (o Outcome) corrupt() bool {
	return o.Run == "" || letter(o.Status) == 0 || o.Flaky && o.Status != cucumber.Passed || o.Attempt < 1 || o.Attempt > maxAttempt || o.Retried < 0 || o.Retried.Milliseconds() > maxMillis ||
		len(o.Signature) > maxSignature || o.Retried%time.Millisecond != 0
}

// compare orders outcomes of one run: one that is worse or says more is greater.
func (o Outcome) compare(other Outcome) int {
	flaky := func(o Outcome) int {
		if o.Flaky {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(severity(o.Status), severity(other.Status)), cmp.Compare(flaky(o), flaky(other)),
		cmp.Compare(o.Attempt, other.Attempt), cmp.Compare(o.Retried, other.Retried),
		strings.Compare(o.Signature, other.Signature), strings.Compare(o.Commit, other.Commit))
}
