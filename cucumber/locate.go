package cucumber

import (
	"slices"
	"strings"
)

// Planned is a feature file with the path under which the runner gets it.
type Planned struct {
	Path string
	File File
	// Lines select scenarios or outlines of the file; empty: the whole file.
	Lines []int
}

// Given reports whether the runner is told to run the scenario.
func (f Planned) Given(p Pickle) bool {
	return len(f.Lines) == 0 || slices.Contains(f.Lines, p.Line) || slices.Contains(f.Lines, p.Outline)
}

// Locate matches the scenarios of a report with the planned files, and sets URI, Line and Name of each to those of the plan. It
// matches by line and name, or by name alone if the report has no lines or only those of outlines. It compares whole names in
// every spelling that runners use; a scenario without a match stays unchanged. Entries for the same scenario are merged (see
// Scenario.repeat). Ordinary tests that pytest runs beside its scenarios are left
// out unless they failed.
func (r *Report) Locate(planned []Planned) {
	if len(planned) == 0 {
		return
	}
	l := newLocator(r, planned)
	for _, find := range []func(int) bool{l.byLine, l.byOutline, l.byName, l.byBackground} {
		for i := range r.Scenarios {
			if !l.found[i] {
				l.found[i] = find(i)
			}
		}
	}
	l.place()
	l.leftOut()
	at := -1
	r.Scenarios = slices.DeleteFunc(r.Scenarios, func(s Scenario) bool {
		at++
		return l.joined[at] || !l.found[at] && (s.loose || s.alone) && !worse(s.Status, Skipped)
	})
}

// spot is a place in planned and among the pickles of that file.
type spot struct{ file, pickle int }

// locator finds pickles by their keys, so that a file of many rows is not walked for each of them.
type locator struct {
	report    *Report
	planned   []Planned
	spellings []spelling
	indexes   []pickleIndex    // by file
	holder    map[spot]int     // index of the report's scenario that is matched with a pickle
	found     []bool           // by scenario: it has a match
	joined    []bool           // by scenario: it is merged into another one
	wrote     []string         // by scenario: its URI as the runner writes it
	files     map[string][]int // candidate files, by URI and title of the feature
	finder    *fileFinder
}

func newLocator(r *Report, planned []Planned) *locator {
	l := &locator{
		report: r, planned: planned, spellings: spellings(), indexes: make([]pickleIndex, len(planned)),
		holder: map[spot]int{}, found: make([]bool, len(r.Scenarios)), joined: make([]bool, len(r.Scenarios)),
		files: map[string][]int{}, finder: newFileFinder(planned, r.elsewhere),
	}
	seen := map[string]bool{}
	for _, s := range r.Scenarios {
		l.wrote = append(l.wrote, s.URI)
		if !seen[s.URI] {
			l.finder.note(s.URI)
		}
		seen[s.URI] = true
	}
	return l
}

// byLine matches a scenario by its line.
func (l *locator) byLine(i int) bool {
	s := &l.report.Scenarios[i]
	if s.Line == 0 {
		return false
	}
	for _, file := range l.within(i) {
		for _, k := range l.indexes[file].byLine(l.planned[file])[s.Line] {
			if l.named(s, file, k) {
				return l.put(i, spot{file, k})
			}
		}
	}
	return false
}

// byOutline matches a row that carries the line of its outline, as in cucumber-js 7, Behat and pytest-bdd.
func (l *locator) byOutline(i int) bool {
	line := l.report.Scenarios[i].Line
	return line > 0 && l.bySpelling(i, line)
}

// byName matches a scenario of a report without lines.
func (l *locator) byName(i int) bool {
	s := &l.report.Scenarios[i]
	return s.Line == 0 && !s.alone && l.bySpelling(i, 0)
}

// bySpelling finds a scenario, or a row of one outline, by its name. Those of one name are taken in the order of the file.
// Where none is free and the name can mean but one, it is that one again.
func (l *locator) bySpelling(i, outline int) bool {
	var again []spot
	for way, spelling := range l.spellings {
		key, ok := spelling.read(l.report.Scenarios[i].Name)
		if !ok {
			continue
		}
		sure := len(again) == 0 // of the most exact way alone
		for _, file := range l.within(i) {
			meant := l.indexes[file].byName(l.planned[file], way, nameKey{outline, key})
			if meant == nil {
				continue
			}
			if at, free := l.free(file, meant); free {
				return l.put(i, at)
			}
			if sure {
				again = append(again, spot{file, meant.all[0]}, spot{file, meant.all[len(meant.all)-1]})
			}
		}
	}
	return outline == 0 && len(again) == 2 && again[0] == again[1] && l.put(i, again[0])
}

// byBackground finds the scenario of a background that a report gives without one.
func (l *locator) byBackground(i int) bool {
	if !l.report.Scenarios[i].alone {
		return false
	}
	for _, file := range l.within(i) {
		without := &group{}
		for k, p := range l.planned[file].File.Pickles {
			if p.Steps == 0 {
				without.all = append(without.all, k)
			}
		}
		if at, free := l.free(file, without); free {
			return l.put(i, at)
		}
	}
	return false
}

func (l *locator) named(s *Scenario, file, k int) bool {
	f := l.planned[file].File
	return s.named(f, f.Pickles[k], l.spellings)
}

// within are the files that a scenario can be in: by its URI, or by the title of its feature where that means no file. What
// a runner puts in the title's place (a class, a folder) tells nothing.
func (l *locator) within(i int) []int {
	s := l.report.Scenarios[i]
	key := joined(l.wrote[i], s.Feature)
	if known, ok := l.files[key]; ok {
		return known
	}
	files, named := l.finder.find(l.wrote[i])
	if !named {
		for k := range l.planned {
			files = append(files, k)
		}
	}
	if titled := slices.DeleteFunc(slices.Clone(files), func(k int) bool { return !l.planned[k].titled(s.Feature) }); len(titled) > 0 {
		files = titled
	}
	l.files[key] = files
	return files
}

// titled reports whether a feature has this title, which playwright-bdd puts the name of the project before.
func (f Planned) titled(title string) bool {
	own := oneLine(f.File.Title)
	title = oneLine(title)
	return title == own || strings.HasSuffix(title, " › "+own)
}

// free returns the first pickle of a group that has no match yet.
func (l *locator) free(file int, meant *group) (spot, bool) {
	for ; meant.next < len(meant.all); meant.next++ {
		at := spot{file, meant.all[meant.next]}
		if _, held := l.holder[at]; !held {
			return at, true
		}
	}
	return spot{}, false
}

// put records a match. A second entry for the same pickle is merged into the first, unless the format marks attempts and still
// lists the pickle twice: then the suite runs it twice, outside the plan.
func (l *locator) put(i int, at spot) bool {
	s := &l.report.Scenarios[i]
	file := l.planned[at.file]
	p := file.File.Pickles[at.pickle]
	s.URI, s.Line, s.Name = file.Path, p.Line, p.Name
	if s.Failure != nil && s.Failure.Line == 0 {
		s.Failure.Line = p.Line
	}
	first, held := l.holder[at]
	if !held {
		l.holder[at] = i
		return true
	}
	if mayRepeat(l.report.Scenarios[first].from, s.from) || l.wrote[i] != l.wrote[first] {
		l.report.Scenarios[first].repeat(*s)
		l.joined[i] = true
	}
	return true
}
