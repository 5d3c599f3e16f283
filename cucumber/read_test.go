package cucumber

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write golden files")

// TestReadRecorded reads what real runners wrote over the suites in testdata/suites, see testdata/reports.
func TestReadRecorded(t *testing.T) {
	var reports []string
	for _, kind := range []string{"json", "ndjson", "xml"} {
		reports = append(reports, mustGlob(t, "testdata/reports/*/*."+kind)...)
	}
	if len(reports) < 170 {
		t.Fatalf("only %d recorded reports", len(reports))
	}
	byRunner := map[string]*strings.Builder{}
	for _, path := range reports {
		runner := filepath.Base(filepath.Dir(path))
		if byRunner[runner] == nil {
			byRunner[runner] = &strings.Builder{}
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		report, err := Read(f)
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		describe(byRunner[runner], filepath.Base(path), report)
	}
	for runner, got := range byRunner {
		golden(t, filepath.Join("testdata", runner+".golden"), got.String())
	}
}

func mustGlob(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func describe(out *strings.Builder, name string, r *Report) {
	fmt.Fprintf(out, "== %s: %s, runner %q, complete %v\n", name, r.Source, r.Runner, r.Complete)
	for _, p := range r.Problems {
		fmt.Fprintf(out, "problem: %q\n", p)
	}
	for _, s := range r.Scenarios {
		fmt.Fprintf(out, "%s:%d %s: %s, timed %v\n", s.URI, s.Line, s.Name, s.Status, s.Duration > 0)
		for _, step := range s.Steps {
			fmt.Fprintf(out, "    %3d %-9s %s %s\n", step.Line, step.Status, step.Keyword, step.Text)
		}
		if f := s.Failure; f != nil {
			message, _, _ := strings.Cut(f.Message, "\n")
			fmt.Fprintf(out, "  %s in %q at line %d, hook %q: %q (%d bytes)\n", f.Status, f.Step, f.Line, f.Hook, message, len(f.Message))
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (run with -update if it is right):\n%s", path, diff)
	}
}

// TestReadDamaged holds what a report tells that a killed, buggy or lying runner left.
func TestReadDamaged(t *testing.T) {
	whole, err := os.ReadFile("testdata/reports/cucumber-js/failing.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(whole), "\n"), "\n")
	last := strings.Join(lines[:len(lines)-1], "")
	document, err := os.ReadFile("testdata/reports/godog/passing.json")
	if err != nil {
		t.Fatal(err)
	}
	started := 0
	for i, line := range lines {
		if strings.HasPrefix(line, `{"testCaseStarted"`) {
			started = i
		}
	}
	for name, tc := range map[string]struct {
		text      string
		complete  bool
		scenarios int
		open      int
	}{
		"whole":              {string(whole), true, 3, 0},
		"no end":             {last, false, 3, 0},
		"in flight":          {strings.Join(lines[:started+2], ""), false, 3, 1},
		"cut in a line":      {string(whole[:len(whole)-20]), false, 3, 0},
		"noise in the way":   {"{\"meta\":{}}\nhello\n" + string(whole), false, 3, 0},
		"future messages":    {string(whole) + `{"hologram":{"x":1}}` + "\n", true, 3, 0},
		"a second run":       {string(whole) + string(whole), true, 6, 0},
		"a second run began": {string(whole) + `{"testRunStarted":{"timestamp":{"seconds":1,"nanos":0}}}` + "\n", false, 3, 0},
		"a second array":     {string(document) + "\n" + string(document), true, 4, 0},
		"half an array more": {string(document) + string(document[:len(document)/2]), false, 2, 0},
		"a summary after it": {string(document) + "\n2 scenarios passed, 0 failed [1 s]\n", true, 2, 0},
		"a log after it":     {string(document) + "\n[INFO] BUILD SUCCESS\n", true, 2, 0},
		"empty array":        {"[]", true, 0, 0},
		"array without end":  {"[", false, 0, 0},
		"nested JUnit":       {"<testsuite>" + strings.Repeat("<a>", 2000) + strings.Repeat("</a>", 2000) + "</testsuite>", false, 0, 0},
		"JUnit in Latin-1":   {`<?xml version="1.0" encoding="ISO-8859-1"?><testsuite><testcase name="a"/></testsuite>`, true, 1, 0},
		"control characters": {"<testsuite><testcase name=\"a\"><system-out>\x1b[31m\x00</system-out></testcase></testsuite>", true, 1, 0},
		"steps of a shape":   {`[{"uri":"a.feature","elements":[{"line":2,"steps":"x"}]}]`, false, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := Read(strings.NewReader(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			open := 0
			for _, s := range report.Scenarios {
				if s.Open {
					open++
				}
			}
			if report.Complete != tc.complete || len(report.Scenarios) != tc.scenarios || open != tc.open {
				t.Errorf("complete %v, %d scenarios, %d open", report.Complete, len(report.Scenarios), open)
			}
		})
	}
	for _, text := range []string{"", "  \n", "no report", "{\"a\":1}\n", "<html/>", "<a", "\xff\xfe{\x00"} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as a report", text)
		}
	}
}

// TestReadDir takes the richest format where a runner wrote several, and never counts a scenario twice.
func TestReadDir(t *testing.T) {
	dir := fstest.MapFS{}
	if _, err := ReadDir(dir); !errors.Is(err, ErrNoReport) {
		t.Errorf("an empty folder: %v", err)
	}
	dir["junk.txt"] = &fstest.MapFile{Data: []byte("junk")}
	if _, err := ReadDir(dir); !errors.Is(err, ErrNoReport) {
		t.Errorf("no report: %v", err)
	}
	add := func(name, from string) {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		dir[name] = &fstest.MapFile{Data: data}
	}
	add("a/report.json", "testdata/reports/godog/failing.json")
	report, err := ReadDir(dir)
	if err != nil || report.Source != "json" || len(report.Scenarios) != 3 {
		t.Fatalf("%+v, %v", report, err)
	}
	add("m1.ndjson", "testdata/reports/cucumber-js/failing.ndjson")
	add("m2.ndjson", "testdata/reports/cucumber-js/passing.ndjson")
	report, err = ReadDir(dir)
	if err != nil || report.Source != "messages" || len(report.Scenarios) != 5 || !report.Complete {
		t.Fatalf("%+v, %v", report, err)
	}
}

// TestJoinedFailure: what one of several files says of its run holds for all.
func TestJoinedFailure(t *testing.T) {
	passing := `[{"uri":"a.feature","status":"passed","elements":[{"type":"scenario","location":"a.feature:2","name":"a","status":"passed","steps":[]}]}]`
	failing := strings.Replace(strings.Replace(passing, "passed", "failed", 1), "a.feature:2", "a.feature:5", 1)
	report, err := ReadDir(fstest.MapFS{"1.json": {Data: []byte(passing)}, "2.json": {Data: []byte(failing)}})
	if err != nil || !report.Failed {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestEarlierRun: a run of the same file of messages that failed is not made good by the one after it.
func TestEarlierRun(t *testing.T) {
	const failed, passed = `{"testRunFinished":{"success":false}}`, `{"testRunFinished":{"success":true}}`
	report, err := Read(strings.NewReader(failed + "\n" + passed + "\n"))
	if err != nil || len(report.Problems) == 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestSuiteError: a failure of a whole suite of JUnit, which belongs to no test case, is one all the same.
func TestSuiteError(t *testing.T) {
	const text = `<testsuite name="s"><testcase name="a"/><error message="no database">at db.js:3</error></testsuite>`
	report, err := Read(strings.NewReader(text))
	if err != nil || len(report.Scenarios) != 1 || len(report.Problems) != 1 || !strings.Contains(report.Problems[0], "no database") {
		t.Errorf("%+v, %v", report, err)
	}
}

// FuzzRead holds that no bytes make the reader panic, and that a scenario is never passed with a step that is not.
func FuzzRead(f *testing.F) {
	for _, path := range []string{"godog/failing.json", "behave/skipped.json", "cucumber-ruby/hook.json", "cucumber-js/outline.ndjson", "cucumber-js/hook.ndjson",
		"behave/hook.xml", "godog/skipped.xml", "cucumber-js/undefined.xml", "pytest-bdd/undefined.xml", "godog/outline.gotest.json", "godog/hook.events.ndjson"} {
		data, err := os.ReadFile(filepath.Join("testdata/reports", path))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, tc := range dialects {
		for _, report := range tc.files {
			f.Add([]byte(report))
		}
	}
	for _, report := range []string{
		"[" + feature(`{"a":1}`, entry("4", "failed"), entry(`""`, "passed"), `{"type":"background","line":2,"around":{"result":"failed"}}`) + "]",
		`[{"before":[{"result":{"status":"failed"}}],"elements":[{"type":"scenario_outline","examples":[{}]},{"type":"background","steps":[{"result":{}}]}],"uri":7}]`,
		strings.ReplaceAll(stream(plainStep+","+hookStep, once("r", "0", "true", "FAILED", "PASSED", "PASSED")+once("q", "0", "false", "PASSED")), "features/", "[a]:features/"),
		`<testsuites><testsuite name="Shop"><testsuite name="x"><testcase name="Example #1.1" status=""/></testsuite><testcase name="Plain one"><rerunFailure/></testcase></testsuite></testsuites>`,
		goStream("run T", "run T/Plain_one", "fail T/Plain_one", "fail", "start", "run T/Plain_one", "pass T/Plain_one", "pass"),
	} {
		f.Add([]byte(report))
	}
	reader := Reader{Attach: func(*Attachment) (io.WriteCloser, error) { return nopCloser{io.Discard}, nil }}
	f.Fuzz(func(t *testing.T, data []byte) {
		report, err := reader.ReadDir(fstest.MapFS{"report": {Data: data}})
		if err != nil {
			return
		}
		report.Locate([]Planned{{Path: "features/shop.feature", File: Parse(strings.NewReader(shop))}})
		for _, s := range report.Scenarios {
			if (s.Status == Passed) != (s.Failure == nil) {
				t.Errorf("status %q, failure %v", s.Status, s.Failure)
			}
			for _, step := range s.Steps {
				if s.Status == Passed && step.Status != Passed && report.Source != SourceJUnit {
					t.Errorf("passed with a step that is %s", step.Status)
				}
			}
		}
	})
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
