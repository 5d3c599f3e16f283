package cucumber_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// sample is one recorded report and the feature file that it tells of.
type sample struct {
	name    string // of the report
	feature cucumber.Planned
	report  []byte
}

// samples are all recorded reports.
func samples(t testing.TB) []sample {
	t.Helper()
	var out []sample
	for _, kind := range []string{"*.json", "*.ndjson", "*.xml"} {
		names, err := filepath.Glob("testdata/reports/*/" + kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, sample{name, featureOf(t, name), data})
		}
	}
	if len(out) < 170 {
		t.Fatalf("only %d samples", len(out))
	}
	return out
}

// featureOf parses the feature file that a report is named after.
func featureOf(t testing.TB, report string) cucumber.Planned {
	t.Helper()
	title, _, _ := strings.Cut(filepath.Base(report), ".")
	given := path.Join("features", title+".feature")
	f, err := os.Open("../testdata/suites/godog/" + given)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return cucumber.Planned{Path: given, File: cucumber.Parse(f)}
}

// verdict reads a report as that of a container that exited with the status given, and judges the run.
func (s sample) verdict(report []byte, exit int) result.Verdict {
	file := result.File{Path: s.feature.Path, Title: s.feature.File.Title}
	for _, p := range s.feature.File.Pickles {
		file.Scenarios = append(file.Scenarios, result.Scenario{Name: p.Name, Line: p.Line, Outline: p.Outline, PlannedSteps: p.Steps})
	}
	run := &result.Run{Runner: "custom", Strict: true, Files: []result.File{file}}
	attempt := result.Attempt{Unit: "a", Number: 1, Files: []string{file.Path}, Class: result.Passed, Exit: exit}
	if exit != 0 {
		attempt.Class = result.Failed
	}
	var seen result.Observation
	var err error
	seen.Report, err = cucumber.ReadDir(fstest.MapFS{path.Base(s.name): {Data: report}})
	if err != nil {
		seen.Problem = err.Error()
	} else {
		seen.Report.Locate([]cucumber.Planned{s.feature})
	}
	run.Record(attempt, seen)
	run.Judge(0)
	return run.Verdict
}

// TestBehatNamesNoSteps: its JSON lists none of the steps that were planned, and that is no gap.
func TestBehatNamesNoSteps(t *testing.T) {
	const feature = "Feature: Shop\n  Scenario: Plain one\n    Given a step\n"
	const report = `{"tests":1,"failed":0,"suites":[{"name":"default","features":[{"name":"Shop","file":"features/shop.feature","scenarios":[
  {"name":"Plain one","time":"0.5","status":"passed","file":"features/shop.feature","line":2}]}]}]}`
	s := sample{"r.json", cucumber.Planned{Path: "features/shop.feature", File: cucumber.Parse(strings.NewReader(feature))}, []byte(report)}
	if got := s.verdict(s.report, 0); got.Exit != result.ExitPassed {
		t.Errorf("%+v", got)
	}
}

// TestNameWithoutDocument: a stream that lost the document of a feature has the name of its pickle, and that is enough.
func TestNameWithoutDocument(t *testing.T) {
	tried := 0
	for _, s := range samples(t) {
		if !strings.HasSuffix(s.name, "cucumber-js/passing.ndjson") && !strings.HasSuffix(s.name, "cucumber-js/outline.ndjson") {
			continue
		}
		tried++
		var rest []byte
		for _, line := range bytes.SplitAfter(s.report, []byte("\n")) {
			if !bytes.HasPrefix(line, []byte(`{"gherkinDocument"`)) {
				rest = append(rest, line...)
			}
		}
		if whole, less := s.verdict(s.report, 0), s.verdict(rest, 0); whole.Exit != less.Exit {
			t.Errorf("%s: %+v without it", s.name, less)
		}
	}
	if tried != 2 {
		t.Errorf("%d samples", tried)
	}
}

