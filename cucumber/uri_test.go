package cucumber

import (
	"strings"
	"testing"
)

// TestURIForms: however a runner names the one file that it was given, it is that file, unless it names another.
func TestURIForms(t *testing.T) {
	const given = "sub/features/my shop.feature"
	file := Parse(strings.NewReader(shop))
	for uri, found := range map[string]bool{
		given: true, "./" + given: true, "/suite/" + given: true, "../" + given: true, given + ":4": true, given + ":4:10": true,
		"file:" + given: true, "file:///suite/" + given: true, "file:///suite/sub/features/my%20shop.feature": true,
		"classpath:" + given: true, "classpath:features/my shop.feature": true, "classpath:features/my%20shop.feature": true,
		`C:\suite\sub\features\my shop.feature`: true, `sub\features\my shop.feature`: true,
		"[chromium]:" + given: true, "[mobile [ios]]:" + given: true, "[chromium]:/suite/" + given: true,
		"my shop.feature": true, "features/my shop.feature": true, "./my shop.feature": true,
		"": true, "Can not be determined": true, "undefined": true, "io.shop.RunCucumberTest": true, "features": true,
		"other.feature": false, "features/other.feature": false, "/suite/features/shop.feature": false, "[chromium]:other.feature": false,
		"y shop.feature": false, "shop.feature": false, "xfeatures/my shop.feature": false,
	} {
		report := Report{Scenarios: []Scenario{{URI: uri, Name: "Plain one", Line: 4}}}
		report.Locate([]Planned{{Path: given, File: file}})
		if got := report.Scenarios[0].URI == given; got != found {
			t.Errorf("%q: found %v, want %v", uri, got, found)
		}
	}
}

// TestURIsOfSeveral: among several files a short URI, or none, means the one in which the scenario is.
func TestURIsOfSeveral(t *testing.T) {
	parse := func(title, name string) File {
		return Parse(strings.NewReader("Feature: " + title + "\n  Scenario: " + name + "\n    Given x\n"))
	}
	planned := []Planned{
		{Path: "a/shop.feature", File: parse("Shop", "pay")}, {Path: "b/shop.feature", File: parse("Till", "pay")},
		{Path: "till.feature", File: parse("Depot", "load")}, {Path: "x/till.feature", File: parse("Car", "load")},
	}
	for _, tt := range []struct{ uri, feature, name, want string }{
		{"shop.feature", "Till", "pay", "b/shop.feature"},
		{"shop.feature", "chromium › Till", "pay", "b/shop.feature"},
		{"shop.feature", "Shop", "pay", "a/shop.feature"},
		{"", "Depot", "load", "till.feature"},
		{"", "some class", "load", "till.feature"}, // the first of that name
		{"/suite/x/till.feature", "Car", "load", "x/till.feature"},
		{"till.feature", "Car", "load", "till.feature"},
		{"b/shop.feature", "Shop", "pay", "b/shop.feature"},
	} {
		report := Report{Scenarios: []Scenario{{URI: tt.uri, Feature: tt.feature, Name: tt.name, Line: 2}}}
		report.Locate(planned)
		if got := report.Scenarios[0].URI; got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// TestShortURIBesideWhole: a short URI is no file that the report means by its whole path as well.
func TestShortURIBesideWhole(t *testing.T) {
	file := Parse(strings.NewReader(shop))
	report := Report{Scenarios: []Scenario{{URI: "sub/shop.feature", Name: "Plain one", Line: 4}, {URI: "shop.feature", Name: "Plain one", Line: 4}}}
	report.Locate([]Planned{{Path: "sub/shop.feature", File: file}})
	if len(report.Scenarios) != 2 || report.Scenarios[1].URI != "shop.feature" {
		t.Errorf("%+v", report.Scenarios)
	}
}

// TestFilesElsewhere: a file that another container is given is not this one's, though its path ends with the same.
func TestFilesElsewhere(t *testing.T) {
	file := Parse(strings.NewReader(shop))
	for uri, want := range map[string]string{
		"/suite/sub/features/shop.feature": "/suite/sub/features/shop.feature", "[a]:sub/features/shop.feature": "[a]:sub/features/shop.feature",
		"/suite/features/shop.feature": "features/shop.feature", "shop.feature": "shop.feature", "x/shop.feature": "x/shop.feature",
	} {
		report := Report{Scenarios: []Scenario{{URI: uri, Name: "Plain one", Line: 4}}}
		report.elsewhere = func(path string) bool { return path == "sub/features/shop.feature" || path == "shop.feature" }
		report.Locate([]Planned{{Path: "features/shop.feature", File: file}})
		if got := report.Scenarios[0].URI; got != want {
			t.Errorf("%q: %q, want %q", uri, got, want)
		}
	}
}
