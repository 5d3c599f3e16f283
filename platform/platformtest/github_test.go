package platformtest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/platform/platformtest"
)

func Example() {
	var runner platformtest.GitHubRunner
	runner.Print("hello\n::error file=a.feature,line=3::it failed%0Atwice\n")
	fmt.Println(runner.Obeyed())
	// Output:
	// [error file="a.feature" line="3" "it failed\ntwice"]
}

// TestPrint has the forms of commands that actions/runner reads, and some that it does not.
func TestPrint(t *testing.T) {
	for text, want := range map[string][]string{
		"plain":                               nil,
		"::error::x":                          {`error "x"`},
		" \t::error::x":                       {`error "x"`},
		"a ::error::x":                        nil,
		"##[error]x":                          {`error "x"`},
		"a ##[group]x":                        {`group "x"`},
		"::error::":                           {`error ""`},
		"::error":                             nil,
		"##[error":                            nil,
		"::error title=a%2Cb%3Ac,line=2::%25": {`error title="a,b:c" line="2" "%"`},
		"##[error title=a;file=b]x":           {`error title="a" file="b" "x"`},
		"a\r::error::x":                       {`error "x"`},
		"a\r\n::error::x\r\n":                 {`error "x"`},
		"::stop-commands::tok\n::error::x\n::tok::\n::error::y": {`tok ""`, `error "y"`},
		"::stop-commands::tok\n::error::x\n##[TOK]\n##[error]y": {`TOK ""`, `error "y"`},
		"::stop-commands::tok\n::error::x":                      nil,
	} {
		var runner platformtest.GitHubRunner
		runner.Print(text)
		if diff := cmp.Diff(want, runner.Obeyed()); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestDeaf: a runner that ignores stop-commands obeys what stands behind one, and waits for nothing.
func TestDeaf(t *testing.T) {
	runner := platformtest.GitHubRunner{Deaf: true}
	runner.Print("::stop-commands::ABCDEFGHIJKLMNOPQRSTUVWXYZ\n::error::x\n::ABCDEFGHIJKLMNOPQRSTUVWXYZ::\n")
	if diff := cmp.Diff([]string{`error "x"`}, runner.Obeyed()); diff != "" || runner.Token != "" {
		t.Errorf("%s, waits for %q", diff, runner.Token)
	}
	if diff := cmp.Diff([]string{"stop-commands", "error", "resume"}, runner.Names()); diff != "" {
		t.Error(diff)
	}
}

// TestReadOutputs has both forms of GITHUB_OUTPUT, and files that the runner rejects.
func TestReadOutputs(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"a=1":                     "a=1",
		"a=1\nb=2=3\n\n":          "a=1 b=2=3",
		"a=":                      "a=",
		"a<<E\nx\ny\nE\nb=2\n":    `a="x\ny" b=2`,
		"a<<E\r\nx\r\ny\r\nE\r\n": `a="x\r\ny"`,
		"a<<E\nE\n":               "a=",
		"a<<E\n\n\nE":             `a="\n"`,
		"a<<E\nb=1\nb<<E\nE\n":    `a="b=1\nb<<E"`,
		"a=x<<E\n":                "a=x<<E",
		"a<<E\nx\n":               "error: matching delimiter not found",
		"a<<E\nx E\n E\n":         "error: matching delimiter not found",
		"no equals sign":          "error: invalid format",
	} {
		all, err := platformtest.ReadOutputs(text)
		var got []string
		for _, o := range all {
			value := fmt.Sprintf("%q", o.Value)
			if !strings.Contains(value, `\`) {
				value = o.Value
			}
			got = append(got, o.Name+"="+value)
		}
		if err != nil {
			got = []string{"error:", err.Error()}
		}
		if line := strings.Join(got, " "); line != want && (err == nil || !strings.HasPrefix(line, want)) {
			t.Errorf("%q: %s, want %s", text, line, want)
		}
	}
}

// TestGitLabSections: sections nest, end in reverse order and have unique names.
func TestGitLabSections(t *testing.T) {
	start := func(name string) string { return "section_start:1:" + name + "\r\x1b[0K" }
	end := func(name string) string { return "section_end:2:" + name + "\r\x1b[0K" }
	for name, tt := range map[string]struct {
		text, problem string
		want          []string
	}{
		"none":       {"plain\n", "", nil},
		"one":        {start("a[collapsed=true]") + "x\n" + end("a"), "", []string{"a"}},
		"nested":     {start("a") + start("b") + end("b") + end("a"), "", []string{"a", "b"}},
		"crossed":    {start("a") + start("b") + end("a") + end("b"), "ends, open are", nil},
		"twice":      {start("a") + end("a") + start("a") + end("a"), "begins twice", nil},
		"never ends": {start("a"), "never closed", nil},
		"no start":   {end("a"), "ends, open are", nil},
		"no marker":  {"section_start:1:a\n", "", nil}, // without the escape sequence it is text
	} {
		got, err := platformtest.GitLabSections(tt.text)
		if (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) || err == nil && !cmp.Equal(tt.want, got) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
