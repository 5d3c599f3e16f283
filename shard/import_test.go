package shard

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// importable are two files of the same name in different folders, and one with a title of its own.
func importable() []cucumber.Planned {
	file := func(path, title string, names ...string) cucumber.Planned {
		planned := cucumber.Planned{Path: path, File: cucumber.File{Title: title}}
		for i, name := range names {
			planned.File.Pickles = append(planned.File.Pickles, cucumber.Pickle{Name: name, Line: 3 + 4*i, Outline: 3 + 4*i})
		}
		return planned
	}
	return []cucumber.Planned{
		file("features/a.feature", "Top", "one", "two"), file("features/sub/features/a.feature", "Sub", "one", "two"), file("features/b.feature", "Cart", "full", "empty"),
	}
}

// TestImportFindsFiles: a URI is matched by its end, a report without URIs by the title of the feature, and what fits no
// planned file is left out.
func TestImportFindsFiles(t *testing.T) {
	scenario := func(uri, feature, name string) cucumber.Scenario {
		return cucumber.Scenario{URI: uri, Feature: feature, Name: name, Status: cucumber.Passed, Duration: time.Second}
	}
	for name, tt := range map[string]struct {
		given cucumber.Scenario
		want  string // file and scenario
	}{
		"the same path":          {scenario("features/a.feature", "Top", "one"), "shop/features/a.feature one"},
		"an absolute path":       {scenario("/ci/build/features/a.feature", "Top", "two"), "shop/features/a.feature two"},
		"the longest end":        {scenario("/ci/features/sub/features/a.feature", "Sub", "one"), "shop/features/sub/features/a.feature one"},
		"a path of Windows":      {scenario(`C:\ci\features\b.feature`, "Cart", "full"), "shop/features/b.feature full"},
		"a title and a name":     {scenario("", "Cart", "empty"), "shop/features/b.feature empty"},
		"another file":           {scenario("features/c.feature", "Other", "one"), ""},
		"another folder":         {scenario("other/a.feature", "Top", "one"), ""},
		"a part of a name":       {scenario("features/xa.feature", "Top", "one"), ""},
		"without a duration":     {cucumber.Scenario{URI: "features/a.feature", Name: "one", Status: cucumber.Passed}, ""},
		"a scenario that failed": {cucumber.Scenario{URI: "features/a.feature", Name: "one", Status: cucumber.Failed, Duration: time.Second}, ""},
	} {
		past := &Past{Files: map[string]*PastFile{}}
		past.Import(OldReport{Report: &cucumber.Report{Scenarios: []cucumber.Scenario{tt.given}}, Run: "1"}, "shop", importable())
		got := ""
		for path, file := range past.Files {
			for scenario, seen := range file.Scenarios {
				got += path + " " + scenario
				if diff := cmp.Diff([]Observation{{Run: "1", Millis: 1000}}, seen); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestImportWholeFiles: if names do not match, the time of a file counts as a whole, but only if nothing in it failed.
func TestImportWholeFiles(t *testing.T) {
	for status, want := range map[cucumber.Status]int64{cucumber.Passed: 3000, cucumber.Skipped: 3000, cucumber.Failed: 0, cucumber.Undefined: 0} {
		past := &Past{Files: map[string]*PastFile{}}
		past.Import(OldReport{Run: "1", Report: &cucumber.Report{Scenarios: []cucumber.Scenario{
			{URI: "features/b.feature", Name: "renamed", Status: cucumber.Passed, Duration: time.Second},
			{URI: "features/b.feature", Name: "gone", Status: status, Duration: 2 * time.Second},
		}}}, ".", importable())
		var got int64
		if file := past.Files["features/b.feature"]; file != nil && len(file.Whole) == 1 {
			got = file.Whole[0].Millis
		}
		if got != want {
			t.Errorf("%s: %d ms, want %d", status, got, want)
		}
	}
}

// TestSimulationsRepeat: the same files give the same plan on every machine, so the random numbers are fixed.
func TestSimulationsRepeat(t *testing.T) {
	first, again, other := variations(1, 50), variations(1, 50), variations(2, 50)
	if !cmp.Equal(first, again) || cmp.Equal(first, other) {
		t.Error("variations do not depend on their seed alone")
	}
	for _, factor := range first {
		if factor <= 0.2 || factor >= 5 {
			t.Errorf("a file takes %v times as long as expected", factor)
		}
	}
	drafts := draftAll([]File{file("a.feature", 9), file("b.feature", 5), file("c.feature", 1)}, func(File) int { return 1 })
	o := Options{Slots: 2, StartUp: time.Second}
	if one, two := simulate(drafts, o), simulate(drafts, o); one != two || one < 8*time.Second || one > 14*time.Second {
		t.Errorf("%v and %v", one, two)
	}
}

// TestWallOfUnits: units start in their order, each as soon as a slot is free.
func TestWallOfUnits(t *testing.T) {
	units := func(seconds ...int) []Unit {
		var out []Unit
		for _, s := range seconds {
			out = append(out, Unit{Estimate: time.Duration(s) * time.Second})
		}
		return out
	}
	for name, tt := range map[string]struct {
		units []Unit
		slots int
		want  time.Duration
	}{
		"nothing":            {nil, 4, 0},
		"one after another":  {units(3, 2, 1), 1, 9 * time.Second},
		"all at once":        {units(3, 2, 1), 5, 4 * time.Second},
		"the last one waits": {units(1, 1, 4), 2, 7 * time.Second},
		"longest first":      {units(4, 1, 1), 2, 5 * time.Second},
		"no slot is one":     {units(1, 1), 0, 4 * time.Second},
	} {
		if got := Wall(tt.units, tt.slots, time.Second); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}
