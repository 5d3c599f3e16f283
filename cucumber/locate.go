package cucumber

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
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
	l := locator{planned: planned, taken: map[spot]bool{}}
	lost := make([]bool, len(r.Scenarios))
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		lost[i] = s.Line == 0 || !l.choose(s, func(p Pickle) bool { return p.Line == s.Line })
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

// spot is a place in planned and among the pickles of that file.
type spot struct{ file, pickle int }

type locator struct {
	planned []Planned
	taken   map[spot]bool
}

// search looks for a scenario by its outline, then by all the ways in which runners spell a name.
func (l *locator) search(s *Scenario) bool {
	if s.Line > 0 {
		row := func(p Pickle) bool { return p.Outline == s.Line }
		return l.choose(s, func(p Pickle) bool { return row(p) && spelled(s.Name, p) }) || l.choose(s, row)
	}
	for _, same := range spellings() {
		if l.choose(s, func(p Pickle) bool { return same(s.Name, p) }) {
			return true
		}
	}
	return false
}

// choose gives a scenario the first free pickle that fits, of the files that it can be in.
func (l *locator) choose(s *Scenario, fits func(Pickle) bool) bool {
	for i, file := range l.planned {
		if !file.holds(s, l.titled(s.Feature)) {
			continue
		}
		for k, p := range file.File.Pickles {
			if here := (spot{i, k}); !l.taken[here] && fits(p) {
				l.taken[here] = true
				s.URI, s.Line = cmp.Or(s.URI, file.Path), p.Line
				if s.Failure != nil && s.Failure.Line == 0 {
					s.Failure.Line = p.Line
				}
				return true
			}
		}
	}
	return false
}

// titled tells whether any planned feature has this title; what a runner puts in its place (a class, a folder) tells
// nothing.
func (l *locator) titled(title string) bool {
	return slices.ContainsFunc(l.planned, func(p Planned) bool { return p.File.Title == title })
}

// holds tells whether a scenario can be in the file, by its URI, or by the title of its feature where there is none.
func (f Planned) holds(s *Scenario, titled bool) bool {
	if s.URI == "" {
		return !titled || s.Feature == f.File.Title
	}
	uri := strings.TrimPrefix(strings.TrimPrefix(s.URI, "classpath:"), "file:")
	uri, given := path.Clean(strings.ReplaceAll(uri, `\`, "/")), path.Clean(f.Path)
	return uri == given || strings.HasSuffix(uri, "/"+given)
}

// spelled tells whether a runner may mean this very row by a name.
func spelled(name string, p Pickle) bool {
	return slices.ContainsFunc(spellings(), func(same func(string, Pickle) bool) bool { return same(name, p) })
}

var (
	behaveRow = regexp.MustCompile(`^(.*) -- @(\d+\.\d+)`)
	rubyRow   = regexp.MustCompile(`^(.*) \(outline example : .*\)$`)
	numbered  = regexp.MustCompile(`^(.*) #\d+$`)  // godog, Behat
	goNumber  = regexp.MustCompile(`^(.*)#\d\d+$`) // go test
	pytestRow = regexp.MustCompile(`^test_([^\[]*)(?:\[.*\])?$`)
)

// spellings tell whether a name that a runner wrote means a pickle, the most exact first. A name that fits several rows
// means them in the order of the file.
func spellings() []func(name string, p Pickle) bool {
	return []func(string, Pickle) bool{
		func(name string, p Pickle) bool { return name == p.Name || strings.HasSuffix(name, " - "+p.Name) },
		func(name string, p Pickle) bool {
			m := behaveRow.FindStringSubmatch(name)
			return m != nil && m[1] == p.Title && m[2] == p.Row
		},
		func(name string, p Pickle) bool { return name == p.Title },
		func(name string, p Pickle) bool { return stem(rubyRow, name) == p.Template && p.Row != "" },
		func(name string, p Pickle) bool { return stem(numbered, name) == p.Title },
		func(name string, p Pickle) bool { return goTestName(p.Title) == name },
		func(name string, p Pickle) bool { return goTestName(p.Title) == stem(goNumber, name) },
		func(name string, p Pickle) bool {
			m := pytestRow.FindStringSubmatch(name)
			return m != nil && m[1] == pythonName(p.Template)
		},
	}
}

func stem(pattern *regexp.Regexp, name string) string {
	if m := pattern.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// goTestName is what package testing makes of the name of a subtest.
func goTestName(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return '_'
		}
		return r
	}, title)
}

// pythonName is what pytest-bdd makes of the title of a scenario.
func pythonName(title string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '_'
		case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, title)
	trimmed := strings.TrimLeftFunc(name, unicode.IsDigit)
	if trimmed != name {
		trimmed = strings.TrimLeft(trimmed, "_")
	}
	return strings.ToLower(trimmed)
}
