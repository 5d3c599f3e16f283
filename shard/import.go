package shard

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// maxSearch bounds the search for scenarios without a file, whose cost is scenarios times files.
const maxSearch = 4 << 20

// OldReport is a report of an earlier run, by Baleen or by any runner.
type OldReport struct {
	*cucumber.Report
	Run string // an ID, the same every time that this report is read
}

// Import adds the times of an old report. files are the planned files, with paths below the folder root of the checkout;
// scenarios of other files are left out. A scenario is found by file and name, or by the title of its feature and name. If
// only its file is certain, its time counts towards the whole file.
func (p *Past) Import(report OldReport, root string, files []cucumber.Planned) {
	i := importer{past: p, run: report.Run, root: root, files: map[string]*importedFile{}, named: map[string][]cucumber.Planned{}, titled: map[string][]cucumber.Planned{}}
	for _, f := range files {
		i.files[f.Path] = &importedFile{File: f.File}
		i.named[path.Base(f.Path)] = append(i.named[path.Base(f.Path)], f)
		i.titled[f.File.Title] = append(i.titled[f.File.Title], f)
	}
	groups := map[string][]cucumber.Scenario{}
	for _, s := range report.Scenarios {
		group := "file " + s.URI
		if s.URI == "" {
			group = "feature " + s.Feature
		}
		groups[group] = append(groups[group], s)
	}
	for _, group := range groups {
		i.take(group, i.candidates(group[0], len(group), files))
	}
}

type importer struct {
	past   *Past
	run    string
	root   string
	files  map[string]*importedFile      // by path
	named  map[string][]cucumber.Planned // by the last element of the path
	titled map[string][]cucumber.Planned
}

// importedFile is a planned file with the names of its scenarios by their lines.
type importedFile struct {
	cucumber.File
	names map[int]string
}

// name returns the name of the scenario at a line, if there is one.
func (f *importedFile) name(line int) (string, bool) {
	if f.names == nil {
		f.names = make(map[int]string, len(f.Pickles))
		for _, p := range slices.Backward(f.Pickles) { // of two at one line the first counts
			f.names[p.Line] = p.Name
		}
	}
	name, found := f.names[line]
	return name, found
}

// candidates returns the files that scenarios of one URI or feature may be in.
func (i importer) candidates(s cucumber.Scenario, n int, all []cucumber.Planned) []cucumber.Planned {
	switch {
	case s.URI != "":
		return i.bySuffix(strings.ReplaceAll(s.URI, `\`, "/"))
	case s.Feature != "" && len(i.titled[s.Feature]) > 0:
		return i.titled[s.Feature]
	case n*len(all) > maxSearch:
		return nil
	}
	return all
}

// bySuffix returns the file with the longest path that a URI ends with, because both features/a.feature and
// sub/features/a.feature may exist.
func (i importer) bySuffix(uri string) []cucumber.Planned {
	var best []cucumber.Planned
	for _, f := range i.named[path.Base(uri)] {
		fits := uri == f.Path || strings.HasSuffix(uri, "/"+f.Path)
		if fits && (best == nil || len(f.Path) > len(best[0].Path)) {
			best = []cucumber.Planned{f}
		}
	}
	return best
}

// take finds the scenarios of one group in the planned files and adds their times.
func (i importer) take(group []cucumber.Scenario, among []cucumber.Planned) {
	if len(among) == 0 {
		return
	}
	for k := range group {
		if group[k].URI != "" {
			group[k].URI = among[0].Path
		}
	}
	report := cucumber.Report{Scenarios: group}
	report.Locate(among)
	rest := map[string][]cucumber.Scenario{}
	for _, s := range report.Scenarios {
		file := i.files[s.URI]
		if file == nil {
			continue
		}
		name, found := file.name(s.Line)
		switch {
		case !found:
			rest[s.URI] = append(rest[s.URI], s)
		case s.Status == cucumber.Passed && s.Duration > 0:
			i.file(s.URI).add(name, i.seen(s.Duration))
		}
	}
	for file, scenarios := range rest {
		i.whole(file, scenarios)
	}
}

func (i importer) file(name string) *PastFile { return i.past.file(result.Located(i.root, name)) }

func (i importer) seen(took time.Duration) Observation {
	return Observation{Run: i.run, Millis: took.Milliseconds()}
}

// whole adds the total time of scenarios that are found in a file but not by name.
func (i importer) whole(file string, scenarios []cucumber.Scenario) {
	var sum time.Duration
	for _, s := range scenarios {
		if s.Status != cucumber.Passed && s.Status != cucumber.Skipped && s.Status != result.Deselected {
			return
		}
		sum += s.Duration
	}
	if past := i.file(file); sum > 0 {
		past.Whole = union(past.Whole, []Observation{i.seen(sum)})
	}
}
