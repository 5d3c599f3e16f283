package cucumber

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Planned is a feature file under the path that the runner was given.
type Planned struct {
	Path string
	File File
}

// Locate finds the place of scenarios that a report names without one, as JUnit does, or with the line of their outline:
// it sets URI and Line of each that fits one of the planned files. Ordinary tests that pytest ran beside its scenarios
// fit none; those that did not fail are left out.
func (r *Report) Locate(planned []Planned) {
	if len(planned) == 0 {
		return
	}
	l := newLocator(planned)
	lost := make([]bool, len(r.Scenarios))
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		lost[i] = s.Line == 0 || !l.choose(s, func(f *searched) int { return first(f, f.byLine(), s.Line, anyPickle) })
	}
	for i := range r.Scenarios {
		lost[i] = lost[i] && !l.search(&r.Scenarios[i])
	}
	at := -1
	r.Scenarios = slices.DeleteFunc(r.Scenarios, func(s Scenario) bool {
		at++
		return lost[at] && s.loose && rank(s.Status) <= rank(Skipped)
	})
}

// locator finds pickles by their keys, so that a file of many rows is not walked for each of them.
type locator struct {
	files  []*searched
	titles map[string]bool
	held   map[[2]string][]*searched // by URI and title of the feature
}

func newLocator(planned []Planned) *locator {
	l := &locator{titles: map[string]bool{}, held: map[[2]string][]*searched{}}
	for _, f := range planned {
		l.files = append(l.files, &searched{Planned: f, taken: make([]bool, len(f.File.Pickles))})
		l.titles[f.File.Title] = true
	}
	return l
}

// search looks for a scenario by its outline, then by all the ways in which runners spell a name.
func (l *locator) search(s *Scenario) bool {
	fits := anyPickle
	if s.Line > 0 {
		fits = func(p Pickle) bool { return p.Outline == s.Line }
	}
	for i, way := range spellings() {
		keys := way.keys(s.Name)
		if len(keys) > 0 && l.choose(s, func(f *searched) int { return f.named(i, keys, fits) }) {
			return true
		}
	}
	return s.Line > 0 && l.choose(s, func(f *searched) int { return first(f, f.byOutline(), s.Line, anyPickle) })
}

// choose gives a scenario the pickle that find returns the index of, in the first file that it can be in and that has one.
func (l *locator) choose(s *Scenario, find func(*searched) int) bool {
	for _, f := range l.holding(s) {
		k := find(f)
		if k < 0 {
			continue
		}
		f.taken[k] = true
		s.URI, s.Line = cmp.Or(s.URI, f.Path), f.File.Pickles[k].Line
		if s.Failure != nil && s.Failure.Line == 0 {
			s.Failure.Line = s.Line
		}
		return true
	}
	return false
}

// holding returns the files that a scenario can be in.
func (l *locator) holding(s *Scenario) []*searched {
	key := [2]string{s.URI, s.Feature}
	out, known := l.held[key]
	if known {
		return out
	}
	for _, f := range l.files {
		// A title that no planned feature has tells nothing: it is what a runner puts in its place, a class or a folder.
		if f.holds(s, l.titles[s.Feature]) {
			out = append(out, f)
		}
	}
	l.held[key] = out
	return out
}

// holds reports whether a scenario can be in the file, by its URI, or by the title of its feature where there is none.
func (f Planned) holds(s *Scenario, titled bool) bool {
	if s.URI == "" {
		return !titled || s.Feature == f.File.Title
	}
	uri := strings.TrimPrefix(strings.TrimPrefix(s.URI, "classpath:"), "file:")
	uri, given := path.Clean(strings.ReplaceAll(uri, `\`, "/")), path.Clean(f.Path)
	return uri == given || strings.HasSuffix(uri, "/"+given)
}

// searched is a planned file with the places of its pickles by what they are looked for. An index is made when it is first
// needed: most files of a large suite are never looked into.
type searched struct {
	Planned
	taken           []bool // by a scenario
	lines, outlines map[int][]int
	names           []map[string][]int // by way of spelling
}

func (f *searched) byLine() map[int][]int {
	if f.lines == nil {
		f.lines = indexed(f.File.Pickles, func(p Pickle) (int, bool) { return p.Line, true })
	}
	return f.lines
}

func (f *searched) byOutline() map[int][]int {
	if f.outlines == nil {
		f.outlines = indexed(f.File.Pickles, func(p Pickle) (int, bool) { return p.Outline, true })
	}
	return f.outlines
}

// indexed are the places of those pickles that have a key.
func indexed[K comparable](pickles []Pickle, key func(Pickle) (K, bool)) map[K][]int {
	out := map[K][]int{}
	for i, p := range pickles {
		if k, has := key(p); has {
			out[k] = append(out[k], i)
		}
	}
	return out
}

// named returns the first free pickle that a way of spelling gives one of some keys; -1: there is none.
func (f *searched) named(way int, keys []string, fits func(Pickle) bool) int {
	if f.names == nil {
		for _, way := range spellings() {
			f.names = append(f.names, indexed(f.File.Pickles, way.pickle))
		}
	}
	best := -1
	for _, key := range keys {
		if k := first(f, f.names[way], key, fits); k >= 0 && (best < 0 || k < best) {
			best = k
		}
	}
	return best
}

// first returns the first free pickle under a key that fits; -1: there is none. Those that are taken leave the index.
func first[K comparable](f *searched, index map[K][]int, key K, fits func(Pickle) bool) int {
	for len(index[key]) > 0 && f.taken[index[key][0]] {
		index[key] = index[key][1:]
	}
	for _, k := range index[key] {
		if !f.taken[k] && fits(f.File.Pickles[k]) {
			return k
		}
	}
	return -1
}

func anyPickle(Pickle) bool { return true }
