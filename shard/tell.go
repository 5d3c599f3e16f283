package shard

import (
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// Tell says of every scenario of a run how it ended before, and of those that failed or flaked what that means. An empty history
// says nothing.
func (p *Past) Tell(run *result.Run) {
	if !p.Known() {
		return
	}
	for i := range run.Files {
		where := run.Location(run.Files[i])
		for k := range run.Files[i].Scenarios {
			s := &run.Files[i].Scenarios[k]
			record := p.Record(where, s.Name)
			s.Past = record.letters()
			if s.Status == result.Interrupted {
				continue // how it would have ended is not known
			}
			failed := run.Outcome(*s) == cucumber.Failed || run.Forgives(*s)
			if failed || s.Flaky {
				s.History = record.history(failed)
			}
		}
	}
}

// letters are the newest outcomes, as in result.Scenario.Past.
func (r *Record) letters() string {
	if r == nil {
		return ""
	}
	flakes := r.flakes()
	out := make([]byte, min(len(r.Outcomes), FlakesWithin))
	for i := range out {
		switch o := r.Outcomes[i]; {
		case flakes[i]:
			out[i] = 'k'
		case o.Failed():
			out[i] = 'f'
		default:
			out[i] = letter(o.Status)
		}
	}
	return string(out)
}

// history is what a record says of a scenario that failed, or flaked.
func (r *Record) history(failed bool) *result.History {
	h := &result.History{Word: result.HistoryNew}
	h.Flaked, h.Runs = r.Flakes()
	switch {
	case r.KnownFlaky() && !(failed && r.failedTwice()):
		h.Word = result.HistoryFlaky
	case failed && r.FailedLast():
		h.Word, h.Since = result.HistoryFailing, r.FailedSince()
	}
	return h
}

// failedTwice reports whether a scenario failed in both of the newest runs, which chance seldom explains.
func (r *Record) failedTwice() bool {
	return len(r.Outcomes) > 1 && r.Outcomes[0].Failed() && r.Outcomes[1].Failed()
}
