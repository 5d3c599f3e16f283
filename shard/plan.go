package shard

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// File is a feature file that is to run.
type File struct {
	cucumber.Target
	Name     string        // what its containers are named after; empty: its path
	Estimate time.Duration // how long it is expected to run
	Unknown  bool          // nothing tells how long: the worst is assumed, and it starts first
	Failed   bool          // it failed when it last ran
	Alone    bool          // it may break what runs beside it, and is never in a batch
	Pieces   []Piece       // what it can be divided into; fewer than two: it stays whole
}

// Options says what is planned for.
type Options struct {
	Slots   int           // containers at a time, of all nodes
	StartUp time.Duration // what a container costs beside its files
	Split   Split         // empty: SplitFile
	Batch   bool          // a container may run several files
}

// Unit is what one container runs.
type Unit struct {
	Name     string // unique in the run, of letters, digits, "-", "_" and "."; the slug of its first file
	Targets  []cucumber.Target
	Estimate time.Duration // how long its targets are expected to run
}

// Paths are the files of a unit.
func (u Unit) Paths() []string {
	var out []string
	for _, target := range u.Targets {
		out = append(out, target.Path)
	}
	return out
}

// Plan makes units of the files and puts them in the order in which they are to start: longest first, since a long file
// that starts last is waited for alone. Of files of about the same length those go first that failed when they last ran,
// and then those with the first path.
func Plan(files []File, o Options) []Unit {
	drafts := divide(files, o)
	if o.Batch {
		drafts = batch(drafts, o)
	}
	names := map[string]bool{}
	units := make([]Unit, len(drafts))
	for i, d := range drafts {
		units[i] = d.unit(names)
	}
	return units
}

// draft is a unit while it is planned.
type draft struct {
	File
	name  string
	items []item
	words int // bytes that its files and lines take in a command, at most
}

// item is what a draft holds of one file.
type item struct {
	cucumber.Target
	estimate time.Duration
	number   int // in the plan, whatever draft it is in
}

// unit is what becomes of a draft. Parts of one file that one container runs are told to it as one.
func (d draft) unit(names map[string]bool) Unit {
	u := Unit{Name: unique(names, d.name), Estimate: d.Estimate}
	at := map[string]int{}
	for _, i := range d.items {
		n, again := at[i.Path]
		if !again {
			at[i.Path] = len(u.Targets)
			u.Targets = append(u.Targets, cucumber.Target{Path: i.Path, Lines: slices.Clip(i.Lines)})
			continue
		}
		u.Targets[n].Lines = append(u.Targets[n].Lines, i.Lines...)
	}
	if len(u.Targets) < len(d.items) {
		for i, t := range u.Targets {
			u.Targets[i].Lines = slices.Sorted(slices.Values(t.Lines))
		}
	}
	return u
}

// order puts drafts in the order in which they start, and numbers what they hold.
func order(drafts []draft) []draft {
	drafts = sorted(drafts)
	number := 0
	for i, d := range drafts {
		for k := range d.items {
			d.items[k].number = number
			number++
			drafts[i].words += (len(d.Path) + len(":1000000")) * max(1, len(d.items[k].Lines)) // some runners want the path with every line
		}
	}
	return drafts
}

// sorted moves drafts, which are large, only once.
func sorted(drafts []draft) []draft {
	ranks := make([]rank, len(drafts))
	for i, d := range drafts {
		ranks[i] = rank{at: i, unknown: d.Unknown, length: length(d.Estimate), failed: d.Failed, estimate: d.Estimate}
	}
	slices.SortFunc(ranks, rank.compare)
	out := make([]draft, len(drafts))
	for i, r := range ranks {
		out[i] = drafts[r.at]
	}
	return out
}

// rank is what decides when a draft starts.
type rank struct {
	unknown, failed bool
	length          int
	estimate        time.Duration
	at              int // its place so far, which decides between equals
}

func (r rank) compare(other rank) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(first(r.unknown, other.unknown), cmp.Compare(other.length, r.length),
		first(r.failed, other.failed), cmp.Compare(other.estimate, r.estimate), cmp.Compare(r.at, other.at))
}

// length sorts times into classes a tenth apart. A comparison with a tolerance would be no order: a could be as long as b,
// and b as c, but not a as c.
func length(d time.Duration) int {
	return int(math.Log(max(1, d.Seconds()*1000)) / math.Log(1.1))
}

// maxSlug keeps file names and container names far below what any file system or engine takes.
const maxSlug = 80

// slug is what the containers of a file are named after.
func (f File) slug() string { return slug(cmp.Or(f.Name, f.Path)) }

// slug makes a name for files and containers of a path.
func slug(path string) string {
	path = strings.TrimSuffix(path, extension)
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.':
			return r
		}
		return '-'
	}, path)
	name = strings.Trim(name, "-.")
	if len(name) > maxSlug {
		name = name[len(name)-maxSlug:] // the end tells files apart, the beginning is folders
		name = strings.Trim(name, "-.")
	}
	if name == "" {
		return "feature"
	}
	return name
}

// unique compares without case: report folders may live on file systems that do.
func unique(taken map[string]bool, name string) string {
	candidate := name
	for n := 2; taken[strings.ToLower(candidate)]; n++ {
		candidate = fmt.Sprintf("%s-%d", name, n)
	}
	taken[strings.ToLower(candidate)] = true
	return candidate
}
