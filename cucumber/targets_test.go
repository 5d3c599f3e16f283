package cucumber

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTargetWords holds how each runner is told a whole file, scenarios of it, and names that it would read as something else.
func TestTargetWords(t *testing.T) {
	type words map[string][]string
	whole := func(path string) words {
		return words{"behat": {path}, "behave": {path}, "cucumber-js": {path}, "cucumber-ruby": {path}, "godog": {path}, Custom: {path}}
	}
	inBrackets := func(path, glob string) words {
		out := whole(path)
		out["cucumber-js"] = []string{glob}
		return out
	}
	lines := words{
		"behat":         {"a.feature:3", "a.feature:9"},
		"behave":        {"a.feature:3", "a.feature:9"},
		"cucumber-js":   {"a.feature:3:9"},
		"cucumber-ruby": {"a.feature:3:9"},
		"godog":         {"a.feature:3", "a.feature:9"},
		Custom:          {"a.feature:3:9"},
	}
	for name, tt := range map[string]struct {
		target Target
		want   words
	}{
		"a whole file":        {Target{Path: "features/a.feature"}, whole("features/a.feature")},
		"no lines":            {Target{Path: "a.feature", Lines: []int{}}, whole("a.feature")},
		"one line":            {Target{Path: "a.feature", Lines: []int{3}}, whole("a.feature:3")},
		"two lines":           {Target{Path: "a.feature", Lines: []int{3, 9}}, lines},
		"a blank":             {Target{Path: "my features/a b.feature"}, whole("my features/a b.feature")},
		"quotes, a dollar":    {Target{Path: `a'"$x.feature`}, whole(`a'"$x.feature`)},
		"a comma":             {Target{Path: "a,b.feature"}, whole("a,b.feature")},
		"like a flag":         {Target{Path: "--tags.feature"}, whole("./--tags.feature")},
		"a flag, with a line": {Target{Path: "-a.feature", Lines: []int{3}}, whole("./-a.feature:3")},
		"a dash further on":   {Target{Path: "a/-b.feature"}, whole("a/-b.feature")},
		"like a rerun file":   {Target{Path: "@rerun.feature"}, inBrackets("./@rerun.feature", "./[@]rerun.feature")},
		"a folder of a scope": {Target{Path: "x/@y/a.feature"}, inBrackets("x/@y/a.feature", "x/[@]y/a.feature")},
		"a pattern":           {Target{Path: "[a]{b,c}(d)*?.feature"}, inBrackets("[a]{b,c}(d)*?.feature", "[[]a][{]b,c}[(]d)[*][?].feature")},
		"letters with marks":  {Target{Path: "größe/日本.feature", Lines: []int{12}}, whole("größe/日本.feature:12")},
	} {
		for runner, want := range tt.want {
			recipe, _ := Find(runner)
			if diff := cmp.Diff(want, recipe.Arguments([]Target{tt.target}, Setup{})); diff != "" {
				t.Errorf("%s, %s: %s", runner, name, diff)
			}
		}
	}
}

// TestFeaturesVariable holds what cucumber-jvm is told: it splits at commas, and reads what has a scheme as a URI.
func TestFeaturesVariable(t *testing.T) {
	jvm, _ := Find("cucumber-jvm")
	for want, targets := range map[string][]Target{
		"a.feature":                        {{Path: "a.feature"}},
		"a.feature:3:9":                    {{Path: "a.feature", Lines: []int{3, 9}}},
		"a.feature:3,b.feature":            {{Path: "a.feature", Lines: []int{3}}, {Path: "b.feature"}},
		"./-a.feature,./@b.feature":        {{Path: "-a.feature"}, {Path: "@b.feature"}},
		"my features/a.feature:4":          {{Path: "my features/a.feature", Lines: []int{4}}},
		"file:a%2C%25b.feature":            {{Path: "a,%b.feature"}},
		"file:x/a%2Cb.feature:7,c.feature": {{Path: "x/a,b.feature", Lines: []int{7}}, {Path: "c.feature"}},
	} {
		got := jvm.Variables(targets, Setup{})
		if diff := cmp.Diff([]string{"CUCUMBER_FEATURES=" + want, "CUCUMBER_PUBLISH_QUIET=true"}, got); diff != "" {
			t.Error(diff)
		}
	}
	for _, recipe := range Recipes() {
		if told := recipe.Variables([]Target{{Path: "a.feature"}}, Setup{Report: "/r"}) != nil; told != (recipe.Name == "cucumber-jvm") {
			t.Errorf("%s gets its files from variables: %v", recipe.Name, told)
		}
	}
}

