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

// Paths are the paths, slash-separated, that a runner may mean by a URI, the likeliest first: runners write absolute paths,
// URLs, paths with "./", paths with the lines that they were given, Windows' separators, and a project in front.
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

// below reports whether a path ends with another, whole segments of it.
func below(whole, end string) bool { return whole == end || strings.HasSuffix(whole, "/"+end) }

// meantBy are the planned files that a URI may mean, and whether it means a file at all: what some tools write in its place
// ("Can not be determined", a class) says nothing. A URI that is shorter than the path, such as a base name, is enough where
// outright, which are the files that others mean by their whole path, has none of the same end.
func meantBy(uri string, planned []Planned, outright map[int]bool) (files []int, named bool) {
	paths := Paths(uri)
	if i := longest(paths, planned); i >= 0 {
		return []int{i}, true
	}
	for _, p := range paths {
		for i, file := range planned {
			if short := strings.TrimLeft(p, "./"); short != "" && below(path.Clean(file.Path), short) && !outright[i] && !slices.Contains(files, i) {
				files = append(files, i)
			}
		}
		named = named || featureFile.MatchString(p)
	}
	return files, named || len(files) > 0
}

// longest is the planned file with the longest path that one of some paths ends with, because features/a.feature may stand
// beside sub/features/a.feature; -1 if there is none.
func longest(paths []string, planned []Planned) int {
	best := -1
	for i, file := range planned {
		given := path.Clean(file.Path)
		if best >= 0 && len(given) <= len(path.Clean(planned[best].Path)) {
			continue
		}
		if slices.ContainsFunc(paths, func(p string) bool { return below(p, given) }) {
			best = i
		}
	}
	return best
}
