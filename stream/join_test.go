package stream_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	messages "github.com/cucumber/messages/go/v34"
	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

// jsFile is a recorded report of cucumber-js, and its feature file.
func jsFile(t testing.TB, title string) (source, report string) {
	t.Helper()
	return read(t, "../testdata/suites/cucumber-js/features/"+title+".feature"), read(t, "../cucumber/testdata/reports/cucumber-js/"+title+".ndjson")
}

func container(unit string, number int, files ...string) result.Attempt {
	return result.Attempt{Unit: unit, Number: number, Slot: 1, Class: result.Failed, Exit: 1, Files: files}
}

// TestRetry: what is tried again in another container is another attempt at the same scenario.
func TestRetry(t *testing.T) {
	f := newFixture(t, "cucumber-js")
	source, report := jsFile(t, "failing")
	f.plan("features/failing.feature", source)
	f.record(container("failing", 1, "features/failing.feature"), map[string]string{"m.ndjson": report})
	again := container("failing", 2, "features/failing.feature")
	again.Slot, again.Class, again.Exit, again.Lines = 2, result.Passed, 0, map[string][]int{"features/failing.feature": {10}}
	passes := strings.ReplaceAll(strings.ReplaceAll(report, `"FAILED"`, `"PASSED"`), `"SKIPPED"`, `"PASSED"`)
	f.record(again, map[string]string{"m.ndjson": strings.ReplaceAll(passes, `"success":false`, `"success":true`)})
	text := f.text()
	c := check(t, text)
	c.agrees(f.run)
	if len(c.started) != 4 {
		t.Errorf("%d attempts at 3 scenarios, one of which is tried again", len(c.started))
	}
	for id, s := range c.started {
		first := c.worst[id] == "FAILED"
		if s.Attempt == 1 && (first || s.WorkerId != "2") || first && (s.Attempt != 0 || !c.finished[id].WillBeRetried) {
			t.Errorf("attempt %d on %s: %s, %+v", s.Attempt, s.WorkerId, c.worst[id], c.finished[id])
		}
	}
	golden(t, "retry", text)
}

// gaps is a run that has one of each: an attempt that is cut off, scenarios that its container never reached, a file whose
// container never started, and one that was left out.
func gaps(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t, "cucumber-js")
	source, report := jsFile(t, "failing")
	f.plan("features/failing.feature", source)
	hook, _ := jsFile(t, "hook")
	f.plan("features/hook.feature", hook)
	rule, _ := jsFile(t, "rule")
	f.plan("features/rule.feature", rule)
	f.run.Files[2].Scenarios[0].Status = result.Deselected
	f.run.Files[2].Scenarios[0].Failure.Message = "excluded by @wip"
	lines := strings.SplitAfter(report, "\n")
	cut := 0
	for i, line := range lines {
		if strings.Contains(line, `"testStepFinished"`) && cut < 4 {
			cut++
			lines = append([]string{}, lines...)
			if cut == 4 { // the first scenario has three steps
				lines = lines[:i+1]
				break
			}
		}
	}
	a := container("failing", 1, "features/failing.feature")
	a.Class, a.Exit, a.Evidence, a.Advice = result.OOM, 137, "the kernel killed it", "Give it more memory."
	f.record(a, map[string]string{"m.ndjson": strings.Join(lines, "")})
	return f
}

// TestLost: whatever kept a scenario from running, it stands in the stream, no reader finds it passed, and its log says why.
func TestLost(t *testing.T) {
	f := gaps(t)
	text := f.text()
	c := check(t, text)
	c.agrees(f.run)
	for id, s := range c.last() {
		if c.worst[s.Id] == "PASSED" {
			continue
		}
		if logs := strings.Join(c.logs[s.Id], "\n"); logs == "" {
			t.Errorf("nothing says why %s did not run", id)
		}
	}
	for _, want := range []string{"its container was never started", "the kernel killed it", "excluded by @wip", "interrupted: it was running"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing says %q", want)
		}
	}
	golden(t, "lost", text)
}

var times = regexp.MustCompile(`"timestamp":\{[^}]*\}|"duration":\{[^}]*\}|,"workerId":"[^"]*"`)

