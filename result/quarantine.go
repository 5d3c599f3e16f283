package result

import (
	"fmt"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// Quarantine is why a scenario's failure does not decide the verdict.
type Quarantine struct {
	Owner   string `json:"owner"`
	Issue   string `json:"issue,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Expires string `json:"expires"`           // the last day, as in 2026-12-31
	Expired bool   `json:"expired,omitempty"` // it was over when the run began, so the failure counts again
	Entry   string `json:"entry"`             // its place in the list: path:line
}

// Quarantined reports whether a failure of the scenario does not count.
func (s Scenario) Quarantined() bool { return s.Quarantine != nil && !s.Quarantine.Expired }

// Forgives reports whether a scenario failed, and counts as skipped because it is in quarantine. One that did not run is never
// forgiven.
func (r *Run) Forgives(s Scenario) bool { return s.Quarantined() && r.outcome(s) == cucumber.Failed }

// String says until when a scenario is in quarantine, and whose it is.
func (q Quarantine) String() string {
	words := []string{q.Owner, q.Issue, q.Reason}
	words = slices.DeleteFunc(words, func(word string) bool { return word == "" })
	return "quarantined until " + q.Expires + ": " + strings.Join(words, ", ")
}

// expired names the entries of the quarantine that are over, so that they are not forgotten.
func (r *Run) expired() []string {
	var out []string
	for _, f := range r.Files {
		for _, s := range f.Scenarios {
			q := s.Quarantine
			if q == nil || !q.Expired {
				continue
			}
			text := fmt.Sprintf("the quarantine at %s expired on %s (%s): mend it, or give it another day", q.Entry, q.Expires, q.Owner)
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return out
}
