package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// failing makes a run of files with ten scenarios each, the first n of which failed.
func failing(n int) *result.Run {
	run := &result.Run{
		ID: "20260301-120000-c0ffee00", Image: "shop-tests", Engine: "28.5.2", Runner: "godog", Root: "apps/shop", Strict: true,
		Concurrency: 4, Started: start, Wall: 90 * time.Second,
		Verdict: result.Verdict{State: result.StatePassed},
	}
	for i := range max(12, (n+9)/10) {
		f := result.File{Path: fmt.Sprintf("features/f%04d.feature", i)}
		id := fmt.Sprintf("features-f%04d", i)
		class := result.Passed
		for j := range 10 {
			s := result.Scenario{Name: fmt.Sprintf("Sells %d <apples> & pears", j), Line: 3 + 4*j, Status: cucumber.Passed, Attempt: id + ".1"}
			if 10*i+j < n {
				class = result.Failed
				s.Status = cucumber.Failed
				s.Failure = &cucumber.Failure{
					Step: "Then there are `7` left", Line: s.Line + 2, Status: cucumber.Failed,
					Message: "expected 7, got 6\n```\nat shop.go:12",
				}
			}
			f.Scenarios = append(f.Scenarios, s)
		}
		began := start.Add(time.Duration(i/4) * 2 * time.Second)
		run.Files = append(run.Files, f)
		run.Attempts = append(run.Attempts, result.Attempt{
			Unit: id, Number: 1, Files: []string{f.Path}, Slot: i%4 + 1, Container: "c", Class: class, Source: "messages",
			Created: began, Ended: began.Add(time.Duration(1000+i%7*100) * time.Millisecond),
		})
	}
	if n > 0 {
		run.Verdict = result.Verdict{State: result.StateFailed, Exit: result.ExitFailed, Reasons: []string{count(n, "scenario") + " failed"}}
	}
	return run
}

func summaryOptions() SummaryOptions {
	return SummaryOptions{
		Rerun:     func(path string, line int) string { return "baleen run --image shop-tests --files " + at(path, line) },
		ReportDir: "baleen-report",
	}
}

func TestJobSummary(t *testing.T) {
	for _, n := range []int{0, 1, 10, 11, 10_000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			golden(t, fmt.Sprintf("summary-%d.md", n), JobSummary(failing(n), summaryOptions()))
		})
	}
}

// TestJobSummaryNamesThePage: the page that was made, which html decides.
func TestJobSummaryNamesThePage(t *testing.T) {
	run := failing(1)
	run.Page = "cucumber.html"
	if text := JobSummary(run, summaryOptions()); !strings.Contains(text, "<code>baleen-report/cucumber.html</code>") || strings.Contains(text, "index.html") {
		t.Error(text)
	}
}

// TestJobSummaryOfTrouble shows what is not about one scenario: containers, the runner, the run itself.
func TestJobSummaryOfTrouble(t *testing.T) {
	for _, name := range []string{"infrastructure", "exit-mismatch", "problems", "flaky", "hostile", "nothing-ran", "leak", "attached", "causes"} {
		t.Run(name, func(t *testing.T) {
			run := readRun(t, "testdata/"+name+".json")
			options := summaryOptions()
			options.Rerun = optionsFor(run).Rerun
			golden(t, "summary-"+name+".md", JobSummary(run, options))
		})
	}
}

// swollen makes every text of a run as long and as costly to escape as the model lets it be.
func swollen(run *result.Run) *result.Run {
	long := strings.Repeat(`<"'&`, 16<<10)
	run.Name, run.Image, run.Engine, run.Runner = long, long, long, long
	run.Problems = make([]string, 1000)
	for i := range run.Problems {
		run.Problems[i] = long
	}
	run.Verdict.Reasons = run.Problems
	for i := range run.Files {
		f := &run.Files[i]
		for j := range f.Scenarios {
			s := &f.Scenarios[j]
			s.Name, s.Flaky = long, true
			if s.Failure != nil {
				s.Failure.Step, s.Failure.Hook, s.Failure.Message = long, long, strings.Repeat("`", len(long))
			}
		}
	}
	for i := range run.Attempts {
		run.Attempts[i].Unit = long
	}
	return run
}

func TestJobSummaryFitsWhateverTheSuite(t *testing.T) {
	for _, n := range []int{0, 1, 100, 3000} {
		text := JobSummary(swollen(failing(n)), SummaryOptions{
			Rerun:     func(string, int) string { return strings.Repeat("'<`", 20<<10) },
			ReportDir: strings.Repeat("d", 1<<20),
		})
		if len(text) > 900<<10 {
			t.Errorf("%d failures: %d bytes, want at most 900 KiB", n, len(text))
		}
		chart, _, _ := strings.Cut(text[strings.Index(text, "```mermaid\n"):], "```\n\n")
		if len(chart) > 50_000 {
			t.Errorf("%d failures: a chart of %d bytes", n, len(chart))
		}
	}
}

