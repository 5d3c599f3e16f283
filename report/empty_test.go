package report

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestEmptyRunHasNoEmptyLists(t *testing.T) {
	run := &result.Run{}
	run.Judge(0)
	console, markdown := Summary(run, ""), JobSummary(run, SummaryOptions{})
	expect(t, console, "0 scenarios\n0 files planned, 0 containers used\nNothing ran; the run took 0.0 s\n")
	expect(t, markdown, "Nothing ran; the run took 0.0 s")
	for _, title := range []string{"Slowest", "slowest", "Did not pass: 0", "Passed on a retry", "Note", "Nodes", "Reports", "Timeline", "mermaid", "Predicted", "<code></code>\n"} {
		if strings.Contains(console+markdown, title) {
			t.Errorf("%q stands above nothing:\n%s\n%s", title, console, markdown)
		}
	}
	if text := Plan(run, PlanView{}); !strings.Contains(text, "The run would take about 0.0 s") || strings.Contains(text, "NaN") {
		t.Error(text)
	}
}

func TestPace(t *testing.T) {
	attempt := func(busy time.Duration, files ...string) result.Attempt {
		return result.Attempt{Files: files, Created: start, Ended: start.Add(busy)}
	}
	for _, tt := range []struct {
		name     string
		wall     time.Duration
		attempts []result.Attempt
		want     string
	}{
		{"one", 2 * time.Second, []result.Attempt{attempt(time.Second, "a")}, "1 file took 1.0 s of container time in 2.0 s: 0.5 at a time"},
		{"a retry", time.Second, []result.Attempt{attempt(time.Second, "a"), attempt(time.Second, "a")}, "1 file took 2.0 s of container time in 1.0 s: 2.0 at a time"},
		{"two in one", time.Second, []result.Attempt{attempt(time.Second, "a", "b")}, "2 files took 1.0 s of container time in 1.0 s: 1.0 at a time"},
		{"no file", time.Second, []result.Attempt{attempt(time.Second)}, "Nothing ran; the run took 1.0 s"},
		{"no wall time", 0, []result.Attempt{attempt(time.Second, "a")}, "Nothing ran; the run took 0.0 s"},
	} {
		if got := pace(&result.Run{Wall: tt.wall, Attempts: tt.attempts}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestPredicted(t *testing.T) {
	for _, tt := range []struct {
		predicted, wall time.Duration
		exit            int
		want            string
	}{
		{0, time.Minute, 0, ""},
		{time.Minute, 90 * time.Second, 0, "Predicted: 1 min 00 s, actual: 1 min 30 s, 50 % longer"},
		{time.Minute, 45 * time.Second, result.ExitFailed, "Predicted: 1 min 00 s, actual: 45.0 s, 25 % shorter"},
		{time.Minute, time.Minute, 0, "Predicted: 1 min 00 s, actual: 1 min 00 s, 0 % longer"},
		{time.Minute, time.Second, result.ExitIncomplete, ""}, // it would praise a run that stopped early
	} {
		run := &result.Run{Predicted: tt.predicted, Wall: tt.wall, Verdict: result.Verdict{Exit: tt.exit}}
		if got := predicted(run); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

func TestFirstFailure(t *testing.T) {
	for name, tt := range map[string]struct {
		order string
		class result.Class
		want  string
	}{
		"failures first": {"failures-first", result.Failed, "First failure: after 3.0 s, 5 % of the run"},
		"longest first":  {"", result.Failed, ""},
		"nothing failed": {"failures-first", result.Passed, ""},
	} {
		start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		run := &result.Run{Started: start, Wall: time.Minute, Order: tt.order, Attempts: []result.Attempt{
			{Class: result.Failed, Alone: true, Ended: start.Add(time.Second)},
			{Class: tt.class, Ended: start.Add(5 * time.Second)},
			{Class: tt.class, Ended: start.Add(3 * time.Second)},
		}}
		if got := firstFailure(run); got != tt.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestMergedRun: slots of different nodes are different slots, and a long list of nodes ends.
func TestMergedRun(t *testing.T) {
	run := failing(1)
	for i := range run.Attempts {
		run.Attempts[i].Node, run.Attempts[i].Slot = 1+i%2, 1
	}
	chart, _ := gantt(run)
	for _, section := range []string{"section node 1 slot 1\n", "section node 2 slot 1\n"} {
		if strings.Count(chart, section) != 1 {
			t.Errorf("%q is not there once:\n%s", section, chart)
		}
	}
	for i := range 150 {
		run.Nodes = append(run.Nodes, result.Part{Node: i + 1, State: "<b>::error::", Scenarios: 1, Wall: time.Minute})
	}
	console, markdown := Summary(run, ""), JobSummary(run, SummaryOptions{})
	expect(t, console, "\n    1  <B>::ERROR::   1 min 00 s  1 scenario\n", "\n  100  <B>")
	expect(t, markdown, "<tr><td>100</td><td><code>&lt;b&gt;::error::</code></td><td>1</td><td>1 min 00 s</td></tr>")
	if strings.Contains(console, "\n  101  ") || strings.Contains(markdown, "<td>101</td>") {
		t.Error("more than 100 nodes are listed")
	}
}

func TestNotesAreSaidOnce(t *testing.T) {
	run := &result.Run{
		Root: "shop", Notes: []string{"of the run"}, Advice: []string{"split it"}, Stale: result.NewStale([]string{"shop/a.feature"}),
		Files:    []result.File{{Path: "a.feature", ParseFail: "line 3: what\nis this"}},
		Attempts: []result.Attempt{{Notes: []string{"same", "other"}}, {Notes: []string{"same", "of the run"}}},
	}
	text := Summary(run, "")
	expect(t, text, "\nNote\n  shop/a.feature counts as its runner reports it, because Baleen could not parse it: line 3: what\n  same\n  other\n  of the run\n")
	expect(t, text, "  split it\n", "  "+run.Stale.Note()+"\n")
	if strings.Count(text, "  of the run\n") != 1 || strings.Contains(text, "is this") {
		t.Error(text)
	}
}

func TestLongListsAreCounted(t *testing.T) {
	for _, n := range []int{10, 11, 120} {
		text := Summary(failing(n), "")
		if listed := strings.Count(text, "\n    failed  "); listed != 10 {
			t.Errorf("%d failures of one cause: %d are listed, want 10", n, listed)
		}
		if more := strings.Contains(text, "more: see run.json"); more != (n > 10) {
			t.Errorf("%d failures: more are promised: %v", n, more)
		}
	}
	expect(t, Summary(failing(120), ""), "Did not pass: 120 scenarios, 1 cause\n", "    and 110 more: see run.json\n")
	run := failing(60)
	for i := range 60 {
		s := &run.Files[i/10].Scenarios[i%10]
		s.Failure.Message = "Error: " + strings.Repeat("x", i+1)
	}
	text := Summary(run, "")
	if listed := strings.Count(text, "\n  failed  "); listed != 50 {
		t.Errorf("%d causes are listed, want 50", listed)
	}
	expect(t, text, "Did not pass: 60 scenarios\n", "  and 10 more: see run.json\n")
}

// TestFailuresComeByUrgency: what failed stands above what did not run, in every list.
func TestFailuresComeByUrgency(t *testing.T) {
	f := result.File{Path: "a.feature"}
	for i, s := range []cucumber.Status{result.NotRun, cucumber.Unknown, cucumber.Undefined, cucumber.Failed, cucumber.Ambiguous} {
		f.Scenarios = append(f.Scenarios, result.Scenario{Name: "S", Line: i + 1, Status: s})
	}
	run := &result.Run{Strict: true, Files: []result.File{f}}
	var places, titles []string
	for line := range strings.Lines(Summary(run, "")) {
		if _, place, is := strings.Cut(line, "  a.feature:"); is {
			places = append(places, place[:1])
		}
	}
	for _, a := range Annotations(run, AnnotationOptions{Most: 10}) {
		titles = append(titles, a.Title)
	}
	if got := strings.Join(places, ""); got != "45321" {
		t.Errorf("listed in the order %s, want 45321", got)
	}
	if got, want := strings.Join(titles, ", "), "failed: S, ambiguous: S, undefined: S, unknown: S, not-run: S"; got != want {
		t.Errorf("annotated as %s, want %s", got, want)
	}
}
