package shard

import (
	"cmp"
	"fmt"
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
}

// maxParts is the maximum number of containers per slot's share of the work. The last container is then an eighth of a share;
// smaller ones would only add start-ups.
const maxParts = 8

// worthwhile is the share of the run's time that splitting must save.
const worthwhile = 0.02

// divide makes drafts of the files. With SplitAuto it simulates parts of several sizes and takes the fastest: small parts
// balance better, but each costs a start-up.
func divide(files []File, o Options) []draft {
	plain := draftAll(files, func(File) int { return 1 })
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
	for parts := time.Duration(1); parts <= maxParts; parts++ {
		size := max(share/parts, time.Millisecond)
		drafts := draftAll(files, func(f File) int {
			if f.Estimate+o.StartUp <= share*7/10 {
				return 1 // short enough to stay whole
			}
			return min(len(f.Pieces), int((f.Estimate+size-1)/size))
		})
		if took := simulate(drafts, o); float64(took) < limit {
			best, limit = drafts, float64(took)
		}
	}
	return best
}

// fairShare returns the work of each slot if no slot is ever idle.
func fairShare(drafts []draft, o Options) time.Duration {
	var total time.Duration
	for _, d := range drafts {
		total += o.StartUp + d.Estimate
	}
	return total / time.Duration(max(1, o.Slots))
}

// draftAll makes drafts of the files. parts returns into how many parts to split a file.
func draftAll(files []File, parts func(File) int) []draft {
	out := make([]draft, 0, len(files))
	for _, f := range files {
		n := 1
		if len(f.Pieces) > 1 {
			n = parts(f)
		}
		if n <= 1 {
			out = append(out, draft{File: f, name: f.slug(), items: []item{{Target: f.Target, estimate: f.Estimate}}})
			continue
		}
		name := f.slug()
		for i, part := range balance(f.Pieces, n) {
			out = append(out, f.part(fmt.Sprintf("%s-part%d", name, i+1), part))
		}
	}
	return order(out)
}

// part returns a draft of some pieces of a file.
func (f File) part(name string, pieces []Piece) draft {
	d := draft{File: f, name: name}
	d.Target, d.Estimate, d.Pieces = cucumber.Target{Path: f.Path, Lines: make([]int, 0, len(pieces))}, 0, nil
	for _, p := range pieces {
		d.Target.Lines = append(d.Target.Lines, p.Line)
		d.Estimate += p.Estimate
	}
	d.items = []item{{Target: d.Target, estimate: d.Estimate}}
	return d
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
