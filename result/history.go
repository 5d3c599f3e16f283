package result

import "fmt"

// The words for what the history says of a scenario that did not simply pass.
const (
	HistoryNew     = "new"     // it did so for the first time, or again after a pass
	HistoryFlaky   = "flaky"   // it is known to fail now and then
	HistoryFailing = "failing" // it failed in the run before as well
)

// History is what earlier runs say of a scenario that did not simply pass.
type History struct {
	Word   string `json:"word"`
	Since  string `json:"since,omitempty"` // ID of the first run in a row in which it failed, if it is failing
	Flaked int    `json:"flaked,omitempty"`
	Runs   int    `json:"runs"` // that Flaked is of, the newest ones
}

// String is one sentence without a full stop.
func (h History) String() string {
	flakes := fmt.Sprintf("known to flake: in %d of its last %d runs", h.Flaked, h.Runs)
	switch {
	case h.Word == HistoryFailing && h.Flaked > 0:
		return fmt.Sprintf("has failed since run %s, and flaked in %d of its last %d runs", h.Since, h.Flaked, h.Runs)
	case h.Word == HistoryFailing:
		return "has failed since run " + h.Since
	case h.Word == HistoryFlaky:
		return flakes
	case h.Runs == 0:
		return "new: it never ran before"
	case h.Flaked > 0:
		return fmt.Sprintf("new: it flaked in %d of its last %d runs", h.Flaked, h.Runs)
	}
	return "new: it did not fail in its last run"
}
