package shell_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/shell"
)

// hardWords are words that a shell would change if a quote were missing.
func hardWords() []string {
	return []string{"", " ", "a b", "it's", "''", `"`, `\`, `\\`, `a\`, "$HOME", "${x}", "$(id)", "`id`", "*", "?", "[a]", "~", "~root", "#", "a#b",
		"!x", "a;b", "a&b", "a|b", "<a", ">a", "(a)", "{a,b}", "A=b", "--a=b", "-x=y", "--", "-", "=", "naïve", "日本 🐋", "a\nb", "\ta", "a\n", "\n"}
}

// TestWordsRoundTrip: any words come out of Split and of a real shell as they went into Join, side by side.
func TestWordsRoundTrip(t *testing.T) {
	words := hardWords()
	line := shell.Join(words)
	got, err := shell.Split(line)
	if diff := cmp.Diff(words, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, sh := range []string{"sh", "bash"} {
		out, err := exec.Command(sh, "-c", "printf '%s\\0' "+line).Output()
		if diff := cmp.Diff(words, strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", sh, err, diff)
		}
	}
}

// TestNestedRoundTrip: a script that is quoted for another shell keeps its words at every depth.
func TestNestedRoundTrip(t *testing.T) {
	for _, word := range hardWords() {
		script := shell.Join([]string{"printf", "%s.", word})
		for range 3 {
			script = shell.Join([]string{"sh", "-c", script})
		}
		out, err := exec.Command("sh", "-c", script).Output()
		if err != nil || string(out) != word+"." {
			t.Errorf("%q became %q (%v)", word, out, err)
		}
	}
}

// TestQuotedIsOneCommand: what was quoted is read as the words of one command.
func TestQuotedIsOneCommand(t *testing.T) {
	for _, word := range hardWords() {
		commands, err := shell.Commands(shell.Join([]string{"behave", word}))
		if diff := cmp.Diff([]shell.Command{{Words: []string{"behave", word}}}, commands); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", word, err, diff)
		}
	}
}

// TestMarkBesideQuotedWords: a quoted word never hides the mark beside it, and a mark inside one is not alone.
func TestMarkBesideQuotedWords(t *testing.T) {
	for _, word := range hardWords() {
		script := shell.Join([]string{"behave", word}) + " {files}"
		alone, err := shell.Alone(script, "{files}")
		command, found := shell.Holding(script, "{files}")
		if err != nil || !alone || !found {
			t.Errorf("%s: alone %t, found %t, %v", script, alone, found, err)
		}
		if diff := cmp.Diff([]string{"behave", word, "{files}"}, command.Words); diff != "" {
			t.Errorf("%s: %s", script, diff)
		}
		if alone, err := shell.Alone("behave "+shell.Quote(word+"{files}"), "{files}"); err != nil || alone {
			t.Errorf("%q: a mark inside quotes is alone %t, %v", word, alone, err)
		}
	}
}
