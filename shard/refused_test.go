package shard

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestDiscoverRefuses: a pattern that can never select what its author means is an error that quotes it.
func TestDiscoverRefuses(t *testing.T) {
	fsys := fstest.MapFS{"features/a.feature": {}, "features/b:3.feature": {}, "b": {}}
	for pattern, want := range map[string]string{
		"/suite/features":         `"/suite/features" is absolute: use a path relative to root`,
		"..":                      `".." leads out of root`,
		"../other":                `"../other" leads out of root`,
		"features/../../x":        "leads out of root",
		"features/[":              `"features/[" is not a valid glob`,
		"!features/{a":            `"!features/{a" is not a valid glob`,
		"features:3":              "lines can only be given for one file",
		"features/*.feature:3":    "lines can only be given for one file",
		"features/a.feature:0":    `"0" is not a line number`,
		"features/a.feature:3:00": `"00" is not a line number`,
		"features/a.feature:99999999999999999999": "is not a line number",
	} {
		found, err := Discover(fsys, Query{Patterns: []string{pattern}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v, want %s", pattern, found.Files, err, want)
		}
	}
}

// TestUnitPaths has each file of a unit once, with or without lines.
func TestUnitPaths(t *testing.T) {
	unit := Unit{Targets: []cucumber.Target{{Path: "a.feature", Lines: []int{3, 9}}, {Path: "b.feature"}}}
	if diff := cmp.Diff([]string{"a.feature", "b.feature"}, unit.Paths()); diff != "" {
		t.Error(diff)
	}
	if got := (Unit{}).Paths(); got != nil {
		t.Errorf("%q", got)
	}
}

// TestReadTimingsRefuses: only a history of this schema is read, and the error says which it is.
func TestReadTimingsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "EOF",
		"[]":                          "cannot unmarshal",
		"{}":                          "it is not a timing history of Baleen",
		`{"suites":[]}`:               "it is not a timing history of Baleen",
		`{"schema":3,"suites":[]}`:    "it has schema 3, this Baleen reads schema 2",
		`{"schema":2,"suites":{}}`:    "cannot unmarshal",
		`{"schema":-1}`:               "it has schema -1",
		`{"schema":1,"suites":[{"st`:  "unexpected EOF",
		`{"schema":1,"suites":{}}`:    "cannot unmarshal",
		`<testsuites timestamp="x"/>`: "invalid character",
	} {
		got, err := ReadTimings(strings.NewReader(text))
		if !errors.Is(err, ErrNoTimings) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %s", text, got, err, want)
		}
	}
}

// TestReadTimingsDropsWhatIsDamaged: a history may have been edited or merged by hand; what cannot be true does not count.
func TestReadTimingsDropsWhatIsDamaged(t *testing.T) {
	const text = `{"schema":1,"suites":[null,{"runner":"behave","files":{"a":null,"b":{"scenarios":{
		"ok":[{"run":"2","ms":5},{"run":"1","ms":7},{"run":"2","ms":9}],
		"negative":[{"run":"1","ms":-1}], "endless":[{"run":"1","ms":99999999999}], "nameless":[{"ms":1}], "busy":[{"run":"1","ms":1,"at":-1}], "none":[]}}}}]}`
	got, err := ReadTimings(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	past := got.Past(Key{Runner: "behave"})
	want := map[string][]Observation{"ok": {{Run: "2", Millis: 9}, {Run: "1", Millis: 7}}}
	if diff := cmp.Diff(want, past.Files["b"].Scenarios); diff != "" || past.Files["a"] != nil || len(got.Suites) != 1 {
		t.Errorf("%s, %d suites", diff, len(got.Suites))
	}
}

// TestRepository: the tag and digest of an image change with every build, its registry's port does not.
func TestRepository(t *testing.T) {
	for image, want := range map[string]string{
		"shop": "shop", "shop:1": "shop", "shop@sha256:aa": "shop", "shop:1@sha256:aa": "shop", "host:5000/shop": "host:5000/shop",
		"host:5000/shop:1": "host:5000/shop", "host:5000/a/b:1@sha256:aa": "host:5000/a/b", "": "",
	} {
		if got := repository(image); got != want {
			t.Errorf("%q: %q, want %q", image, got, want)
		}
	}
}

// TestLearnFromWholeFiles: only a file that passed alone in its container, without times of its scenarios, has a time as a whole.
func TestLearnFromWholeFiles(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		change func(*result.Attempt, *result.File)
		want   int
	}{
		"alone":           {func(*result.Attempt, *result.File) {}, 1},
		"failed":          {func(a *result.Attempt, _ *result.File) { a.Class = result.Killed }, 0},
		"beside another":  {func(a *result.Attempt, _ *result.File) { a.Files = append(a.Files, "b.feature") }, 0},
		"some lines":      {func(a *result.Attempt, _ *result.File) { a.Lines = map[string][]int{"a.feature": {2}} }, 0},
		"never started":   {func(a *result.Attempt, _ *result.File) { a.Started = time.Time{} }, 0},
		"no scenarios":    {func(_ *result.Attempt, f *result.File) { f.Scenarios = nil }, 0},
		"with times":      {func(_ *result.Attempt, f *result.File) { f.Scenarios[0].Line, f.Scenarios[0].Duration = 2, time.Second }, 0},
		"scenario failed": {func(_ *result.Attempt, f *result.File) { f.Scenarios[0].Status = cucumber.Failed }, 0},
		"another attempt": {func(_ *result.Attempt, f *result.File) { f.Scenarios[0].Attempt = "u.9" }, 0},
	} {
		run := &result.Run{ID: "20260301-120000-aa", Root: ".", Started: start, Runner: "exit-code"}
		attempt := result.Attempt{Unit: "u", Number: 1, Files: []string{"a.feature"}, Class: result.Passed, Started: start, Finished: start.Add(7 * time.Second)}
		file := result.File{Path: "a.feature", Scenarios: []result.Scenario{{Name: "a", Status: cucumber.Passed, Attempt: attempt.ID()}}}
		tt.change(&attempt, &file)
		run.Attempts, run.Files = []result.Attempt{attempt}, []result.File{file}
		var learned Timings
		learned.Learn(run)
		var whole []Observation
		if past := learned.Past(KeyOf(run)).Files["a.feature"]; past != nil {
			whole = past.Whole
		}
		if len(whole) != tt.want || tt.want == 1 && whole[0].Millis != 7000 {
			t.Errorf("%s: %v", name, whole)
		}
	}
}
