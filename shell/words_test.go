package shell_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/shell"
)

// TestQuote: what needs no quotes stays readable, and everything else is one word.
func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"":                   "''",
		"features/a.feature": "features/a.feature",
		"a.feature:3,4":      "a.feature:3,4",
		"user@host+x%":       "user@host+x%",
		"--format=json":      "--format=json",
		"A=b":                "'A=b'", // an assignment without quotes
		"-x=y":               "'-x=y'",
		"a b":                "'a b'",
		"it's":               `'it'\''s'`,
		"'":                  `''\'''`,
		"$HOME":              "'$HOME'",
		"*":                  "'*'",
		"~":                  "'~'",
		"!x":                 "'!x'",
		"a\nb":               "'a\nb'",
		"ü":                  "'ü'",
		"{files}":            "'{files}'",
	} {
		if got := shell.Quote(word); got != want {
			t.Errorf("%q: %s, want %s", word, got, want)
		}
	}
}

// TestOneLineInBash: a pasted line gives bash the word back, and stays one line.
func TestOneLineInBash(t *testing.T) {
	for _, word := range []string{"a\nb", "\t", "a\n'b' \"c\" $d `e` \\", "\n\n", "plain", "it's"} {
		line := shell.OneLine(word)
		if strings.ContainsAny(line, "\n\t") {
			t.Errorf("%q: %q is not one line", word, line)
		}
		out, err := exec.Command("bash", "-c", "printf %s. "+line).Output()
		if err != nil || string(out) != word+"." {
			t.Errorf("%q became %q, %v", word, out, err)
		}
	}
}

// TestCommands has the forms in which people write a suite's script.
func TestCommands(t *testing.T) {
	for script, want := range map[string][]shell.Command{
		"":                   nil,
		"# a comment":        nil,
		"A=1 B='x y' behave": {{Variables: []string{"A=1", "B=x y"}, Words: []string{"behave"}}},
		"A=1":                {{Variables: []string{"A=1"}}},
		"A= behave":          {{Variables: []string{"A="}, Words: []string{"behave"}}},
		"a && b || c; d & e | f": {
			{Words: []string{"a"}}, {Words: []string{"b"}}, {Words: []string{"c"}}, {Words: []string{"d"}}, {Words: []string{"e"}}, {Words: []string{"f"}},
		},
		"if a; then b; else c; fi":     {{Words: []string{"a"}}, {Words: []string{"b"}}, {Words: []string{"c"}}},
		"behave <<E\nnot a command\nE": {{Words: []string{"behave"}}},
		"exec bundle exec cucumber":    {{Words: []string{"exec", "bundle", "exec", "cucumber"}}},
		"bash -lc 'npm ci && npx cucumber-js'": {
			{Words: []string{"bash", "-lc", "npm ci && npx cucumber-js"}}, {Words: []string{"npm", "ci"}}, {Words: []string{"npx", "cucumber-js"}},
		},
		"/bin/sh -c 'sh -c behave'": {
			{Words: []string{"/bin/sh", "-c", "sh -c behave"}}, {Words: []string{"sh", "-c", "behave"}}, {Words: []string{"behave"}},
		},
		"sh -c 'not closed \"'": {{Words: []string{"sh", "-c", `not closed "`}}},
		"sh -c":                 {{Words: []string{"sh", "-c"}}},
		"sh --norc x":           {{Words: []string{"sh", "--norc", "x"}}},
		"python -c 'import x'":  {{Words: []string{"python", "-c", "import x"}}}, // not a shell
		"[[ -f a ]] && behave":  {{Words: []string{"behave"}}},                   // bash
	} {
		got, err := shell.Commands(script)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", script, err, diff)
		}
	}
}

// TestCommandsRefuses: the error has no position, because the script is an input and not a file.
func TestCommandsRefuses(t *testing.T) {
	for _, script := range []string{"a 'b", "if a; then", "a )", "for in x", "a <<"} {
		_, err := shell.Commands(script)
		if err == nil || !strings.HasPrefix(err.Error(), "read as a shell script: ") || strings.Contains(err.Error(), "1:") {
			t.Errorf("%q: %v", script, err)
		}
	}
}

// TestPOSIXScript: a script that is valid for sh but not for bash is read, too.
func TestPOSIXScript(t *testing.T) {
	for script, want := range map[string][]string{
		"behave {files}; [[ a": {"behave", "{files}", "[[", "a"}, // "[[" is a keyword of bash
		"function; behave":     {"function", "behave"},
	} {
		if got := shell.Words(script); !cmp.Equal(want, got) {
			t.Errorf("%q: %q", script, got)
		}
	}
}

// TestHoldingInShell: the words of a nested script are followed, and a nested script that cannot be parsed holds nothing.
func TestHoldingInShell(t *testing.T) {
	for script, want := range map[string]string{
		`sh -c 'for f in "$@"; do behave "$f"; done' -- {files}`: "behave $f",
		`sh -c 'set -- x; behave "$1"' -- {files}`:               "behave $1",
		`sh -c 'behave "' -- {files}`:                            "",
		`su app -c 'cucumber "$*"' -- {files}`:                   "cucumber $*",
		`for f in a {files}; do :; done; echo "$f"`:              "echo $f",
		`for f in a b; do echo "$f"; done; behave {files}`:       "behave {files}",
		`g=x; behave "$g"`:                                       "",
	} {
		got, found := shell.Holding(script, "{files}")
		if text := strings.Join(got.Words, " "); text != want || found != (want != "") {
			t.Errorf("%s: %s, %t, want %s", script, text, found, want)
		}
	}
}