// TestReportFlags holds which report each version of a runner writes: an older one would refuse the newer format.
func TestReportFlags(t *testing.T) {
	for _, tt := range []struct {
		runner string
		setup  Setup
		want   string
	}{
		{"cucumber-ruby", Setup{}, "--format pretty --format json --out /r/report.json"},
		{"cucumber-ruby", Setup{Version: Version{3, 99}}, "--format pretty --format json --out /r/report.json"},
		{"cucumber-ruby", Setup{Version: Version{4, 0}}, "--format pretty --format message --out /r/messages.ndjson"},
		{"cucumber-ruby", Setup{Version: Version{10, 1}}, "--format pretty --format message --out /r/messages.ndjson"},
		{"behat", Setup{}, "--no-colors --format=pretty --out=std --format=junit --out=/r"},
		{"behat", Setup{Version: Version{3, 25}}, "--no-colors --format=pretty --out=std --format=junit --out=/r"},
		{"behat", Setup{Version: Version{3, 26}}, "--no-colors --format=pretty --out=std --format=json --out=/r/report.json"},
		{"behat", Setup{Version: Version{4, 0}}, "--no-colors --format=pretty --out=std --format=json --out=/r/report.json"},
		{"cucumber-js", Setup{Version: Version{7, 0}}, "--format message:/r/messages.ndjson"},
		{"cucumber-js", Setup{Version: Version{13, 3}, FailFast: true}, "--format message:/r/messages.ndjson"},
		{"godog", Setup{}, "--godog.no-colors --godog.format=events:/r/events.ndjson,cucumber:/r/report.json,pretty"},
		{"godog", Setup{FailFast: true}, "--godog.no-colors --godog.format=events:/r/events.ndjson,pretty"},
		{"behave", Setup{FailFast: true}, "--format json --outfile /r/report.json --format pretty --no-color --show-skipped"},
		{Custom, Setup{}, ""},
	} {
		tt.setup.Report = "/r"
		recipe, _ := Find(tt.runner)
		if got := strings.Join(recipe.Arguments(nil, tt.setup), " "); got != tt.want {
			t.Errorf("%s %+v:\ngot  %s\nwant %s", tt.runner, tt.setup, got, tt.want)
		}
	}
}

// TestFlagsAndPaths: godog reads no flags after a path; the other runners are given the paths first.
func TestFlagsAndPaths(t *testing.T) {
	for _, recipe := range Recipes() {
		if recipe.ByEnvironment() {
			continue
		}
		words := recipe.Arguments([]Target{{Path: "a.feature"}, {Path: "b.feature"}}, Setup{Report: "/r"})
		want := 0
		if recipe.Name == "godog" {
			want = len(words) - 2
		}
		if at := slices.Index(words, "a.feature"); at != want || words[at+1] != "b.feature" {
			t.Errorf("%s: %q", recipe.Name, words)
		}
	}
}

// TestSelectOutlines holds the lines of a parsed file with which each runner runs the chosen scenarios and no other.
func TestSelectOutlines(t *testing.T) {
	file := Parse(strings.NewReader(shop)) // a scenario at 4, an outline at 6 with the rows 10 and 11
	rows := []string{"behave", "cucumber-js", "cucumber-jvm", "cucumber-ruby", Custom}
	outlines := []string{"behat", "godog"}
	for name, tt := range map[string]struct {
		runners []string
		chosen  []int
		want    []int
		partial int
	}{
		"all, by rows":               {rows, []int{4, 10, 11}, []int{4, 10, 11}, 0},
		"all, by outlines":           {outlines, []int{4, 10, 11}, []int{4, 6}, 0},
		"a scenario, by rows":        {rows, []int{4}, []int{4}, 0},
		"a scenario, by outlines":    {outlines, []int{4}, []int{4}, 0},
		"the outline, by outlines":   {outlines, []int{10, 11}, []int{6}, 0},
		"the first row, by rows":     {rows, []int{10}, []int{10}, 0},
		"the last row, by rows":      {rows, []int{11}, []int{11}, 0},
		"the first row, by outlines": {outlines, []int{4, 10}, nil, 11},
		"the last row, by outlines":  {outlines, []int{4, 11}, nil, 10},
		"none, by rows":              {rows, nil, nil, 0},
		"none, by outlines":          {outlines, nil, nil, 0},
	} {
		chosen := map[int]bool{}
		for _, line := range tt.chosen {
			chosen[line] = true
		}
		for _, runner := range tt.runners {
			recipe, _ := Find(runner)
			lines, partial := recipe.Select(file.Pickles, chosen)
			left := 0
			if partial != nil {
				left = partial.Line
			}
			if !slices.Equal(lines, tt.want) || left != tt.partial {
				t.Errorf("%s, %s: lines %v, partial %d", runner, name, lines, left)
			}
		}
	}
}
