package shard

import (
	"cmp"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// Order is the order in which units start.
type Order string

// The orders in which units start.
const (
	OrderLongest  Order = "longest"        // longest first, so that the run ends early
	OrderFailures Order = "failures-first" // what is likely to fail first, then longest first
)

// Urgency is how likely a scenario is to fail, by what is known of it. The greater starts first with OrderFailures.
type Urgency int

// What makes a scenario urgent.
const (
	Calm   Urgency = iota
	Flakes         // it is known to flake
	Fresh          // it is new, or its text has changed
	Failed         // it failed when it last ran
)

// Urgency returns how urgent a scenario with this text is. In an empty history nothing is urgent, because everything would be.
func (p *Past) Urgency(w Work, text string) Urgency {
	record := p.Record(w.File, w.Name)
	switch {
	case !p.Known():
		return Calm
	case record.FailedLast():
		return Failed
	case record != nil && len(record.Outcomes) > 0 && record.Outcomes[0].Status == cucumber.Skipped:
		return Calm // its runner skips it, so no run will ever vouch for it
	case p.New(w.File, w.Name) || record.Changed(text):
		return Fresh
	case record.KnownFlaky():
		return Flakes
	}
	return Calm
}

// Urgency returns how urgent a scenario with this text is, by the history behind the forecast.
func (f Forecast) Urgency(w Work, text string) Urgency { return f.past.Urgency(w, text) }

// maxCost is how much longer OrderFailures may make a run.
const maxCost = 1.03

// eagerness is a way to start what is urgent first.
type eagerness struct {
	least    Urgency // less is not urgent
	shortest bool    // of what is equally urgent, the shortest starts first: it fails earliest
}

// eagernesses are the candidates. A suite of which most is new would end much later if its longest file were not among the first,
// so each costs less time than the one before it.
var eagernesses = [...]eagerness{{Flakes, true}, {Flakes, false}, {Failed, true}, {Failed, false}}

// failuresFirst returns drafts of the files with what is urgent first: those of the first candidate that does not cost too much.
// If all do, it returns the drafts as they are, and false.
func failuresFirst(files []File, plain []draft, o Options) ([]draft, bool) {
	limit := time.Duration(float64(rehearse(plain, o)) * maxCost)
	shapes := [][]draft{plain}
	if o.Batch {
		o.apart = true
		shapes = [][]draft{draftsOf(files, o), plain}
	}
	for _, shape := range shapes {
		for _, e := range eagernesses {
			if drafts := e.order(shape, o); rehearse(drafts, o) <= limit {
				return drafts, true
			}
		}
	}
	return plain, false
}

// order puts urgent drafts first. Only what would make the run longer if it had to wait for them, because it takes about as long
// as all of it, starts before them, and leaves them a slot.
func (e eagerness) order(drafts []draft, o Options) []draft {
	var urgent, rest []draft
	var work, longest time.Duration // of the urgent ones; of all
	for _, d := range drafts {
		took := o.StartUp + d.Estimate
		longest = max(longest, took)
		if d.Urgency == Calm || d.Urgency < e.least {
			rest = append(rest, d)
			continue
		}
		urgent = append(urgent, d)
		work += took
	}
	slices.SortStableFunc(urgent, e.compare)
	slack := max(longest, fairShare(drafts, o)) - work/time.Duration(max(1, o.Slots))
	var poles, others []draft
	for _, d := range rest {
		if o.StartUp+d.Estimate > slack && len(poles) < o.Slots-1 {
			poles = append(poles, d)
			continue
		}
		others = append(others, d)
	}
	return slices.Concat(poles, urgent, others)
}

func (e eagerness) compare(a, b draft) int {
	if e.shortest {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), cmp.Compare(a.Estimate, b.Estimate))
	}
	return cmp.Compare(b.Urgency, a.Urgency)
}

// Price returns how much longer a run takes because of its order, as a share of its time without, and whether anything starts
// first because of it.
func Price(files []File, o Options) (share float64, first bool) {
	drafts := draftsOf(files, o)
	eager, first := failuresFirst(files, drafts, o)
	if before := Wall(unitsOf(drafts), o.Slots, o.StartUp); before > 0 && first {
		share = Wall(unitsOf(eager), o.Slots, o.StartUp).Seconds()/before.Seconds() - 1
	}
	return share, first
}
