package cucumber

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	// playwright-bdd puts the name of the project before the path.
	projectPrefix = regexp.MustCompile(`^\[.*?\]:`)
	lineSuffix    = regexp.MustCompile(`(:[0-9]+)+$`)
	featureFile   = regexp.MustCompile(`(?i)\.(feature|feature\.md|story)$`)
)

// Paths returns the slash-separated paths that a URI may mean, the likeliest first: runners write absolute paths, URLs, paths
// with "./", with line numbers, with Windows separators, or with a project name in front.
func Paths(uri string) []string {
	var out []string
	add := func(p string) {
		if p = path.Clean(p); !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	for _, whole := range []string{uri, projectPrefix.ReplaceAllString(uri, "")} {
		plain := strings.TrimPrefix(strings.TrimPrefix(whole, "classpath:"), "file:")
		add(plain)
		add(lineSuffix.ReplaceAllString(plain, ""))
		if decoded, err := url.PathUnescape(plain); err == nil {
			add(decoded)
		}
		add(strings.ReplaceAll(plain, `\`, "/"))
	}
	return out
}

// below reports whether a path ends with another path, compared by segments.
func below(whole, end string) bool { return whole == end || strings.HasSuffix(whole, "/"+end) }

// fileFinder finds the planned files that URIs mean.
type fileFinder struct {
	planned   []Planned
	places    map[string]int         // by clean path
	elsewhere func(path string) bool // nil: there are no other files
	outright  map[int]bool           // files that some URI names by the whole path
}

func newFileFinder(planned []Planned, elsewhere func(string) bool) *fileFinder {
	f := &fileFinder{planned: planned, places: map[string]int{}, elsewhere: elsewhere, outright: map[int]bool{}}
	for i, file := range planned {
		f.places[path.Clean(file.Path)] = i
	}
	return f
}

// find returns the planned files that a URI may mean, and whether it names a file at all: some tools write a class or "Can not
// be determined". A URI shorter than the path, such as a base name, matches files that no other URI names by the whole path.
func (f *fileFinder) find(uri string) (files []int, named bool) {
	paths := Paths(uri)
	if i, known := f.longest(paths); known {
		return slices.DeleteFunc([]int{i}, func(i int) bool { return i < 0 }), true
	}
	for _, p := range paths {
		for i, file := range f.planned {
			if short := strings.TrimLeft(p, "./"); short != "" && below(path.Clean(file.Path), short) && !f.outright[i] && !slices.Contains(files, i) {
				files = append(files, i)
			}
		}
		named = named || featureFile.MatchString(p)
	}
	return files, named || len(files) > 0
}

// longest returns the file with the longest path that is the end of one of the paths, because features/a.feature may exist
// beside sub/features/a.feature; -1 if that file belongs to another container.
func (f *fileFinder) longest(paths []string) (at int, known bool) {
	length := -1
	for _, whole := range paths {
		for rest, more := whole, true; more && len(rest) > length; _, rest, more = strings.Cut(rest, "/") {
			i, own := f.places[rest]
			if !own && (f.elsewhere == nil || !f.elsewhere(rest)) {
				continue
			}
			if !own {
				i = -1
			}
			at, length, known = i, len(rest), true
			break
		}
	}
	return at, known
}

// note records a URI before the lookups begin.
func (f *fileFinder) note(uri string) {
	if i, known := f.longest(Paths(uri)); known && i >= 0 {
		f.outright[i] = true
	}
}
