package report

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// liveCommand returns the first line that GitHub's runner would take for a command. It follows the runner, not defuse:
// ReadLine ends a line at CR, LF or both, TrimStart removes white space, "##[" counts anywhere.
func liveCommand(text string) string {
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		trimmed := strings.TrimLeftFunc(line, unicode.IsSpace)
		if strings.HasPrefix(trimmed, "::") || strings.Contains(line, "##[") {
			return line
		}
	}
	return ""
}

func TestDefuse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "a b\n", "a b\n"},
		{"at the start", "::error::x", `\::error::x`},
		{"after blanks and tabs", " \t::error::x", " \t" + `\::error::x`},
		{"after other white space", "\u00a0\u2003\u3000\u0085::x::", "\u00a0\u2003\u3000\u0085" + `\::x::`},
		{"after a zero width space", "\u200b::x::", "\u200b" + `\::x::`},
		{"on a later line", "a\n::x::\nb", "a\n\\::x::\nb"},
		{"after a lone carriage return", "99 %\r::x::", "99 %\n\\::x::"},
		{"after CRLF", "a\r\n::x::", "a\n\\::x::"},
		{"inside a line", "std::vector<int>", "std::vector<int>"},
		{"old form", "##[add-mask]a", `##\[add-mask]a`},
		{"old form inside a line", "a ##[x] ###[y]", `a ##\[x] ###\[y]`},
		{"both", "::a::##[b]", `\::a::##\[b]`},
		{"one colon", ":a", ":a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, defuse(tt.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzNoLineIsACommand(f *testing.F) {
	f.Add("name", "::error::x", "a\r::b::")
	f.Add("\n::x::", "##[group]", "##\n[group]")
	f.Add("#", "#[x]", " \u2028::x")
	f.Fuzz(func(t *testing.T, name, message, path string) {
		why := &cucumber.Failure{Step: message, Line: 3, Message: message, Hook: name, Status: cucumber.Failed}
		run := &result.Run{Root: name, Files: []result.File{{Path: path, ParseFail: name, Scenarios: []result.Scenario{
			{Name: name, Line: 2, Status: cucumber.Failed, Failure: why},
			{Name: message, Status: cucumber.Status(name)},
			{Name: message, Status: cucumber.Passed, Flaky: true},
		}}}}
		run.Verdict = result.Verdict{State: message, Reasons: []string{name, message}}
		run.Attempts = []result.Attempt{{
			Unit: path, Class: result.Class(name), Files: []string{path}, Evidence: message, Advice: name,
			Report: message, Problems: []string{message, name}, Stdout: path, Stderr: name, Tail: message,
		}}
		plain := Ended{Attempt: result.Attempt{Unit: path, Class: result.Failed}, Files: []*result.File{{
			Path: name, Scenarios: []result.Scenario{{Name: path, Status: result.NotRun, Failure: why}},
		}}}
		o := optionsFor(run)
		o.Rerun = func(string, int) string { return message }
		var out bytes.Buffer
		c := NewConsole(&out, o)
		c.Notice(message)
		c.Ended(ends(run)[0])
		c.Ended(plain)
		c.Summary(run)
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		if live := liveCommand(out.String()); live != "" {
			t.Errorf("GitHub would obey %q", live)
		}
	})
}
