package cucumber

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGuess(t *testing.T) {
	for command, want := range map[string]string{
		"npx cucumber-js {files}":                          "cucumber-js",
		"node_modules/.bin/cucumber-js":                    "cucumber-js",
		"bundle exec cucumber {files}":                     "cucumber-ruby",
		"/usr/local/bundle/bin/cucumber":                   "cucumber-ruby",
		"python -m behave {files}":                         "behave",
		"/usr/bin/behave":                                  "behave",
		"./suite --godog.strict {files}":                   "godog",
		"godog run":                                        "godog",
		"make cucumbers":                                   "",
		"tini -- node_modules/.bin/cucumber-js --parallel": "cucumber-js",
		"": "",
	} {
		if got := Guess(strings.Fields(command)); got != want {
			t.Errorf("Guess(%q) = %q, want %q", command, got, want)
		}
	}
}

func TestArguments(t *testing.T) {
	targets := []Target{{Path: "-a.feature"}, {Path: "b.feature", Lines: []int{3, 9}}}
	for name, want := range map[string]string{
		"cucumber-js":   "./-a.feature b.feature:3:9 --format message:/r/messages.ndjson",
		"cucumber-ruby": "./-a.feature b.feature:3:9 --format pretty --format json --out /r/report.json",
		"behave":        "./-a.feature b.feature:3 b.feature:9 --format json --outfile /r/report.json --format pretty --no-color --show-skipped",
		"godog":         "--godog.no-colors --godog.format=events:/r/events.ndjson,cucumber:/r/report.json,pretty ./-a.feature b.feature:3 b.feature:9",
		"behat":         "./-a.feature b.feature:3 b.feature:9 --no-colors --format=pretty --out=std --format=junit --out=/r",
		Custom:          "./-a.feature b.feature:3:9",
		ExitCode:        "./-a.feature b.feature:3:9",
	} {
		recipe, known := Find(name)
		if !known {
			t.Fatalf("%s is not known", name)
		}
		if diff := cmp.Diff(want, strings.Join(recipe.Arguments(targets, Setup{Report: "/r"}), " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if plain := recipe.Arguments(targets[:1], Setup{}); len(plain) != 1 || plain[0] != "./-a.feature" {
			t.Errorf("%s without a report: %q", name, plain)
		}
	}
	ruby, _ := Find("cucumber-ruby")
	if got := ruby.Arguments(nil, Setup{Report: "/r", Version: Version{Major: 4}}); !strings.Contains(strings.Join(got, " "), "--format message --out /r/messages.ndjson") {
		t.Errorf("cucumber-ruby 4: %q", got)
	}
	if _, known := Find("rspec"); known {
		t.Error("rspec is known")
	}
}

func TestGlobsAreLiteral(t *testing.T) {
	js, _ := Find("cucumber-js")
	got := js.Arguments([]Target{{Path: `features/[id]/a{1}*?\b.feature`, Lines: []int{3}}}, Setup{})
	if want := "features/[[]id]/a[{]1}[*][?][[-^]b.feature:3"; len(got) != 1 || got[0] != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSelect(t *testing.T) {
	all := []Pickle{{Line: 3, Outline: 3}, {Line: 12, Outline: 7}, {Line: 13, Outline: 7}}
	for _, tc := range []struct {
		runner  string
		chosen  map[int]bool
		want    string
		partial int
	}{
		{"cucumber-js", map[int]bool{3: true, 13: true}, "[3 13]", 0},
		{"behave", map[int]bool{12: true, 13: true}, "[12 13]", 0},
		{"godog", map[int]bool{3: true, 12: true, 13: true}, "[3 7]", 0},
		{"godog", map[int]bool{12: true}, "[]", 13},
		{"godog", map[int]bool{13: true}, "[]", 12},
		{"godog", map[int]bool{3: true}, "[3]", 0},
	} {
		recipe, _ := Find(tc.runner)
		lines, partial := recipe.Select(all, tc.chosen)
		if got := fmt.Sprint(lines); got != tc.want || (partial == nil) != (tc.partial == 0) || partial != nil && partial.Line != tc.partial {
			t.Errorf("%s %v: %s, %+v", tc.runner, tc.chosen, got, partial)
		}
	}
}

func TestVersionIn(t *testing.T) {
	for _, tc := range []struct {
		runner, lock string
		want         Version
	}{
		{"cucumber-ruby", "GEM\n  specs:\n    cucumber-core (13.0.3)\n    cucumber (9.2.1)\n      cucumber-core (> 13)\n\nDEPENDENCIES\n  cucumber (~> 9)\n", Version{9, 2}},
		{"cucumber-ruby", "GEM\n    cucumber-core (13.0.3)\n", Version{}},
		{"behat", `{"packages-dev": [{"name": "behat/behat",
            "version": "v3.27.0"}]}`, Version{3, 27}},
		{"behave", "anything 1.2", Version{}},
		{"cucumber-js", `{"name": "@cucumber/cucumber", "version": "12.9.0", "engines": {"node": "20"}}`, Version{12, 9}},
	} {
		recipe, _ := Find(tc.runner)
		if got := recipe.VersionIn([]byte(tc.lock)); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.runner, got, tc.want)
		}
	}
}

func TestLinks(t *testing.T) {
	for _, tc := range []struct {
		runner  string
		version Version
		want    int
	}{
		{"cucumber-js", Version{12, 9}, 1}, {"cucumber-js", Version{}, 1}, {"cucumber-js", Version{13, 0}, 0},
		{"behave", Version{}, 0}, {"godog", Version{}, 0}, {"cucumber-ruby", Version{}, 0}, {Custom, Version{}, 0},
		{"cucumber-jvm", Version{}, 40}, {"behat", Version{3, 27}, 40},
	} {
		recipe, _ := Find(tc.runner)
		if got := recipe.Links(tc.version); got != tc.want {
			t.Errorf("%s %v follows %d", tc.runner, tc.version, got)
		}
	}
}

func TestVariables(t *testing.T) {
	jvm, _ := Find("cucumber-jvm")
	targets := []Target{{Path: "a b.feature"}, {Path: "c.feature", Lines: []int{3, 9}}}
	want := []string{"CUCUMBER_FEATURES=a b.feature,c.feature:3:9", "CUCUMBER_PUBLISH_QUIET=true", "CUCUMBER_PLUGIN=pretty,message:/r/messages.ndjson"}
	if diff := cmp.Diff(want, jvm.Variables(targets, Setup{Report: "/r"})); diff != "" {
		t.Error(diff)
	}
	comma := []Target{{Path: "features/a, b.feature", Lines: []int{3}}, {Path: "c.feature"}}
	if got, want := jvm.Variables(comma, Setup{})[0], "CUCUMBER_FEATURES=file:features/a%2C%20b.feature:3,c.feature"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := jvm.Arguments(targets, Setup{Report: "/r"}); len(got) != 0 {
		t.Errorf("words for a runner without words: %q", got)
	}
}

func ExampleParse() {
	file := Parse(strings.NewReader(`Feature: Login
  Scenario Outline: <who> logs in
    When <who> logs in
    Examples:
      | who   |
      | Alice |
      | Bob   |
`))
	for _, p := range file.Pickles {
		fmt.Println(p.Line, p.Name)
	}
	// Output:
	// 6 <who> logs in - #1.1: Alice logs in
	// 7 <who> logs in - #1.2: Bob logs in
}
