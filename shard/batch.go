package shard

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// batch puts several files into one container if that saves more start-up time than it costs in balance. No shape is always
// best: single files end evenly but pay a start-up each, one batch per slot pays once but ends unevenly, and a large first
// batch per slot with the rest in the queue lies in between. So batch simulates all of them and takes the shortest.
func batch(drafts []draft, o Options) []draft {
	var alone, needs, together []draft
	for _, d := range drafts {
		switch {
		case d.Alone || d.Unknown || o.apart && d.Urgency > Calm:
			alone = append(alone, d)
		case d.Needs.None():
			together = append(together, d)
		default:
			needs = append(needs, d)
		}
	}
	best, end := drafts, simulate(drafts, o)
	for shape := range shapes(alone, needs, together, o.Slots) {
		if took := simulate(shape, o); took < end {
			best, end = shape, took
		}
	}
	return best
}

// shapes are ways to batch the drafts that may run together, first with those that have needs as they are, then with those
// that cannot run at the same time in batches. There is only ever one in memory.
func shapes(alone, needs, together []draft, slots int) iter.Seq[[]draft] {
	kinds := [][]draft{needs}
	if len(needs) > 0 {
		kinds = append(kinds, chains(needs))
	}
	return func(yield func([]draft) bool) {
		for _, needs := range kinds {
			for i := range 15 {
				rounds, fraction := []int{1, 2, 4}[i/5], []float64{0.5, 0.65, 0.8, 0.9, 1}[i%5]
				if !yield(slices.Concat(alone, needs, guided(together, slots, rounds, fraction))) {
					return
				}
			}
		}
	}
}

// chains makes batches of drafts that cannot run at the same time, because their needs are the same. Other drafts stay single.
func chains(drafts []draft) []draft {
	var out []draft
	at := map[string]int{}
	for _, d := range drafts {
		key := d.Needs.key()
		i, known := at[key]
		if exclusive := d.Needs.Serial || len(d.Needs.Locks) > 0; !exclusive || !known || out[i].words+d.words > maxWords {
			at[key] = len(out)
			d.items = slices.Clip(d.items)
			out = append(out, d)
			continue
		}
		out[i].join(d)
	}
	return out
}

// guided deals batches in rounds. In each round every slot gets a batch of the given fraction of its share of the remaining
// work; what remains after the last round stays single. One round with fraction 1 is a static plan.
func guided(drafts []draft, slots, rounds int, fraction float64) []draft {
	var out []draft
	for rest := drafts; len(rest) > 0; rounds-- {
		if rounds == 0 {
			return append(out, rest...)
		}
		var filled []draft
		filled, rest = fill(rest, max(1, slots), fraction)
		out = append(out, filled...)
	}
	return out
}

// fill deals drafts, longest first, to one batch per slot. A draft that would make the shortest batch too long is left over.
func fill(drafts []draft, slots int, fraction float64) (filled, rest []draft) {
	var total time.Duration
	for _, d := range drafts {
		total += d.Estimate
	}
	size := time.Duration(float64(total) * fraction / float64(slots))
	batches := make([]draft, min(slots, len(drafts)))
	loads := newLoads(len(batches))
	for _, d := range drafts {
		to := &batches[loads.least()]
		if len(to.items) == 0 || (fraction >= 1 || to.Estimate+d.Estimate <= size) && to.words+d.words <= maxWords {
			to.join(d)
			loads.add(d.Estimate)
			continue
		}
		rest = append(rest, d)
	}
	slices.SortStableFunc(batches, func(a, b draft) int { return cmp.Compare(b.Estimate, a.Estimate) })
	return batches, rest
}

// maxWords is the maximum total length of the file names of a batch, in bytes. Linux limits one argument to 128 KiB, and a
// shell script with all names, quoted, is one argument.
const maxWords = 64 << 10

// join adds the items of another draft. The batch is named after its first file.
func (d *draft) join(other draft) {
	if len(d.items) == 0 {
		d.name = other.name
	}
	d.items = append(d.items, other.items...)
	d.Estimate += other.Estimate
	d.words += other.words
	d.Failed = d.Failed || other.Failed
	d.Urgency = max(d.Urgency, other.Urgency)
}
