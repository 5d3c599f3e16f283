// Package shard finds the feature files and plans the containers and nodes that run them.
package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/org/baleen-action/cucumber"
)

// extension is the extension of feature files in a folder.
const extension = ".feature"

// Found is the result of a Query.
type Found struct {
	Files   []cucumber.Target // sorted by path, each once
	Nothing []string          // patterns that match no file
	Links   []string          // links to folders with feature files that Discover did not follow, sorted
}

// Query selects feature files.
type Query struct {
	Patterns []string // files, folders or globs with **; a leading "!" excludes; "x.feature:12:30" selects lines
	Skip     []string // folders to skip, besides .git and node_modules
	Links    int      // maximum number of links to folders to follow on the way from the folder of a pattern to a file
}

var lineSuffix = regexp.MustCompile(`^(.+?)((?::[0-9]+)+)$`)

// Discover finds the files that the patterns select. If a file or folder has the name of a pattern, the pattern is not read
// as a glob, so that every file name can be selected.
func Discover(fsys fs.FS, q Query) (Found, error) {
	d := discovery{fsys: fsys, skip: q.Skip, follow: q.Links, files: map[string]*cucumber.Target{}, links: map[string]bool{}}
	var found Found
	for _, pattern := range q.Patterns {
		if strings.HasPrefix(pattern, "!") {
			continue
		}
		n, err := d.include(pattern)
		if err != nil {
			return Found{}, err
		}
		if n == 0 {
			found.Nothing = append(found.Nothing, pattern)
		}
	}
	for _, pattern := range q.Patterns {
		if strings.HasPrefix(pattern, "!") {
			if err := d.exclude(clean(pattern[1:])); err != nil {
				return Found{}, err
			}
		}
	}
	for _, file := range d.files {
		slices.Sort(file.Lines)
		file.Lines = slices.Compact(file.Lines)
		found.Files = append(found.Files, *file)
	}
	slices.SortFunc(found.Files, func(a, b cucumber.Target) int { return strings.Compare(a.Path, b.Path) })
	maps.DeleteFunc(d.links, func(link string, _ bool) bool { return d.holds(link + "/") })
	found.Links = slices.Sorted(maps.Keys(d.links))
	return found, nil
}

type discovery struct {
	fsys   fs.FS
	skip   []string
	follow int
	files  map[string]*cucumber.Target
	links  map[string]bool // links that were not followed
}

// holds reports whether the path of a found file begins with start.
func (d *discovery) holds(start string) bool {
	for p := range d.files {
		if strings.HasPrefix(p, start) {
			return true
		}
	}
	return false
}

// include adds the files that one pattern matches and returns their number.
func (d *discovery) include(pattern string) (int, error) {
	name, lines := clean(pattern), []int(nil)
	switch {
	case path.IsAbs(name):
		return 0, fmt.Errorf("%q is absolute: use a path relative to root", pattern)
	case name == ".." || strings.HasPrefix(name, "../"):
		return 0, fmt.Errorf("%q leads out of root", pattern)
	}
	info, err := fs.Stat(d.fsys, name)
	if parts := lineSuffix.FindStringSubmatch(name); err != nil && parts != nil {
		if lines, err = numbers(parts[2]); err != nil {
			return 0, fmt.Errorf("%q: %w", pattern, err)
		}
		name = parts[1]
		info, err = fs.Stat(d.fsys, name)
	}
	switch {
	case err == nil && info.Mode().IsRegular():
		d.add(name, lines)
		return 1, nil
	case err == nil && !info.IsDir():
		return 0, fmt.Errorf("%q is %s, not a file", pattern, kind(info.Mode())) // reading it could block forever
	case err == nil && lines != nil:
		return 0, fmt.Errorf("%q: lines can only be given for one file", pattern)
	case err == nil:
		return d.below(name, func(p string) bool { return path.Ext(p) == extension })
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid):
		return 0, fmt.Errorf("look up %q: %w", pattern, err)
	case lines != nil && strings.ContainsAny(name, "*?[{"):
		return 0, fmt.Errorf("%q: lines can only be given for one file", pattern)
	case !doublestar.ValidatePattern(name):
		return 0, fmt.Errorf("%q is not a valid glob: %w", pattern, doublestar.ErrBadPattern)
	}
	base, _ := doublestar.SplitPattern(name)
	return d.below(base, func(p string) bool {
		// features/** must not select the step definitions beside the features.
		feature := path.Ext(path.Base(name)) != "" || path.Ext(p) == extension
		return feature && doublestar.MatchUnvalidated(name, p)
	})
}

// kind names a type of file that is neither regular nor a folder.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}

func (d *discovery) skipped(p string) bool {
	name := path.Base(p)
	return name == ".git" || name == "node_modules" || slices.Contains(d.skip, p)
}

// add keeps the widest selection of a file: lines do not narrow a file that is selected as a whole.
func (d *discovery) add(p string, lines []int) {
	file, known := d.files[p]
	switch {
	case !known:
		d.files[p] = &cucumber.Target{Path: p, Lines: lines}
	case len(lines) == 0:
		file.Lines = nil
	case len(file.Lines) > 0:
		file.Lines = append(file.Lines, lines...)
	}
}

func (d *discovery) exclude(pattern string) error {
	if !doublestar.ValidatePattern(pattern) {
		return fmt.Errorf("%q is not a valid glob: %w", "!"+pattern, doublestar.ErrBadPattern)
	}
	excluded := func(p string) bool {
		return p == pattern || strings.HasPrefix(p, pattern+"/") || doublestar.MatchUnvalidated(pattern, p)
	}
	maps.DeleteFunc(d.files, func(p string, _ *cucumber.Target) bool { return excluded(p) })
	maps.DeleteFunc(d.links, func(p string, _ bool) bool { return excluded(p) })
	return nil
}

func clean(pattern string) string { return path.Clean(strings.TrimSpace(pattern)) }

func numbers(suffix string) ([]int, error) {
	var out []int
	for _, text := range strings.Split(suffix[1:], ":") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is not a line number", text)
		}
		out = append(out, n)
	}
	return out, nil
}
