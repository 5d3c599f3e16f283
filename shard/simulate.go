package shard

import (
	"math"
	"math/rand/v2"
	"time"
)

const (
	// noise is the standard deviation of the logarithm of a file's time from run to run.
	noise = 0.25
	// maxSimulated bounds the items of all simulations of one plan together; one simulation always runs.
	maxSimulated   = 40_000
	maxSimulations = 16
)

// simulate estimates how long drafts take if the time of every file varies from run to run: the average of several
// simulations. Their random numbers are fixed, so that the same files always give the same plan.
func simulate(drafts []draft, o Options) time.Duration {
	items := 0
	for _, d := range drafts {
		items += len(d.items)
	}
	times := max(1, min(maxSimulations, maxSimulated/max(1, items)))
	var sum time.Duration
	for seed := range times {
		sum += queueTime(drafts, variations(uint64(seed), items), o)
	}
	return sum / time.Duration(times)
}

// variations returns a random factor for the time of each item. It belongs to the item, whatever draft the item is in, so
// that plans are compared fairly.
func variations(seed uint64, items int) []float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([]float64, items)
	for i := range out {
		out[i] = math.Exp(random.NormFloat64() * noise)
	}
	return out
}

// queueTime returns how long drafts take in a queue if the times of their items vary by the given factors.
func queueTime(drafts []draft, factors []float64, o Options) time.Duration {
	q := newSlots(min(o.Slots, len(drafts)))
	for _, d := range drafts {
		took := o.StartUp
		for _, i := range d.items {
			took += time.Duration(float64(i.estimate) * factors[i.number])
		}
		q.run(took)
	}
	return q.end
}
