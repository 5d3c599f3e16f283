package cucumber

import (
	"strings"
	"testing"
	"testing/fstest"
)

const bare = `Feature: Bare
  Background:
    Given a
  Scenario: none
  Scenario: some
    Given b
  Scenario Outline: no rows
    Given c
`

// readBare reads a report of the feature in which two scenarios have nothing to run for some runners.
func readBare(t *testing.T, runner, text string) string {
	t.Helper()
	planned := []Planned{{Path: "bare.feature", File: Parse(strings.NewReader(bare))}}
	report, err := Reader{Planned: planned, Runner: runner}.ReadDir(fstest.MapFS{"r": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return outline(report)
}

// TestEmpty: a scenario without steps is what its runner says, and unknown where nobody says anything. What a runner leaves
// out because there is nothing to run in it is skipped; what has steps is missing.
func TestEmpty(t *testing.T) {
	const (
		left   = "7 skipped : it is an outline without examples, so its runner leaves it out"
		no     = "4 skipped : it has no steps, so its runner leaves it out"
		failed = `,"result":{"status":"failed","error_message":"x"}`
	)
	json := func(location, none, some string) string {
		return `[{"uri":"bare.feature","name":"Bare","elements":[` + none + `{"type":"scenario","name":"some","line":5,"steps":[{"name":"b","line":6,"match":{"location":"` + location + `"},"result":{"status":"passed"}}]}` + some + `]}]`
	}
	none := `{"type":"scenario","name":"none","line":4,"steps":[]},`
	rows := `,{"type":"scenario","name":"no rows","line":7,"steps":[{"name":"c","match":{"location":"LOCATION"},"result":{"status":"passed"}}]}`
	background := `{"type":"background","name":"","line":2,"steps":[{"name":"a","line":3,"match":{"location":"s.rb:1"}RESULT}]},`
	passing := strings.Replace(background, "RESULT", `,"result":{"status":"passed"}`, 1)
	for name, tt := range map[string]struct{ runner, report, want string }{
		"godog":                    {"", json("s.go:1 -> f", none, strings.Replace(rows, "LOCATION", "s.go:1", 1)), "4 undefined : it has no steps; 5 passed; 7 passed"},
		"godog, by its recipe":     {"godog", json("", none, rows), "4 undefined : it has no steps; 5 passed; 7 passed"},
		"godog, one that is lost":  {"", json("s.go:1", none, ""), "4 undefined : it has no steps; 5 passed"},
		"cucumber-js":              {"", json("s.js:1", none, rows), "4 unknown : it has no steps; 5 passed; 7 passed"},
		"cucumber-js, lost":        {"cucumber-js", json("", none, ""), "4 unknown : it has no steps; 5 passed"},
		"cucumber-ruby":            {"", json("s.rb:1", none, ""), "4 passed; 5 passed; " + left},
		"ruby, a background alone": {"", json("s.rb:1", passing+passing, ""), "4 passed; 5 passed; " + left},
		"ruby, the last of all":    {"", json("s.rb:1", "", ","+strings.TrimSuffix(passing, ",")), "5 passed; 4 passed; " + left},
		"ruby, and it failed":      {"", json("s.rb:1", strings.Replace(background, "RESULT", failed, 1)+passing, ""), "4 failed a: x; 5 passed; " + left},
		"another":                  {"", json("Steps.b()", none, ""), "4 unknown : it has no steps; 5 passed; " + left},
		"cucumber-jvm 4":           {"cucumber-jvm", json("Steps.b()", "", ""), "5 passed; " + no + "; " + left},
		"behave": {"", `[{"elements":[{"type":"scenario","name":"none","location":"bare.feature:4","status":"passed","steps":[]},
			{"type":"scenario","name":"some","location":"bare.feature:5","status":"passed","steps":[{"name":"b","result":{"status":"passed"}}]}]}]`, "4 passed; 5 passed; " + left},
		"behave, which left it out": {"", `[{"elements":[{"type":"scenario","name":"none","location":"bare.feature:4","status":"skipped","steps":[]},
			{"type":"scenario","name":"some","location":"bare.feature:5","status":"passed","steps":[{"name":"b","result":{"status":"passed"}}]}]}]`, "4 skipped : ; 5 passed; " + left},
		"JUnit of godog":                  {"godog", `<testsuite name="Bare"><testcase name="none" status=""/><testcase name="some" status="passed"/><testcase name="no rows" status="passed"/></testsuite>`, "4 undefined : it has no steps; 5 passed; 7 passed"},
		"JUnit of perhaps godog":          {"", `<testsuite name="Bare"><testcase name="none" status=""/><testcase name="some" status="passed"/><testcase name="no rows" status="passed"/></testsuite>`, "4 unknown : it has no steps; 5 passed; 7 passed"},
		"JUnit of others":                 {"", `<testsuite name="Bare"><testcase name="none"/><testcase name="some"/></testsuite>`, "4 passed; 5 passed; " + left},
		"a report that breaks off":        {"", `[{"uri":"bare.feature","elements":[{"type":"scenario","name":"some","line":5,"steps":[{"name":"b","result":{"status":"passed"}}]},`, "5 passed"},
		"a background that was never run": {"", json("s.rb:1", strings.Replace(background, "RESULT", "", 1)+passing, ""), "5 passed; " + no + "; " + left},
	} {
		t.Run(name, func(t *testing.T) {
			_, got, _ := strings.Cut(readBare(t, tt.runner, tt.report), "; ")
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEmptyInStreams: messages and godog's events.
func TestEmptyInStreams(t *testing.T) {
	messages := strings.NewReplacer("features/shop.feature", "bare.feature", "Plain one", "none").Replace(stream("", once("r", "0", "false")))
	messages = strings.Replace(messages, `"steps":[{"id":"ps","text":"I buy","astNodeIds":["t"]}]`, `"steps":[]`, 1)
	if got := readBare(t, "cucumber-js", messages); !strings.Contains(got, "; 4 unknown : it has no steps") || strings.Contains(got, "skipped") {
		t.Error(got)
	}
	events := `{"event":"TestSource","location":"bare.feature:1","source":"Feature: Bare\n\n\n  Scenario: none\n"}
{"event":"TestCaseStarted","location":"bare.feature:4"}
{"event":"TestCaseFinished","location":"bare.feature:4","status":"undefined"}
{"event":"TestRunFinished","status":"passed"}
`
	if got := readBare(t, "", events); !strings.Contains(got, "4 undefined : it has no steps") {
		t.Error(got)
	}
}
