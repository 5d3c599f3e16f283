package cucumber

import (
	"strings"
	"testing"
)

// TestJUnitInventory: each element of JUnit that says that something failed makes the run red.
func TestJUnitInventory(t *testing.T) {
	whole := func(inside, after string) string {
		return `<testsuites><testsuite name="Shop"><testcase name="Plain one" classname="Shop">` + inside + `</testcase>` + after + `</testsuite></testsuites>`
	}
	for name, tt := range map[string]struct {
		report string
		red    bool
	}{
		"nothing":                     {whole("", ""), false},
		"failure":                     {whole(`<failure/>`, ""), true},
		"error":                       {whole(`<error message="x"/>`, ""), true},
		"skipped":                     {whole(`<skipped/>`, ""), false},
		"rerun failures, and no more": {whole(`<rerunFailure message="x"/>`, ""), true},
		"rerun errors, and no more":   {whole(`<rerunError message="x"/>`, ""), true},
		"failure with a rerun":        {whole(`<failure message="x"/><rerunFailure message="x"/>`, ""), true},
		"flaky failure":               {whole(`<flakyFailure message="x"/>`, ""), false},
		"flaky error":                 {whole(`<flakyError message="x"/>`, ""), false},
		"flaky, and failed":           {whole(`<flakyFailure message="x"/><failure message="x"/>`, ""), true},
		"failure of a suite":          {whole("", `<failure message="x"/>`), true},
		"error of a suite":            {whole("", `<error message="x"/>`), true},
		"status":                      {strings.Replace(whole("", ""), `classname`, `status="failed" classname`, 1), true},
		"status that nobody knows":    {strings.Replace(whole("", ""), `classname`, `status="exploded" classname`, 1), true},
		"status of Google Test":       {strings.Replace(whole("", ""), `classname`, `status="run" classname`, 1), false},
		"status of success":           {strings.Replace(whole("", ""), `classname`, `status="Success" classname`, 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, "", tt.report); isRed(got) != tt.red {
				t.Errorf("red %v: %s", isRed(got), outline(got))
			}
		})
	}
}

// goStream is go test's output for the scenario at line 4.
func goStream(events ...string) string {
	out := ""
	for _, event := range events {
		action, test, _ := strings.Cut(event, " ")
		line := `{"Action":"` + action + `","Package":"p"`
		if test != "" {
			line += `,"Test":"` + test + `"`
		}
		out += line + "}\n"
	}
	return out
}

// TestGoInventory: what a test, its package or a build says counts; tests that ran again have the result of their last run,
// and of several in one run the worst.
func TestGoInventory(t *testing.T) {
	const one = "TestF/Plain_one"
	for name, tt := range map[string]struct{ report, want string }{
		"passed":                {goStream("start", "run TestF", "run "+one, "pass "+one, "pass TestF", "pass"), "4 passed"},
		"failed":                {goStream("run TestF", "run "+one, "fail "+one, "fail TestF", "fail"), "4 failed : , failed"},
		"the package failed":    {goStream("run TestF", "run "+one, "pass "+one, "pass TestF", "fail"), "4 passed, failed"},
		"a build failed":        {`{"ImportPath":"q","Action":"build-fail"}` + "\n" + goStream("run TestF", "run "+one, "pass "+one, "pass TestF", "pass"), "4 passed, failed"},
		"twice, -count=2":       {goStream("run TestF", "run "+one, "fail "+one, "fail TestF", "run TestF", "run "+one, "pass "+one, "pass TestF", "fail"), "4 failed : , failed"},
		"again, gotestsum":      {goStream("run TestF", "run "+one, "fail "+one, "fail TestF", "fail", "start", "run TestF", "run "+one, "pass "+one, "pass TestF", "pass"), "4 passed after 2"},
		"again, failed again":   {goStream("run TestF", "run "+one, "fail "+one, "fail TestF", "fail", "start", "run TestF", "run "+one, "fail "+one, "fail TestF", "fail"), "4 failed after 2 : , failed"},
		"a time that is a text": {strings.Replace(goStream("run TestF", "run "+one, "pass "+one, "pass TestF", "pass"), `"Action":"pass"`, `"Elapsed":"0.5s","Action":"pass"`, 1), "4 passed"},
	} {
		t.Run(name, func(t *testing.T) {
			report := read(t, "", tt.report)
			got := strings.TrimPrefix(outline(report), "go-test complete=true; ")
			if report.Failed {
				got += ", failed"
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEventsInventory: godog's events say of a scenario, and of the run, what their steps do not.
func TestEventsInventory(t *testing.T) {
	events := func(step, scenario, run string) string {
		return `{"event":"TestRunStarted","version":"0.1.0"}
{"event":"TestSource","location":"features/shop.feature:1","source":"Feature: Shop\n\n\n  Scenario: Plain one\n    When I buy\n"}
{"event":"TestCaseStarted","location":"features/shop.feature:4"}
{"event":"TestStepStarted","location":"features/shop.feature:5"}
{"event":"TestStepFinished","location":"features/shop.feature:5","status":"` + step + `"}
{"event":"TestCaseFinished","location":"features/shop.feature:4","status":"` + scenario + `"}
{"event":"TestRunFinished","status":"` + run + `"}
`
	}
	for _, red := range []string{events("failed", "passed", "passed"), events("passed", "failed", "passed"), events("passed", "passed", "failed"), events("skipped", "failed", "passed")} {
		if got := read(t, "", red); !isRed(got) {
			t.Errorf("green: %s", outline(got))
		}
	}
	if got := read(t, "", events("passed", "passed", "passed")); isRed(got) {
		t.Errorf("red: %s", outline(got))
	}
}

// TestBehatCounts: Behat's JSON says how many scenarios failed, and holds none that did.
func TestBehatCounts(t *testing.T) {
	report := `{"tests":1,"failed":FAILED,"suites":[{"name":"default","features":[{"name":"Shop","scenarios":[{"name":"Plain one","time":"","status":"passed","file":"features/shop.feature","line":"4"}]}]}]}`
	for failed, complete := range map[string]bool{"0": true, "1": false, `"1"`: false, "null": true} {
		if got := read(t, "", strings.Replace(report, "FAILED", failed, 1)); got.Complete != complete || len(got.Scenarios) != 1 || got.Scenarios[0].Line != 4 {
			t.Errorf("%s: %s", failed, outline(got))
		}
	}
}
