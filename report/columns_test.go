package report

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func TestHeadlineColumns(t *testing.T) {
	for _, tt := range []struct {
		path   string
		width  int
		column int // in which the time ends
	}{
		{"a.feature", 0, 66},
		{"a.feature", 9, 31},
		{"ü.feature", 9, 31},
		{"a.feature", 60, 82},
		{"a.feature", 500, 102}, // one long path must not push every time off the screen
	} {
		e := unit("a", 1, time.Second, cucumber.Passed)
		e.Files[0].Path = tt.path
		line := ended(ConsoleOptions{PathWidth: tt.width}, e).text
		head, _, _ := strings.Cut(line, "   1 passed")
		if got := utf8.RuneCountInString(head); got != tt.column || !strings.HasSuffix(head, " 1.0 s") {
			t.Errorf("%s in %d columns: %d: %q", tt.path, tt.width, got, line)
		}
	}
	long := unit(strings.Repeat("x", 200), 1, time.Second, cucumber.Passed)
	expect(t, ended(ConsoleOptions{PathWidth: 20}, long).text, long.Files[0].Path+" ")
}

// TestColourOnlyRepeatsAWord: without its sequences a coloured text is the plain one, and only a terminal gets them.
func TestColourOnlyRepeatsAWord(t *testing.T) {
	plain := strings.NewReplacer("\x1b[31m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[0m", "")
	for state, code := range map[result.Class]string{result.Passed: "32", result.Failed: "31", result.Timeout: "33"} {
		e := unit("a", 1, time.Second, cucumber.Passed)
		e.Attempt.Class = state
		if state == result.Failed {
			e.Files[0].Scenarios[0].Status = cucumber.Failed
		}
		want := ended(ConsoleOptions{}, e).text
		got := ended(ConsoleOptions{Terminal: true, Color: true}, e).text
		if !strings.HasPrefix(got, "\x1b["+code+"m") || plain.Replace(got) != want {
			t.Errorf("%s: %q, want %q in colour %s", state, got, want, code)
		}
		if off := ended(ConsoleOptions{Color: true}, e).text; off != want {
			t.Errorf("%s, no terminal: %q", state, off)
		}
	}
}

// TestProgressLineFitsEveryTerminal: a line as wide as the screen wraps on some, and its first half then stays.
func TestProgressLineFitsEveryTerminal(t *testing.T) {
	for _, width := range []int{1, 2, 20, 80, 300} {
		synctest.Test(t, func(t *testing.T) {
			w := new(writes)
			c := NewConsole(w, ConsoleOptions{Terminal: true, Width: width, Total: 1 << 40, Concurrency: 9, Units: "parts of files"})
			for i := range 9 {
				c.Started(fmt.Sprint(i))
				time.Sleep(redrawEvery)
			}
			c.Ended(unit("a", 1, time.Hour, cucumber.Passed, cucumber.Failed))
			time.Sleep(redrawEvery)
			check(t, c.Close())
			for _, text := range w.all {
				line := strings.TrimPrefix(text[strings.LastIndex(text, "\n")+1:], eraseLine)
				if columns := utf8.RuneCountInString(line); columns >= width {
					t.Errorf("%d columns on a terminal of %d: %q", columns, width, line)
				}
			}
		})
	}
}

// TestBriefHeadlineIsOneShortLine: it stands for an attempt whose text a log has no room for.
func TestBriefHeadlineIsOneShortLine(t *testing.T) {
	for _, name := range []string{"a", strings.Repeat("ü", 300), "a\nb"} {
		e := unit(name, 1, time.Second, cucumber.Failed)
		got := ended(ConsoleOptions{}, e).brief
		if strings.Count(got, "\n") != 1 || utf8.RuneCountInString(got) > maxBrief || !strings.HasPrefix(got, "FAIL      features/") {
			t.Errorf("%q", got)
		}
	}
}

func TestAttachedFilesAreNamedThenCounted(t *testing.T) {
	names := func(n int) (out []string) {
		for i := range n {
			out = append(out, fmt.Sprintf("artifacts/a.1/%d.png", i))
		}
		return out
	}
	for n, want := range map[int]string{
		0: "", 1: "0.png", 5: "0.png, 1.png, 2.png, 3.png, 4.png", 6: "0.png, 1.png, 2.png, 3.png, 4.png, …",
	} {
		if got := below("artifacts/a.1", names(n)); got != want {
			t.Errorf("%d below: %q, want %q", n, got, want)
		}
		e := unit("a", 1, time.Second, cucumber.Failed)
		e.Files[0].Scenarios[0].Attachments, e.Attempt.Artifacts = names(n), names(n)
		text := ended(ConsoleOptions{ReportDir: "out"}, e).text
		if got := strings.Count(text, "    attached: out/artifacts/a.1/"); got != min(n, 5) {
			t.Errorf("%d are attached, %d are named:\n%s", n, got, text)
		}
		if more := strings.Contains(text, "    attached: and 1 more in out/artifacts/a.1\n"); more != (n > 5) {
			t.Errorf("%d are attached:\n%s", n, text)
		}
		label := fmt.Sprintf("  artifacts: out/artifacts/a.1 (%s): %s\n", count(n, "file"), want)
		if strings.Contains(text, label) != (n > 0) {
			t.Errorf("%q is not in:\n%s", label, text)
		}
	}
}

// TestPlanCountsWhatIsSelected counts as the run will: "2 of 3" where a filter leaves some out.
func TestPlanCountsWhatIsSelected(t *testing.T) {
	run := &result.Run{Files: []result.File{
		{Path: "a", Scenarios: []result.Scenario{{Line: 1}, {Line: 2, Status: result.Deselected}, {Line: 3}}},
		{Path: "b", Scenarios: []result.Scenario{{Line: 1}}},
		{Path: "c"},
	}}
	for _, tt := range []struct {
		files []string
		lines map[string][]int
		want  string
	}{
		{[]string{"a"}, nil, "2 of 3"},
		{[]string{"b", "c"}, nil, "1"},
		{[]string{"a", "b", "c"}, nil, "3 of 4"},
		{[]string{"a", "b"}, map[string][]int{"a": {1, 3}}, "3"},
		{[]string{"c"}, nil, "0"},
	} {
		if got := selected(run, PlanUnit{Files: tt.files, Lines: tt.lines}); got != tt.want {
			t.Errorf("%v %v: %q, want %q", tt.files, tt.lines, got, tt.want)
		}
	}
}

func TestPlanNumbersTheUnitsOfEachNode(t *testing.T) {
	view := PlanView{Nodes: 2, Outlook: PlanOutlook{Nodes: 2, Containers: 3, Wall: time.Minute, Efficiency: .995}}
	for _, node := range []int{1, 1, 2, 2, 2} {
		view.Units = append(view.Units, PlanUnit{Node: node})
	}
	text := Plan(&result.Run{}, view)
	expect(t, text, "The run would take about 1 min 00 s on 2 nodes with at most 3 containers at a time each, busy 100 % of that time.\n")
	var got []string
	for _, line := range strings.Split(text, "\n")[1:6] {
		got = append(got, strings.Join(strings.Fields(line)[:2], "."))
	}
	if diff := cmp.Diff([]string{"1.1", "1.2", "2.1", "2.2", "2.3"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