// onOneLine names the reports of which one line holds all that is red, and why. A container that exits with another
// status than 0 is red without it as well.
var onOneLine = map[string]string{
	"testdata/reports/godog/with space.xml": "godog's JUnit calls a scenario passed, and counts no failure, when its last step fails",
}

// alike are reports that hold nothing that others do not hold.
var alike = regexp.MustCompile(`cucumber-js-13|german|outline|rule`)

// TestMissingLine takes each line out of each red report, breaks it, and ends the report before it: none of this may
// make the run green, not even where the runner exits 0 all the same.
func TestMissingLine(t *testing.T) {
	red := 0
	for _, s := range samples(t) {
		if alike.MatchString(s.name) || s.verdict(s.report, 0).Exit == result.ExitPassed {
			continue
		}
		red++
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.loseLines(t)
		})
	}
	if red < 60 {
		t.Errorf("only %d red reports", red)
	}
}

func (s sample) loseLines(t *testing.T) {
	lines := bytes.SplitAfter(s.report, []byte("\n"))
	for i, line := range lines {
		before, after := lines[:i:i], lines[i+1:]
		for how, damaged := range map[string][]byte{
			"without":     bytes.Join(slices.Concat(before, after), nil),
			"broken in":   bytes.Join(slices.Concat(before, [][]byte{line[:len(line)/2]}, after), nil),
			"that end at": bytes.Join(before, nil),
		} {
			if s.verdict(damaged, 0).Exit == result.ExitPassed && onOneLine[s.name] == "" {
				t.Errorf("%s is green %s line %d: %.200s", s.name, how, i+1, line)
			}
		}
	}
}

// TestStepWithoutResult takes the result from one step after the other: none of the scenarios may pass.
func TestStepWithoutResult(t *testing.T) {
	finished := []byte(`{"testStepFinished"`)
	tried := 0
	for _, s := range samples(t) {
		if s.verdict(s.report, 0).Exit != result.ExitPassed || !strings.HasSuffix(s.name, ".ndjson") {
			continue
		}
		lines := bytes.SplitAfter(s.report, []byte("\n"))
		for i, line := range lines {
			if !bytes.HasPrefix(line, finished) && !bytes.HasPrefix(line, []byte(`{"event":"TestStepFinished"`)) {
				continue
			}
			tried++
			if got := s.verdict(bytes.Join(slices.Concat(lines[:i:i], lines[i+1:]), nil), 0); got.Exit != result.ExitFailed {
				t.Errorf("%s without line %d: %+v", s.name, i+1, got)
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d steps", tried)
	}
}

// FuzzVerdict damages recorded reports: where one is red, nothing that is lost from it makes the run green, with the exit
// status as it was recorded.
func FuzzVerdict(f *testing.F) {
	all := samples(f)
	f.Add(uint16(0), uint16(3), uint16(9), []byte(nil))
	f.Add(uint16(70), uint16(0), uint16(1), []byte("\x00\xff{"))
	f.Fuzz(func(t *testing.T, which, from, length uint16, garbage []byte) {
		s := all[int(which)%len(all)]
		begin := int(from) % (len(s.report) + 1)
		end := min(len(s.report), begin+int(length))
		damaged := slices.Concat(s.report[:begin], garbage, s.report[end:])
		exit := s.exit(t)
		if exit == 0 {
			return // a runner that exits 0 and reports nothing red is green, and damage may make it anything
		}
		if got := s.verdict(damaged, exit); got.Exit == result.ExitPassed {
			t.Errorf("%s is green with %q in place of bytes %d to %d", s.name, garbage, begin, end)
		}
	})
}

// exit is the status that the runner exited with.
func (s sample) exit(t testing.TB) int {
	t.Helper()
	title, _, _ := strings.Cut(filepath.Base(s.name), ".")
	text, err := os.ReadFile(filepath.Join(filepath.Dir(s.name), title+".exit"))
	if err != nil {
		t.Fatal(err)
	}
	exit, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return exit
}
