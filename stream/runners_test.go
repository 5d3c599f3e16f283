package stream_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

// recorded is a runner whose reports are recorded in package cucumber.
type recorded struct {
	name, runner, suite string
	formats             []string
}

func runners() []recorded {
	return []recorded{
		{"cucumber-js", "cucumber-js", "cucumber-js", []string{"ndjson"}},
		{"cucumber-js-13", "cucumber-js", "cucumber-js", []string{"ndjson"}},
		{"cucumber-ruby", "cucumber-ruby", "cucumber-ruby", []string{"json"}},
		{"behave", "behave", "behave", []string{"json"}},
		{"pytest-bdd", "pytest-bdd", "behave", []string{"json", "xml"}},
		{"godog", "godog", "godog", []string{"json"}},
		{"junit", "godog", "godog", []string{"xml"}},
	}
}

// ran is a run of a recorded suite, with one container for each file.
func ran(t *testing.T, r recorded) *fixture {
	t.Helper()
	f := newFixture(t, r.runner)
	for _, title := range []string{"after-hook", "failing", "german", "hook", "outline", "passing", "pending", "rule", "skipped", "undefined"} {
		source, err := os.ReadFile(filepath.Join("../testdata/suites", r.suite, "features", title+".feature"))
		exit, missing := os.ReadFile(filepath.Join("../cucumber/testdata/reports", r.name, title+".exit"))
		if r.name == "junit" {
			exit, missing = os.ReadFile(filepath.Join("../cucumber/testdata/reports", r.runner, title+".exit"))
		}
		if err != nil || missing != nil {
			continue
		}
		f.plan("features/"+title+".feature", string(source))
		f.recordFile(r, title, strings.TrimSpace(string(exit)))
	}
	return f
}

func (f *fixture) recordFile(r recorded, title, exit string) {
	f.t.Helper()
	folder := r.name
	if folder == "junit" {
		folder = r.runner
	}
	reports := map[string]string{}
	for _, format := range r.formats {
		reports["report."+format] = read(f.t, filepath.Join("../cucumber/testdata/reports", folder, title+"."+format))
	}
	a := result.Attempt{Unit: title, Number: 1, Slot: 1, Class: result.Passed, Files: []string{"features/" + title + ".feature"}}
	a.Exit, _ = strconv.Atoi(exit)
	if a.Exit != 0 {
		a.Class = result.Failed
	}
	f.record(a, reports)
}

// TestRunners holds that every recorded run becomes a valid stream that says what run.json says.
func TestRunners(t *testing.T) {
	for _, r := range runners() {
		t.Run(r.name, func(t *testing.T) {
			f := ran(t, r)
			text := f.text()
			check(t, text).agrees(f.run)
			golden(t, r.name, text)
		})
	}
}
