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
	for _, i := range d.items {
		same := func(t cucumber.Target) bool { return t.Path == i.Path }
		if at := slices.IndexFunc(u.Targets, same); at >= 0 {
			u.Targets[at].Lines = slices.Sorted(slices.Values(append(slices.Clone(u.Targets[at].Lines), i.Lines...)))
			continue
		}
		u.Targets = append(u.Targets, i.Target)
	}
	return u
}

// order puts drafts in the order in which they start, and numbers what they hold.
func order(drafts []draft) []draft {
	slices.SortStableFunc(drafts, func(a, b draft) int { return a.compare(b.File) })
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

func (f File) compare(other File) int {
	first := func(a, b bool) int {
		switch {
		case a == b:
			return 0
		case a:
			return -1
		}
		return 1
	}
	return cmp.Or(first(f.Unknown, other.Unknown), cmp.Compare(length(other.Estimate), length(f.Estimate)),
		first(f.Failed, other.Failed), cmp.Compare(other.Estimate, f.Estimate))
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
