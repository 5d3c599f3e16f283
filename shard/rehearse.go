package shard

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// noise is by how much a file's time differs from run to run, as the standard deviation of its logarithm.
	noise = 0.25
	// rehearsed is how many items are played in all rehearsals of one plan together, at least once each.
	rehearsed     = 40_000
	mostRehearsal = 16
)

// rehearse foretells how long drafts take if every file takes a little more or less than expected, as files do: on the
// average of some rehearsals. They are the same whenever they are made, so that the same files make the same plan.
func rehearse(drafts []draft, o Options) time.Duration {
	items := 0
	for _, d := range drafts {
		items += len(d.items)
	}
	times := max(1, min(mostRehearsal, rehearsed/max(1, items)))
	var sum time.Duration
	for seed := range times {
		sum += play(drafts, luck(uint64(seed), items), o)
	}
	return sum / time.Duration(times)
}

// luck is what each item's time is multiplied by; it goes with the item and not with the draft that it is in.
func luck(seed uint64, items int) []float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]float64, items)
	for i := range out {
		out[i] = math.Exp(random.NormFloat64() * noise)
	}
	return out
}

func play(drafts []draft, luck []float64, o Options) time.Duration {
	q := newSlots(min(o.Slots, len(drafts)))
	for _, d := range drafts {
		took := o.StartUp
		for _, i := range d.items {
			took += time.Duration(float64(i.estimate) * luck[i.number])
		}
		q.run(took)
	}
	return q.end
}
