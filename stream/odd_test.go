package stream_test

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestHostileNames: what a suite calls its files, scenarios and steps breaks no line, and shows no control character.
func TestHostileNames(t *testing.T) {
	f := newFixture(t, "cucumber-js")
	source, report := jsFile(t, "failing")
	evil := "\x1b[31m</script>\u202e\"\\\u2028 ::error::x"
	path := "features/<b> \"q\" \u202ex.feature"
	f.plan(path, strings.ReplaceAll(source, "Before the failure", evil))
	quoted := strings.NewReplacer("\x1b", `\u001b`, `"`, `\"`, `\`, `\\`).Replace(evil)
	report = strings.ReplaceAll(report, "Before the failure", quoted)
	report = strings.ReplaceAll(report, "features/failing.feature", "features/<b> \\\"q\\\" \u202ex.feature")
	f.record(container("evil", 1, path), map[string]string{"m.ndjson": report})
	text := f.text()
	check(t, text).agrees(f.run)
	for _, bad := range []string{"\x1b", "\u202e", "\u2028", `\u001b`, `\u202e`} {
		if strings.Contains(text, bad) {
			t.Errorf("the stream has %q", bad)
		}
	}
	if !strings.Contains(text, "</script>\\\"") {
		t.Error("the name is not there")
	}
	if !strings.Contains(text, `"stepDefinitionIds"`) {
		t.Error("the runner's messages do not count")
	}
}

// TestUnparsed: a file that Baleen cannot parse, or has no text of, is described by what its report told.
func TestUnparsed(t *testing.T) {
	f := newFixture(t, "behave")
	source := read(t, "../testdata/suites/behave/features/failing.feature")
	f.plan("features/failing.feature", source)
	f.recordFile(recorded{"behave", "behave", "behave", []string{"json"}}, "failing", "1")
	with := check(t, f.text())
	f.sources["features/failing.feature"] = "Feature: broken\n  Scenari: x\n"
	broken := f.text()
	c := check(t, broken)
	c.agrees(f.run)
	delete(f.sources, "features/failing.feature")
	missing := check(t, f.text())
	missing.agrees(f.run)
	if c.counts["pickleStep"] != missing.counts["pickleStep"] || missing.counts["pickleStep"] > with.counts["pickleStep"] || missing.counts["pickleStep"] == 0 {
		t.Errorf("steps: %d, %d, %d", with.counts["pickleStep"], c.counts["pickleStep"], missing.counts["pickleStep"])
	}
	if !strings.Contains(broken, "Scenari: x") {
		t.Error("the text of the broken file is not there")
	}
}

// TestExitCode: one result for a file is one scenario in the stream, beside the document of the file.
func TestExitCode(t *testing.T) {
	f := newFixture(t, cucumber.ExitCode)
	f.plan("features/a.feature", "Feature: A\n  Scenario: one\n    Given a step\n")
	f.run.Files[0].Scenarios = []result.Scenario{f.run.Files[0].Whole()}
	a := container("a", 1, "features/a.feature")
	a.Tail = "it broke"
	f.record(a, nil)
	text := f.text()
	c := check(t, text)
	c.agrees(f.run)
	if len(c.pickles) != 1 || !strings.Contains(text, `exit status 1`) {
		t.Errorf("%d pickles", len(c.pickles))
	}
	golden(t, "exit-code", text)
}

// TestStrangeScenarios: what ran though it was not planned fails, and leaves the planned ones as they are.
func TestStrangeScenarios(t *testing.T) {
	f := newFixture(t, "cucumber-js")
	source, report := jsFile(t, "failing")
	f.plan("features/failing.feature", source)
	s := f.run.Files[0].Scenarios
	f.run.Files[0].Scenarios = s[:2]
	f.record(container("failing", 1, "features/failing.feature"), map[string]string{"m.ndjson": report})
	if f.run.Files[0].Scenarios[2].Status != result.Unexpected {
		t.Fatalf("%+v", f.run.Files[0].Scenarios)
	}
	text := f.text()
	check(t, text).agrees(f.run)
	if !strings.Contains(text, "unexpected: it ran though it is not in the plan") {
		t.Error("nothing says why")
	}
}

// TestTimes: where a report says when steps began, the stream says so.
func TestTimes(t *testing.T) {
	f := newFixture(t, "godog")
	f.plan("features/passing.feature", read(t, "../testdata/suites/godog/features/passing.feature"))
	f.recordFile(recorded{"godog", "godog", "godog", []string{"json"}}, "passing", "0")
	s := &f.run.Files[0].Scenarios[0]
	s.Began = cucumber.MomentOf(began.Add(1500 * 1e6))
	s.Steps[1].Began = cucumber.MomentOf(began.Add(1700 * 1e6))
	text := f.text()
	for _, want := range []string{`"nanos":500000000`, `"nanos":700000000`} {
		if !strings.Contains(text, want) {
			t.Errorf("no time has %s", want)
		}
	}
}