// untimed is a stream without times and slots.
func untimed(text string) string { return times.ReplaceAllString(text, "") }

// twoFiles is a run of two files whose containers got these parts of them.
func twoFiles(t *testing.T, containers func(f *fixture, one, two string)) string {
	t.Helper()
	f := newFixture(t, "cucumber-js")
	one, oneReport := jsFile(t, "failing")
	two, twoReport := jsFile(t, "outline")
	f.plan("features/failing.feature", one)
	f.plan("features/outline.feature", two)
	containers(f, oneReport, twoReport)
	text := f.text()
	check(t, text).agrees(f.run)
	return untimed(text)
}

// TestSameStream: how a suite is divided between containers does not show, but in times and slots.
func TestSameStream(t *testing.T) {
	whole := twoFiles(t, func(f *fixture, one, two string) {
		f.record(container("failing", 1, "features/failing.feature"), map[string]string{"m.ndjson": one})
		f.record(container("outline", 1, "features/outline.feature"), map[string]string{"m.ndjson": two})
	})
	batch := twoFiles(t, func(f *fixture, one, two string) {
		f.record(container("both", 1, "features/failing.feature", "features/outline.feature"), map[string]string{"a.ndjson": one, "b.ndjson": two})
	})
	if diff := cmp.Diff(whole, batch); diff != "" {
		t.Errorf("a batch differs:\n%s", diff)
	}
	split := twoFiles(t, func(f *fixture, one, two string) {
		f.record(container("outline", 1, "features/outline.feature"), map[string]string{"m.ndjson": two})
		for unit, lines := range map[string][]int{"failing-1": {15}, "failing-2": {6, 10}} {
			a := container(unit, 1, "features/failing.feature")
			a.Slot, a.Lines = 3, map[string][]int{"features/failing.feature": lines}
			report := only(f.t, one, lines...)
			if unit == "failing-1" {
				a.Class, a.Exit, report = result.Passed, 0, strings.Replace(report, `"success":false`, `"success":true`, 1)
			}
			f.record(a, map[string]string{"m.ndjson": report})
		}
	})
	if diff := cmp.Diff(whole, split); diff != "" {
		t.Errorf("a split differs:\n%s", diff)
	}
}

// TestLive: what is written as containers end is what the end has, except for whether retries follow.
func TestLive(t *testing.T) {
	for _, r := range runners()[:4] {
		f := ran(t, r)
		f.run.Judge(0)
		text := f.live()
		c := check(t, text)
		c.agrees(f.run)
		var whole []string
		for _, e := range parse(t, f.text()) {
			if e.TestStepFinished != nil {
				whole = append(whole, e.TestStepFinished.TestStepId)
			}
		}
		if len(whole) == 0 {
			t.Fatal("the stream has no steps")
		}
		for _, id := range whole {
			if c.steps[id] == "" {
				t.Errorf("%s: the step %s is not written live", r.name, id)
			}
		}
	}
}

// only is what a report would be if its runner had been given the scenarios at these lines alone.
func only(t testing.TB, report string, chosen ...int) string {
	t.Helper()
	var out strings.Builder
	gone := map[string]bool{}
	for line := range strings.Lines(report) {
		var e messages.Envelope
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		var of, id string
		switch {
		case e.Pickle != nil && !slices.Contains(chosen, int(e.Pickle.Location.Line)):
			gone[e.Pickle.Id] = true
			continue
		case e.TestCase != nil:
			of, id = e.TestCase.PickleId, e.TestCase.Id
		case e.TestCaseStarted != nil:
			of, id = e.TestCaseStarted.TestCaseId, e.TestCaseStarted.Id
		case e.TestStepStarted != nil:
			of = e.TestStepStarted.TestCaseStartedId
		case e.TestStepFinished != nil:
			of = e.TestStepFinished.TestCaseStartedId
		case e.TestCaseFinished != nil:
			of = e.TestCaseFinished.TestCaseStartedId
		}
		if gone[of] {
			gone[id] = id != ""
			continue
		}
		out.WriteString(line)
	}
	return out.String()
}
