package shard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// File is a feature file that is to run.
type File struct {
	cucumber.Target
	Estimate time.Duration // how long it is expected to run
}

// Unit is what one container runs.
type Unit struct {
	Name     string // unique in the run, of letters, digits, "-", "_" and "."; the slug of its first file
	Targets  []cucumber.Target
	Estimate time.Duration // how long its targets are expected to run
}

// Plan makes one unit of every file and puts them in the order in which they are to start: longest first, since a long
// file that starts last is waited for alone. Files of the same length stay in the order of their paths.
func Plan(files []File) []Unit {
	names := map[string]bool{}
	units := make([]Unit, len(files))
	for i, file := range files {
		units[i] = Unit{Name: unique(names, slug(file.Path)), Targets: []cucumber.Target{file.Target}, Estimate: file.Estimate}
	}
	slices.SortStableFunc(units, func(a, b Unit) int { return cmp.Compare(b.Estimate, a.Estimate) })
	return units
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
