// Package globs chooses files by the globs of the input artifacts, the same on both sides of a container.
package globs

import (
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Globs choose files: those that a pattern of take matches, and everything below a folder that it matches, without those that a
// pattern of leave matches.
type Globs struct{ take, leave []string }

// New reads patterns below a working directory; a leading "!" excludes.
func New(patterns []string) Globs {
	var g Globs
	for _, pattern := range patterns {
		if rest, negated := strings.CutPrefix(pattern, "!"); negated {
			g.leave = append(g.leave, path.Clean(rest))
		} else {
			g.take = append(g.take, path.Clean(pattern))
		}
	}
	return g
}

// Empty reports whether nothing can match.
func (g Globs) Empty() bool { return len(g.take) == 0 }

// Match reports whether the globs choose a file.
func (g Globs) Match(name string) bool {
	matches := func(pattern string) bool {
		return pattern == "." || doublestar.MatchUnvalidated(pattern, name) || doublestar.MatchUnvalidated(pattern+"/**", name)
	}
	return slices.ContainsFunc(g.take, matches) && !slices.ContainsFunc(g.leave, matches)
}

// Bases are the folders and files below which there can be a match.
func (g Globs) Bases() []string {
	var all []string
	for _, pattern := range g.take {
		base, rest := doublestar.SplitPattern(pattern)
		if !strings.ContainsAny(rest, `*?[{\`) {
			base = path.Join(base, rest)
		}
		all = append(all, base)
	}
	return Topmost(all)
}

// Topmost drops every path that lies below another.
func Topmost(paths []string) []string {
	slices.Sort(paths)
	var out []string
	for _, p := range paths {
		covered := slices.ContainsFunc(out, func(top string) bool { return top == "." || p == top || strings.HasPrefix(p, top+"/") })
		if !covered {
			out = append(out, p)
		}
	}
	return out
}
