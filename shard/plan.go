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
	Estimate time.Duration // how long it is expected to run
	Unknown  bool          // nothing tells how long: the worst is assumed, and it starts first
	Failed   bool          // it failed when it last ran
}

// Unit is what one container runs.
type Unit struct {
	Name     string // unique in the run, of letters, digits, "-", "_" and "."; the slug of its first file
	Targets  []cucumber.Target
	Estimate time.Duration // how long its targets are expected to run
}

// Plan makes one unit of every file and puts them in the order in which they are to start: longest first, since a long
// file that starts last is waited for alone. Of files of about the same length those go first that failed when they last
// ran, and then those with the first path.
func Plan(files []File) []Unit {
	names := map[string]bool{}
	ordered := make([]queued, len(files))
	for i, file := range files {
		ordered[i] = queued{file, Unit{Name: unique(names, slug(file.Path)), Targets: []cucumber.Target{file.Target}, Estimate: file.Estimate}}
	}
	slices.SortStableFunc(ordered, func(a, b queued) int { return a.compare(b.File) })
	units := make([]Unit, len(files))
	for i, q := range ordered {
		units[i] = q.Unit
	}
	return units
}

// queued is a unit and what decides its place.
type queued struct {
	File
	Unit
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
