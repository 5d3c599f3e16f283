package shard

import (
	"cmp"
	"slices"
	"time"
)

// batch puts several files into one container where start-ups cost more than a plain queue wins. No one shape is best: a
// queue of single files ends evenly and pays for every file, one batch for each slot pays once and ends unevenly, and in
// between a first large batch for each slot leaves the rest to the queue. So all of them are rehearsed, and the one with
// which the run ends first is taken.
func batch(drafts []draft, o Options) []draft {
	var alone, together []draft
	for _, d := range drafts {
		if d.Alone || d.Unknown {
			alone = append(alone, d)
			continue
		}
		together = append(together, d)
	}
	best, end := drafts, rehearse(drafts, o)
	for _, rounds := range []int{1, 2, 4} {
		for _, fraction := range []float64{0.5, 0.65, 0.8, 0.9, 1} {
			shape := slices.Concat(alone, guided(together, o.Slots, rounds, fraction))
			if took := rehearse(shape, o); took < end {
				best, end = shape, took
			}
		}
	}
	return best
}

// guided gives every slot a batch of a fraction of its share of the work, in some rounds a batch of what is left then,
// and leaves the rest to the queue. The whole share at once is what a static plan does.
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

// fill deals drafts, which begin with the longest, to one batch for each slot. What would make the shortest batch longer
// than it should be is left over.
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

// maxWords is the most that the names of a batch's files may come to, in bytes. Linux takes 128 KiB as one word of a command,
// and a shell's script is one word, in which names are quoted.
const maxWords = 64 << 10

// join adds what another draft holds. The batch is named after its first file.
func (d *draft) join(other draft) {
	if len(d.items) == 0 {
		d.name = other.name
	}
	d.items = append(d.items, other.items...)
	d.Estimate += other.Estimate
	d.words += other.words
	d.Failed = d.Failed || other.Failed
}
