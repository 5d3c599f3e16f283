package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestHeadlineOfRetries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		change   func(*Ended)
		want     string // begins with it
		wantLast string // ends with it
	}{
		{"first", func(*Ended) {}, "PASS      features/a.feature ", "   2 passed"},
		{"second", func(e *Ended) { e.Attempt.Number = 2 }, "PASS ", "   2 passed, attempt 2"},
		{"check", func(e *Ended) { e.Attempt.Number, e.Attempt.Check = 3, 1 }, "PASS ",
			", attempt 3, without the scenarios that failed before"},
		{"part", func(e *Ended) {
			e.Attempt.Number, e.Parts = 2, map[string]string{"features/a.feature": "part 1 of 2"}
		}, "PASS ", "   2 passed, part 1 of 2, attempt 2"},
		{"flaky", func(e *Ended) { e.Files[0].Scenarios[1].Flaky = true }, "PASS ", "   2 passed (1 flaky)"},
		{"unknown status", func(e *Ended) { e.Files[0].Scenarios[1].Status = "new" }, "FAIL ", "   1 passed, 1 unknown"},
		{"nothing selected", func(e *Ended) { e.Files[0].Scenarios = nil }, "PASS ", "   no scenarios"},
		{"infrastructure", func(e *Ended) { e.Attempt.Class = result.OutputIncomplete }, "OUTPUT-INCOMPLETE features/a.feature ", "   2 passed"},
	} {
		e := unit("a", 1, time.Second, cucumber.Passed, cucumber.Passed)
		tt.change(&e)
		line, _, _ := strings.Cut(ended(ConsoleOptions{}, e).text, "\n")
		if !strings.HasPrefix(line, tt.want) || !strings.HasSuffix(line, tt.wantLast) {
			t.Errorf("%s: %q, want %q … %q", tt.name, line, tt.want, tt.wantLast)
		}
	}
}

// TestRerunCommands: one command for each scenario that failed, or one for the file if nothing explains it.
func TestRerunCommands(t *testing.T) {
	o := ConsoleOptions{Rerun: func(path string, line int) string { return at(path, line) }}
	for _, tt := range []struct {
		name     string
		statuses []cucumber.Status
		want     []string
	}{
		{"passed", []cucumber.Status{cucumber.Passed}, nil},
		{"skipped", []cucumber.Status{cucumber.Skipped, result.Deselected}, nil},
		{"failed", []cucumber.Status{cucumber.Passed, cucumber.Failed, cucumber.Ambiguous}, []string{":4", ":5"}},
		{"not run", []cucumber.Status{result.NotRun, result.NotRun}, []string{""}},
		{"failed, then not run", []cucumber.Status{cucumber.Failed, result.NotRun}, []string{":3", ""}},
		{"duplicate", []cucumber.Status{cucumber.Passed, result.Duplicate}, nil},
		{"unexpected", []cucumber.Status{cucumber.Passed, result.Unexpected}, nil},
	} {
		var got []string
		for line := range strings.Lines(ended(o, unit("a", 1, time.Second, tt.statuses...)).text) {
			if _, place, is := strings.Cut(line, "rerun: features/a.feature"); is {
				got = append(got, strings.TrimSpace(place))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestAloneSaysHowManyLeak(t *testing.T) {
	e := unit("a", 2, time.Second, cucumber.Failed, cucumber.Failed, cucumber.Failed)
	e.Attempt.Alone = true
	e.Files[0].Scenarios[1].Leak = true
	want := "ALONE     shop/features/a.feature: 1 of 3 scenarios that failed beside other files passed alone\n"
	if got := ended(ConsoleOptions{Root: "shop"}, e).text; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestSameTroubleIsToldOnce: a thousand containers of a broken image must not print its output a thousand times.
func TestSameTroubleIsToldOnce(t *testing.T) {
	w := new(writes)
	c := NewConsole(w, ConsoleOptions{})
	for i, evidence := range []string{"port 4001 is taken", "port 4002 is taken", "the disk is full"} {
		a := result.Attempt{Unit: string(rune('a' + i)), Number: 1, Class: result.StartFailed, Evidence: evidence, Tail: "last words"}
		c.Ended(Ended{Attempt: a})
	}
	check(t, c.Close())
	expect(t, w.all[0], "port 4001 is taken", "| last words")
	expect(t, w.all[1], "  it ended the same way as a.1\n")
	expect(t, w.all[2], "the disk is full", "| last words")
	if strings.Contains(w.all[1], "last words") {
		t.Errorf("told twice: %q", w.all[1])
	}
}

// TestRetryReplacesItsScenarios: the progress line counts a scenario once, with its last outcome.
func TestRetryReplacesItsScenarios(t *testing.T) {
	var o ConsoleOptions
	o.Clock, o.Total = func() time.Time { return start }, 2
	p := newProgress(o)
	for _, step := range []struct {
		e    Ended
		want string
	}{
		{unit("a", 1, time.Second, cucumber.Passed, cucumber.Failed), "1/2 files · 1 passed, 1 failed · 0:00 elapsed, about 0:01 left"},
		{unit("a", 2, time.Second, cucumber.Passed, cucumber.Failed), "1/2 files · 1 passed, 1 failed · 0:00 elapsed, about 0:01 left"},
		{unit("a", 3, time.Second, cucumber.Passed, cucumber.Passed), "1/2 files · 2 passed · 0:00 elapsed, about 0:01 left"},
		{unit("b", 1, 3*time.Second, cucumber.Skipped), "2/2 files · 2 passed · 0:00 elapsed"},
	} {
		p.ended(step.e.Attempt, marksOf(step.e, o.fails))
		if got := p.line(start); got != step.want {
			t.Errorf("after %s: %q, want %q", step.e.Attempt.ID(), got, step.want)
		}
	}
}
