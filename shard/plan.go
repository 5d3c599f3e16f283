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

// File is a feature file to run.
type File struct {
	cucumber.Target
	Name     string        // base of its containers' names; if empty, its path
	Estimate time.Duration // expected duration
	Unknown  bool          // no estimate: it may be the longest, so it starts first
	Failed   bool          // it failed when it last ran
	Alone    bool          // it may break other files in its container, so it is never in a batch
	Pieces   []Piece       // what it can be divided into; with fewer than two it stays whole
	Needs    Needs         // of all its scenarios together
	Urgency  Urgency       // of its most urgent scenario
}

// Options are the constraints of a plan.
type Options struct {
	Slots   int           // containers at a time, on all nodes together
	Each    int           // containers at a time on one node; 0: there is one node
	StartUp time.Duration // cost of a container besides its files
	Split   Split         // if empty, SplitFile
	Batch   bool          // a container may run several files
	Order   Order         // if empty, OrderLongest

	apart bool // what is urgent is in no batch
}

// each returns how many containers a node runs at a time.
func (o Options) each() int { return cmp.Or(o.Each, o.Slots) }

// Unit is what one container runs.
type Unit struct {
	Name     string // unique in the run; letters, digits, "-", "_" and "."; the slug of its first file
	Targets  []cucumber.Target
	Estimate time.Duration // expected duration of its targets
	Needs    Needs         // of all its scenarios together
}

// Paths returns the files of a unit.
func (u Unit) Paths() []string {
	var out []string
	for _, target := range u.Targets {
		out = append(out, target.Path)
	}
	return out
}

// Plan makes units of the files and sorts them in starting order: longest first, because a long file that starts last delays
// the end of the run. Among files of about the same length, those that failed when they last ran start first, then the
// first by path. With OrderFailures, what is likely to fail starts before all others.
func Plan(files []File, o Options) []Unit {
	drafts := draftsOf(files, o)
	if o.Order == OrderFailures {
		drafts, _ = failuresFirst(files, drafts, o)
	}
	return unitsOf(drafts)
}

// draftsOf makes drafts of the files, in the order that ends first.
func draftsOf(files []File, o Options) []draft {
	drafts := divide(files, o)
	if o.Batch {
		drafts = batch(drafts, o)
	}
	if needy(drafts) {
		drafts = arranged(drafts, o)
	}
	return drafts
}

func unitsOf(drafts []draft) []Unit {
	names := map[string]bool{}
	units := make([]Unit, len(drafts))
	for i, d := range drafts {
		units[i] = d.unit(names)
	}
	return units
}

// draft is a unit during planning.
type draft struct {
	File
	name  string
	items []item
	words int // maximum length of its files and lines in a command, in bytes
}

// item is a file, or a part of one, in a draft.
type item struct {
	cucumber.Target
	estimate time.Duration
	number   int // in the plan; it stays the same when drafts are joined
}

// unit makes a unit of a draft. Several parts of one file become one target.
func (d draft) unit(names map[string]bool) Unit {
	u := Unit{Name: unique(names, d.name), Estimate: d.Estimate, Needs: d.Needs}
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

// order sorts drafts in starting order and numbers their items.
func order(drafts []draft) []draft {
	drafts = sorted(drafts)
	number := 0
	for i, d := range drafts {
		for k := range d.items {
			d.items[k].number = number
			number++
			drafts[i].words += (len(d.Path) + len(":1000000")) * max(1, len(d.items[k].Lines)) // some runners need the path with every line
		}
	}
	return drafts
}

// sorted sorts drafts. It sorts small ranks first and moves each draft, which is large, only once.
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

// rank decides when a draft starts.
type rank struct {
	unknown, failed bool
	length          int
	estimate        time.Duration
	at              int // its place before sorting, which breaks ties
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

// length returns the class of a duration; classes are 10 % apart. A comparison with a tolerance would not be transitive: a
// could equal b, and b equal c, but a not c.
func length(d time.Duration) int {
	return int(math.Log(max(1, d.Seconds()*1000)) / math.Log(1.1))
}

// maxSlug keeps the names of files and containers far below the limits of file systems and engines.
const maxSlug = 80

// slug returns the base of the names of a file's containers.
func (f File) slug() string { return slug(cmp.Or(f.Name, f.Path)) }

// slug turns a path into a name for files and containers.
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
		name = name[len(name)-maxSlug:] // keep the end: the beginning is folders, which many files share
		name = strings.Trim(name, "-.")
	}
	if name == "" {
		return "feature"
	}
	return name
}

// unique returns a name that is not taken. It ignores case, as some file systems do.
func unique(taken map[string]bool, name string) string {
	candidate := name
	for n := 2; taken[strings.ToLower(candidate)]; n++ {
		candidate = fmt.Sprintf("%s-%d", name, n)
	}
	taken[strings.ToLower(candidate)] = true
	return candidate
}
