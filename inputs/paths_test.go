package inputs

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPathsBehindRun: a feature file behind run is one to run, and any other word is a suite.
func TestPathsBehindRun(t *testing.T) {
	for args, want := range map[string][]string{
		"run":              {"features"},
		"run x.feature:12": {"x.feature:12"},
		"run --repeat 50 a.feature b.feature.md:1:2": {"a.feature", "b.feature.md:1:2"},
		"run --files a.feature b.feature":            {"a.feature", "b.feature"},
		"cucumber c.feature":                         {"c.feature"},
		"run --files=f/a.feature f/b.feature":        {"f/a.feature", "f/b.feature"}, // the shell expanded a glob
	} {
		var line CommandLine
		if _, err := Parse(&line, strings.Fields(args), ParseOptions{Getenv: func(string) string { return "" }}); err != nil {
			t.Errorf("%s: %v", args, err)
			continue
		}
		got := line.Run
		if strings.HasPrefix(args, "cucumber") {
			got = line.Cucumber
		}
		if diff := cmp.Diff(want, got.Files); diff != "" || len(got.Suites) > 0 {
			t.Errorf("%s: %s, suites %v", args, diff, got.Suites)
		}
	}
}

// TestBurnInInputs: what goes together is checked before anything starts.
func TestBurnInInputs(t *testing.T) {
	for args, want := range map[string]string{
		"--burn-in 10":                   "",
		"--repeat 50":                    "",
		"--repeat 50 --until-failure":    "",
		"--burn-in x":                    `burn-in: "x" is not a whole number`,
		"--burn-in 100000":               "burn-in: that is more than 10000 runs",
		"--burn-in 10 --burn-in-time 5x": `burn-in-time: "5x" is not a duration`,
		"--repeat 1":                     "repeat: is a number of runs from 2 to 10000",
		"--until-failure":                "until-failure: needs repeat, which says when to stop otherwise",
	} {
		var line CommandLine
		if _, err := Parse(&line, append([]string{"run", "--image", "shop"}, strings.Fields(args)...), ParseOptions{Getenv: func(string) string { return "" }}); err != nil {
			t.Fatal(err)
		}
		_, wrong := line.Run.Check(func(string) string { return "" })
		if got := wrong.Error(); got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}
