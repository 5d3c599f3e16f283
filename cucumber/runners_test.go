package cucumber_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

const runnersPage = "../docs/runners.md"

// observer is a runner and the formats of which its outcomes are read.
type observer struct {
	title, folder string
	formats       []string
}

func (o observer) heading() string { return o.title + " (" + strings.Join(o.formats, " + ") + ")" }

// runners are compared by the source that Baleen takes; formats, by what their other reports say.
func runners() []observer {
	return []observer{
		{"cucumber-js 12.9", "cucumber-js", []string{"ndjson"}},
		{"cucumber-js 13.3", "cucumber-js-13", []string{"ndjson"}},
		{"cucumber-ruby 2.4", "cucumber-ruby", []string{"json"}},
		{"behave 1.2.6", "behave", []string{"json"}},
		{"pytest-bdd 5.0", "pytest-bdd", []string{"json", "xml"}},
		{"godog 0.15.1", "godog", []string{"json"}},
	}
}

func formats() []observer {
	return []observer{
		{"cucumber-js 12.9", "cucumber-js", []string{"json"}},
		{"cucumber-js 12.9", "cucumber-js", []string{"xml"}},
		{"cucumber-ruby 2.4", "cucumber-ruby", []string{"xml"}},
		{"behave 1.2.6", "behave", []string{"xml"}},
		{"pytest-bdd 5.0", "pytest-bdd", []string{"json"}},
		{"pytest-bdd 5.0", "pytest-bdd", []string{"xml"}},
		{"godog 0.15.1", "godog", []string{"xml"}},
		{"godog 0.15.1", "godog", []string{"events.ndjson"}},
		{"godog 0.15.1", "godog", []string{"gotest.json"}},
	}
}

// outcomes reads what a runner reported of one feature, by the names of the scenarios.
func (o observer) outcomes(t *testing.T, feature cucumber.Planned) map[string]cucumber.Status {
	t.Helper()
	dir := fstest.MapFS{}
	title := strings.TrimSuffix(filepath.Base(feature.Path), ".feature")
	for _, format := range o.formats {
		data, err := os.ReadFile(filepath.Join("testdata/reports", o.folder, title+"."+format))
		if err != nil {
			return nil
		}
		dir["report."+format] = &fstest.MapFile{Data: data}
	}
	report, err := cucumber.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	report.Locate([]cucumber.Planned{feature})
	out := map[string]cucumber.Status{}
	for _, p := range feature.File.Pickles {
		out[p.Name] = result.NotRun
	}
	for _, s := range report.Scenarios {
		at := slices.IndexFunc(feature.File.Pickles, func(p cucumber.Pickle) bool { return p.Line == s.Line })
		if at < 0 {
			t.Errorf("%s, %s: %q at line %d is no scenario", o.heading(), feature.Path, s.Name, s.Line)
			continue
		}
		out[feature.File.Pickles[at].Name] = s.Status
	}
	return out
}

// TestRunners holds that the tables of docs/runners.md are what the recorded reports say, and that the page explains
// every scenario of which they disagree.
func TestRunners(t *testing.T) {
	page, err := os.ReadFile(runnersPage)
	if err != nil {
		t.Fatal(err)
	}
	got := string(page)
	byRunner, differ := compare(t, runners())
	byFormat, more := compare(t, formats())
	got = replace(t, got, "runners", byRunner)
	got = replace(t, got, "formats", byFormat)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(runnersPage, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(page), got); diff != "" {
		t.Errorf("%s (run with -update if it is right):\n%s", runnersPage, diff)
	}
	_, why, _ := strings.Cut(got, "## Why they differ")
	why = strings.Join(strings.Fields(why), " ")
	for _, row := range append(differ, more...) {
		if !strings.Contains(why, row) {
			t.Errorf("nothing explains why runners differ on %q", row)
		}
	}
}

// compare makes a table of what each observer says of each scenario, and names the rows in which they disagree.
func compare(t *testing.T, all []observer) (table string, differ []string) {
	t.Helper()
	var out strings.Builder
	out.WriteString("| scenario |")
	for _, o := range all {
		fmt.Fprintf(&out, " %s |", o.heading())
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(all)) + "\n")
	features, err := filepath.Glob("../testdata/suites/godog/features/*.feature")
	if err != nil || len(features) < 11 {
		t.Fatalf("%v, %v", features, err)
	}
	for _, name := range features {
		feature := featureOf(t, name)
		said := make([]map[string]cucumber.Status, len(all))
		for i, o := range all {
			said[i] = o.outcomes(t, feature)
		}
		for _, p := range feature.File.Pickles {
			row := filepath.Base(name) + ", " + p.Name
			words := map[cucumber.Status]bool{}
			fmt.Fprintf(&out, "| %s |", strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(row))
			for _, of := range said {
				status, ran := of[p.Name]
				if !ran {
					status = "–"
				}
				words[status] = true
				fmt.Fprintf(&out, " %s |", status)
			}
			out.WriteString("\n")
			if len(words) > 1 {
				differ = append(differ, row)
			}
		}
	}
	return out.String(), differ
}

// replace puts text between the marks of a name.
func replace(t *testing.T, page, name, text string) string {
	t.Helper()
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
	head, rest, opened := strings.Cut(page, begin)
	_, tail, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no place for %s", runnersPage, name)
	}
	return head + begin + "\n" + text + "\n" + end + tail
}

// TestHonestRunners: with its own exit status, no recorded run is green that its runner calls red, nor the other way
// round, whatever format is read.
func TestHonestRunners(t *testing.T) {
	for _, s := range samples(t) {
		if s.name == "testdata/reports/behave/skipped.xml" {
			continue // under --no-skipped, behave's JUnit leaves the skipped scenario out
		}
		exit := s.exit(t)
		if got := s.verdict(s.report, exit); (got.Exit == result.ExitPassed) != (exit == 0) {
			t.Errorf("%s: exit status %d, and we say %+v", s.name, exit, got)
		}
	}
}
