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
	if needy(drafts) {
		drafts = arrange(drafts, o, arrangements[0])
	}
	return rehearse(drafts, o)
}

// rehearse simulates drafts in the order in which they are.
func rehearse(drafts []draft, o Options) time.Duration {
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
	took := func(d draft) time.Duration {
		sum := o.StartUp
		for _, i := range d.items {
			sum += time.Duration(float64(i.estimate) * factors[i.number])
		}
		return sum
	}
	if needy(drafts) {
		r := newRehearsal(o.Slots, o.each())
		for _, d := range drafts {
			r.add(d.Needs, took(d))
		}
		return r.play()
	}
	q := newSlots(min(o.Slots, len(drafts)))
	for _, d := range drafts {
		q.run(took(d))
	}
	return q.end
}
