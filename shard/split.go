package shard

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// Split says whether one file may be spread over containers.
type Split string

// The ways to split.
const (
	SplitFile     Split = "file"     // never
	SplitScenario Split = "scenario" // every scenario has a container of its own
	SplitAuto     Split = "auto"     // a file that is longer than its fair share
)

// Piece is what a file can be divided into: what one line selects.
type Piece struct {
	Line     int
	Estimate time.Duration
}

// finest is how many containers a slot's share of the work may be divided into, at most: what comes last is then an eighth
// of it, and more would only add start-ups.
const finest = 8

// worthwhile is how much shorter a run must become for a plan that is less plain.
const worthwhile = 0.02

// divide makes units of the files. With SplitAuto it rehearses parts of several sizes and takes the size with which the
// run ends first: parts that are small even out, but each costs a start-up.
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
	best, end := plain, rehearse(plain, o)
	limit := float64(end) * (1 - worthwhile)
	for parts := time.Duration(1); parts <= finest; parts++ {
		size := max(share/parts, time.Millisecond)
		drafts := draftAll(files, func(f File) int {
			if f.Estimate+o.StartUp <= share*7/10 {
				return 1 // it can end early enough as it is
			}
			return min(len(f.Pieces), int((f.Estimate+size-1)/size))
		})
		if took := rehearse(drafts, o); float64(took) < limit {
			best, limit = drafts, float64(took)
		}
	}
	return best
}

// fairShare is what each slot has to do if nothing is ever waited for.
func fairShare(drafts []draft, o Options) time.Duration {
	var total time.Duration
	for _, d := range drafts {
		total += o.StartUp + d.Estimate
	}
	return total / time.Duration(max(1, o.Slots))
}

// draftAll makes drafts of files in as many parts as a function says.
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

// part is the draft for some pieces of a file.
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

// balance deals pieces into n parts of about the same length, none of them empty: the longest piece first, each to the
// part that has the least so far. Parts are in the order of their first lines.
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
