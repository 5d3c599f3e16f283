package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// hostileNames are names that would mean something to a terminal, a reader's eye or a platform's log.
func hostileNames() map[string]string {
	return map[string]string{
		"colour":            "\x1b[31mred\x1b[0m name",
		"title of a window": "\x1b]0;title\x07 name",
		"C1 sequence":       "\u009b2J name",
		"right to left":     "name \u202egnp.exe",
		"isolate":           "name \u2066x\u2069",
		"command":           "::error::name",
		"command, indented": " \t::set-output name=a::b",
		"old command":       "name ##[add-mask]x",
		"after a return":    "name\r::error::x",
		"after a break":     "name\n::stop-commands::x",
		"after a separator": "name\u2028::error::x",
		"hidden by ESC":     "\x1b[1m::error::name",
		"section":           "name section_end:1:baleen\r",
		"backspaces":        "name\b\b\b\bPASS",
		"very long":         strings.Repeat("long name ", 10_000),
		"no UTF-8":          "name \xff\xfe",
	}
}

// forbidden are characters that no log may get from a suite.
const forbidden = "\x1b\u009b\u202e\u2066\u2069\b\a\r\u2028"

func TestHostileNameInAPlatformsLog(t *testing.T) {
	for name, text := range hostileNames() {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			c := NewConsole(NewLog(&out, 0, nil), ConsoleOptions{Rerun: func(path string, line int) string { return at(path, line) }})
			run := hostileRun(text)
			for _, e := range ends(run) {
				c.Ended(e)
			}
			c.Notice(text)
			c.Summary(run)
			check(t, c.Close())
			if i := strings.IndexAny(out.String(), forbidden); i >= 0 {
				t.Errorf("a control character at %d: %q", i, out.String()[i:min(i+40, out.Len())])
			}
			if live := liveCommand(out.String()); live != "" {
				t.Errorf("GitHub would obey %q", live)
			}
			if strings.Contains(out.String(), "section_end:") {
				t.Error("GitLab would end a section")
			}
		})
	}
}

func TestHostileNameIsNoCommandInPlainText(t *testing.T) {
	for name, text := range hostileNames() {
		t.Run(name, func(t *testing.T) {
			run := hostileRun(text)
			run.Notes, run.Advice = []string{text}, []string{text}
			view := PlanView{Units: []PlanUnit{{Node: 1, Why: text, Files: []string{text}}}, Advice: []string{text}}
			for writer, got := range map[string]string{"summary": Summary(run, text), "plan": Plan(run, view)} {
				if live := liveCommand(got); live != "" {
					t.Errorf("%s: GitHub would obey %q", writer, live)
				}
			}
		})
	}
}

func TestHostileNameInMarkdown(t *testing.T) {
	for name, text := range hostileNames() {
		t.Run(name, func(t *testing.T) {
			o := SummaryOptions{ReportDir: text, Rerun: func(string, int) string { return text }}
			got := JobSummary(hostileRun(text), o)
			got += InputSummary([]Complaint{{Input: text, Problem: text, Hint: text}}) + Stop{Problem: text, Hint: text}.Summary()
			if i := strings.IndexAny(got, forbidden); i >= 0 {
				t.Errorf("a control character at %d: %q", i, got[i:min(i+40, len(got))])
			}
			if longest := longestLine(got); longest > 4<<10 {
				t.Errorf("a line of %d bytes", longest)
			}
		})
	}
}

func longestLine(text string) int {
	longest := 0
	for line := range strings.Lines(text) {
		longest = max(longest, len(line))
	}
	return longest
}

// TestHostileNameInAnAnnotation: each annotation is exactly one command, whatever it is about.
func TestHostileNameInAnAnnotation(t *testing.T) {
	for name, text := range hostileNames() {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			all := Annotations(hostileRun(text), AnnotationOptions{Most: 10})
			check(t, NewLog(&out, GitHub, nil).Annotate(all))
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			if len(lines) != len(all) || len(all) == 0 {
				t.Errorf("%d lines for %d annotations", len(lines), len(all))
			}
			for _, line := range lines {
				if !strings.HasPrefix(line, "::error title=") || strings.ContainsAny(line, forbidden) {
					t.Errorf("not one clean command: %.80q", line)
				}
			}
		})
	}
}

// TestOneNameTakesOneLine: a line break in a name must not make two entries of it.
func TestOneNameTakesOneLine(t *testing.T) {
	for _, text := range []string{"a\nPASS  b", "a\r\nPASS  b", "a\rPASS  b"} {
		e := unit("a", 1, 0, cucumber.Failed)
		e.Files[0].Scenarios[0].Name = text
		got := ended(ConsoleOptions{}, e).text
		if strings.Count(got, "\n") != 2 || !strings.Contains(got, "features/a.feature:3  a PASS  b\n") {
			t.Errorf("%q is printed as\n%s", text, got)
		}
		run := &result.Run{Files: []result.File{*e.Files[0]}}
		expect(t, Summary(run, ""), "Did not pass: 1 scenario\n  failed       features/a.feature:3  a PASS  b\n")
	}
}
