package shard

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// Split is how a file may be split over containers.
type Split string

// The ways to split a file.
const (
	SplitFile     Split = "file"     // never
	SplitScenario Split = "scenario" // one container per scenario
	SplitAuto     Split = "auto"     // a file that takes longer than a fair share
)

// Piece is the smallest part of a file that a runner can select: by one line.
type Piece struct {
	Line     int
	Estimate time.Duration
	Needs    Needs
	Urgency  Urgency
}

// maxParts is the maximum number of containers per slot's share of the work. The last container is then an eighth of a share;
// smaller ones would only add start-ups.
const maxParts = 8

// worthwhile is the share of the run's time that splitting must save.
const worthwhile = 0.02

// divide makes drafts of the files. With SplitAuto it simulates parts of several sizes and takes the fastest: small parts
// balance better, but each costs a start-up.
func divide(files []File, o Options) []draft {
	plain := draftAll(files, func(File) int { return 0 })
	switch o.Split {
	case SplitScenario:
		return draftAll(files, func(f File) int { return len(f.Pieces) })
	case SplitAuto:
		return split(files, plain, o)
	}
	return plain
}

func split(files []File, plain []draft, o Options) []draft {
	share := fairShare(plain, o)
	best, end := plain, simulate(plain, o)
	limit := float64(end) * (1 - worthwhile)
	for _, short := range shortFiles(files) {
		for parts := time.Duration(1); parts <= maxParts; parts++ {
			size := max(share/parts, time.Millisecond)
			drafts := draftAll(files, func(f File) int {
				if f.Estimate+o.StartUp <= share*7/10 {
					return short
				}
				return min(len(f.Pieces), int((f.Estimate+size-1)/size))
			})
			if took := simulate(drafts, o); float64(took) < limit {
				best, limit = drafts, float64(took)
			}
		}
	}
	return best
}

// shortFiles returns into how many parts a short file may be split: none, or one for each of the needs that its scenarios have,
// so that scenarios without a lock do not wait for it.
func shortFiles(files []File) []int {
	if slices.ContainsFunc(files, func(f File) bool { return len(f.byNeeds()) > 1 }) {
		return []int{0, 1}
	}
	return []int{0}
}

// fairShare returns the work of each slot if no slot is ever idle.
func fairShare(drafts []draft, o Options) time.Duration {
	var total time.Duration
	for _, d := range drafts {
		total += o.StartUp + d.Estimate
	}
	return total / time.Duration(max(1, o.Slots))
}

// draftAll makes drafts of the files. parts returns into how many parts to split a file; 0: it stays whole.
func draftAll(files []File, parts func(File) int) []draft {
	out := make([]draft, 0, len(files))
	for _, f := range files {
		var divided [][]Piece
		if len(f.Pieces) > 1 {
			divided = f.divided(parts(f))
		}
		if len(divided) <= 1 {
			out = append(out, draft{File: f, name: f.slug(), items: []item{{Target: f.Target, estimate: f.Estimate}}})
			continue
		}
		name := f.slug()
		for i, part := range divided {
			out = append(out, f.part(fmt.Sprintf("%s-part%d", name, i+1), part))
		}
	}
	return order(out)
}

// part returns a draft of some pieces of a file.
func (f File) part(name string, pieces []Piece) draft {
	d := draft{File: f, name: name}
	d.Target, d.Estimate, d.Pieces = cucumber.Target{Path: f.Path, Lines: make([]int, 0, len(pieces))}, 0, nil
	d.Needs, d.Urgency = Needs{}, Calm
	for _, p := range pieces {
		d.Target.Lines = append(d.Target.Lines, p.Line)
		d.Estimate += p.Estimate
		d.Needs, d.Urgency = d.Needs.With(p.Needs), max(d.Urgency, p.Urgency)
	}
	d.items = []item{{Target: d.Target, estimate: d.Estimate}}
	return d
}

// divided divides the pieces of a file into about n parts. Pieces of different needs are in different parts, so that a part holds no
// lock that it does not need. Pieces that cannot run at the same time anyway are one part, unless every piece is one.
func (f File) divided(n int) [][]Piece {
	groups := f.byNeeds()
	switch {
	case n < 1:
		return nil
	case n >= len(f.Pieces) || len(groups) == 1:
		return balance(f.Pieces, n)
	}
	var out [][]Piece
	for _, group := range groups {
		var work time.Duration
		for _, p := range group {
			work += p.Estimate
		}
		share := 1
		if needs := group[0].Needs; !needs.Serial && len(needs.Locks) == 0 && f.Estimate > 0 {
			share = max(1, min(len(group), int(math.Round(float64(n)*work.Seconds()/f.Estimate.Seconds()))))
		}
		out = append(out, balance(group, share)...)
	}
	slices.SortFunc(out, func(a, b []Piece) int { return cmp.Compare(a[0].Line, b[0].Line) })
	return out
}

// byNeeds returns the pieces of a file in groups with the same needs, by their first line.
func (f File) byNeeds() [][]Piece {
	if needs := func(p Piece) bool { return !p.Needs.None() }; len(f.Pieces) > 0 && !slices.ContainsFunc(f.Pieces, needs) {
		return [][]Piece{f.Pieces}
	}
	var out [][]Piece
	at := map[string]int{}
	for _, p := range f.Pieces {
		key := p.Needs.key()
		if _, known := at[key]; !known {
			at[key] = len(out)
			out = append(out, nil)
		}
		out[at[key]] = append(out[at[key]], p)
	}
	return out
}

// balance deals pieces into n parts of about the same length, none of them empty: longest piece first, each to the part with
// the least so far. Parts are sorted by their first line.
func balance(pieces []Piece, n int) [][]Piece {
	if n >= len(pieces) {
		return slices.Collect(slices.Chunk(pieces, 1))
	}
	pieces = slices.Clone(pieces)
	slices.SortStableFunc(pieces, func(a, b Piece) int { return cmp.Compare(b.Estimate, a.Estimate) })
	parts, loads := make([][]Piece, n), newLoads(n)
	for _, p := range pieces {
		least := loads.least()
		parts[least] = append(parts[least], p)
		loads.add(p.Estimate)
	}
	for _, part := range parts {
		slices.SortFunc(part, func(a, b Piece) int { return cmp.Compare(a.Line, b.Line) })
	}
	slices.SortFunc(parts, func(a, b []Piece) int { return cmp.Compare(a[0].Line, b[0].Line) })
	return parts
}