func TestGanttDrawsTheLongest(t *testing.T) {
	run := failing(10_000)
	chart, drawn := gantt(run)
	if drawn != 50 || strings.Count(chart, ":crit") != 50 {
		t.Errorf("%d units are drawn, want 50:\n%s", drawn, chart)
	}
	if strings.Contains(chart, "f0000 ") {
		t.Errorf("a short unit is drawn, and there are longer ones:\n%s", chart)
	}
}

func TestGanttNamesAreNoSyntax(t *testing.T) {
	for _, tt := range []struct{ path, want string }{
		{"features/a-b_c.feature", "1 features a b c"},
		{"section x.feature", "1 section x"},
		{"a:crit, 2000-01-01;#%%{init}%%\n```.feature", "1 a crit 2000 01 01 init"},
		{"über/日本.feature", "1 über 日本"},
		{"---.feature", "1"},
	} {
		a := result.Attempt{Files: []string{tt.path}, Class: result.Passed}
		name, _, _ := strings.Cut(bar(&result.Run{}, 1, a), " :")
		if name != tt.want {
			t.Errorf("%q is drawn as %q, want %q", tt.path, name, tt.want)
		}
	}
}

// skeleton is a summary without what stands between <code> tags, in fences, and in the names of the chart. What is left
// is Baleen's own; text that changes it has meant something.
func skeleton(t *testing.T, text string) string {
	t.Helper()
	var out []string
	fence := ""
	for _, line := range strings.Split(text, "\n") {
		marks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "" && line == fence:
			fence = ""
			out = append(out, "end of fence")
		case fence != "" && strings.HasPrefix(line, fence):
			t.Errorf("%q may end a fence of %q", line, fence)
		case fence == "" && len(marks) >= 3:
			fence = marks
			out = append(out, "fence "+line[len(marks):])
		case fence == "":
			out = append(out, regexp.MustCompile("<code>[^<>]*</code>").ReplaceAllString(line, "text"))
		}
	}
	return strings.Join(out, "\n")
}

// hostileRun puts one text wherever foreign text can be.
func hostileRun(text string) *result.Run {
	why := &cucumber.Failure{Step: text, Line: 3, Message: text, Hook: text, Status: cucumber.Failed}
	return &result.Run{
		Name: text, Image: text, Engine: text, Runner: text, ID: text, Root: ".", Strict: true, Started: start,
		Verdict: result.Verdict{State: result.StateFailed, Reasons: []string{text}},
		Files: []result.File{{Path: text, Scenarios: []result.Scenario{
			{Name: text, Line: 2, Status: cucumber.Failed, Failure: why, Attempt: "u.1"},
			{Name: text, Line: 5, Status: cucumber.Passed, Flaky: true, Attempt: "u.1"},
			{Name: text, Line: 8, Status: result.NotRun, Failure: why, Attempt: "u.1"},
		}}},
		Attempts: []result.Attempt{{
			Unit: "u", Number: 1, Files: []string{text}, Class: result.Killed, Container: "c", Evidence: text, Advice: text,
			Report: text, Problems: []string{text}, Tail: text, Created: start, Ended: start.Add(time.Second),
		}},
		Problems: []string{text},
	}
}

func FuzzSummaryIsInert(f *testing.F) {
	for _, seed := range []string{
		"</code></details><script>alert(1)</script>", "`", "```\n# Passed\n```", "````text\n", "~~~\n", "\n\n# Passed\n\n",
		"@org/team #1 https://example.org me@example.org", "| a | b |\n|---|---|", "![x](https://example.org/x.png)",
		"<!--", "<![CDATA[", "&lt;&#96;&#x60;", "\r\r## x", "$x$ :tada: [[ATTACHMENT|/etc/passwd]]", "\u2028\u2028# x", "\x1b]8;;x\a",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if oneLine(text) == "" { // nothing of it is shown at all
			return
		}
		o := summaryOptions()
		o.Rerun = func(string, int) string { return text }
		got := skeleton(t, JobSummary(hostileRun(text), o))
		if diff := cmp.Diff(skeleton(t, JobSummary(hostileRun("x"), summaryOptions())), got); diff != "" {
			t.Errorf("%q is not inert (-want +got):\n%s", text, diff)
		}
		input := func(s string) string { return InputSummary([]Complaint{{s, s, s}}) + Stop{s, s}.Summary() }
		if diff := cmp.Diff(skeleton(t, input("x")), skeleton(t, input(text))); diff != "" {
			t.Errorf("%q is not inert where inputs are wrong (-want +got):\n%s", text, diff)
		}
	})
}
