package shard

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// maxCommit is the length of a SHA-256 in hexadecimal digits.
const maxCommit = 64

// unread is the digest of a file that Baleen does not read.
const unread = "-"

// place is where a scenario stands in a run.
type place struct {
	file string
	line int
}

// outcome learns the outcome of a scenario that ran.
func (l *learner) outcome(f result.File, s result.Scenario, attempt int) {
	o := Outcome{
		Run:       l.run.ID,
		Commit:    commit(l.run),
		Status:    s.Status,
		Flaky:     s.Flaky && s.Status == cucumber.Passed,
		Attempt:   min(max(1, attempt), maxAttempt),
		Signature: signature(s),
		Retried:   min(l.retried[place{f.Path, s.Line}].Truncate(time.Millisecond), maxMillis*time.Millisecond),
	}
	if o.corrupt() {
		return // its status says nothing about it
	}
	learned := &Record{Outcomes: []Outcome{o}}
	if vouches(s) {
		learned.Text = Text{Run: l.run.ID, Digest: cmp.Or(s.Text, unread)}
	}
	l.past.file(l.run.Location(f)).record(s.Name).merge(learned)
}

// vouches reports whether a run shows that a scenario is as it should be, so that the next one takes it for known.
func vouches(s result.Scenario) bool {
	return s.Status == cucumber.Passed && !s.Flaky && s.BurnIn.Done()
}

// commit is the commit that a run is of; empty if it is not known, or if the checkout had other changes.
func commit(run *result.Run) string {
	if run.Node == nil || run.Node.Dirty || len(run.Node.Commit) > maxCommit {
		return ""
	}
	return run.Node.Commit
}

// signature is what failures of one cause share, in words: see result.Signature.
func signature(s result.Scenario) string {
	of, known := s.Cause()
	if !known {
		return ""
	}
	message, _, _ := strings.Cut(of.Message, "\n")
	words := slices.DeleteFunc([]string{of.Type, message}, func(word string) bool { return word == "" })
	if len(words) == 0 {
		words = []string{string(of.Status), of.Step}
	}
	return new(result.Cleaner).ShortLine(strings.TrimSpace(strings.Join(words, ": ")), maxSignature)
}

// retried is what the retries of each scenario cost: of every container of a retry, the share of each scenario that it ran.
func retried(run *result.Run) map[place]time.Duration {
	out := map[place]time.Duration{}
	for _, a := range run.Attempts {
		n := 0
		for _, lines := range a.Lines {
			n += len(lines)
		}
		if a.Number < 2 || a.Alone || a.Burn || a.Check > 0 || n == 0 {
			continue
		}
		for file, lines := range a.Lines {
			for _, line := range lines {
				out[place{file, line}] += max(0, a.Busy()-a.Waited) / time.Duration(n)
			}
		}
	}
	return out
}
