package shell_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/shell"
)

func Example() {
	command, _ := shell.Holding(`cd /s && bundle exec cucumber --tags "not (@wip or @slow)" {files}`, "{files}")
	fmt.Printf("%q\n", command.Words)
	fmt.Println(shell.Join([]string{"cucumber", "features/it's.feature"}))
	// Output:
	// ["bundle" "exec" "cucumber" "--tags" "not (@wip or @slow)" "{files}"]
	// cucumber 'features/it'\''s.feature'
}

func TestOneLine(t *testing.T) {
	for word, want := range map[string]string{
		"plain":    "plain",
		"a b":      "'a b'",
		"":         "''",
		"a\n'b'\\": `$'a\n\'b\'\\'`,
		"\ta":      `$'\ta'`,
	} {
		if got := shell.OneLine(word); got != want {
			t.Errorf("OneLine(%q) = %s, want %s", word, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                  nil,
		" behave \t--stop\n x ":             {"behave", "--stop", "x"},
		`a 'b c' "d e"f g\ h`:               {"a", "b c", "d ef", "g h"},
		`--tags "not (@wip or @slow)"`:      {"--tags", "not (@wip or @slow)"},
		`"a\"b\\c\d" '\'`:                   {`a"b\c\d`, `\`},
		"a \\\n b\\\nc \"d\\\ne\"":          {"a", "bc", "de"},
		"{files} {report}/x *.feature ~/a":  {"{files}", "{report}/x", "*.feature", "~/a"},
		"'' \"\" a''":                       {"", "", "a"},
		"a # b":                             {"a"},
		"a#b '$HOME' \\$HOME \"\\$HOME\" $": {"a#b", "$HOME", "$HOME", "$HOME", "$"},
	} {
		got, err := shell.Split(text)
		if err != nil || !cmp.Equal(want, got) {
			t.Errorf("Split(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for text, part := range map[string]string{
		"a 'b":        "closing quote",
		"a; b":        "`;`",
		"a && b":      "`&&`",
		"a > b":       "`>`",
		"a (b)":       "`(`",
		"run $HOME/a": "only a shell can expand $HOME/a",
		"run `date`":  "only a shell can expand `date`",
		`run "$(x)"`:  "only a shell can expand $(x)",
	} {
		if got, err := shell.Split(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("Split(%q) = %q, %v, want an error with %s", text, got, err, part)
		}
	}
}

func TestWords(t *testing.T) {
	for script, want := range map[string]string{
		"cd a && behave {files}; echo 'x y'":     "cd a behave {files} echo x y",
		"A=1 behave >log 2>&1 | tee x":           "behave tee x",
		`"$BIN"/behave --tags "not (@a or @b)"`:  "$BIN/behave --tags not (@a or @b)",
		`sh -c 'cd x; cucumber "$@"' -- {files}`: `sh -c cd x; cucumber "$@" -- {files} cd x cucumber $@`,
		"su app -lc 'behave'":                    "su app -lc behave behave",
		"echo $(npx cucumber-js --version)":      "echo $(npx cucumber-js --version) npx cucumber-js --version",
		"# behave\ntrue":                         "true",
		"f() { cucumber \"$@\"; }; f {files}":    "cucumber $@ f {files}",
		"behave 'not closed":                     "behave 'not closed",
	} {
		if got := strings.Join(shell.Words(script), " "); got != want {
			t.Errorf("Words(%q) = %s, want %s", script, got, want)
		}
	}
}

func TestAlone(t *testing.T) {
	for script, want := range map[string]bool{
		"behave {files}":                      true,
		"{files}":                             true,
		"behave {files} && echo done":         true,
		"(behave {files})":                    true,
		"behave {files};echo":                 true,
		"behave {files}>log":                  true,
		"echo \"a\" {files}":                  true,
		"echo 'it' \"isn't\" {files}":         true,
		"a \\\" {files}":                      true,
		"behave \\\n  {files}":                true,
		"for f in {files}; do :; done":        true,
		"case {files} in a) behave;; esac":    true,
		"behave $({files})":                   true,
		`x="$(behave {files})"`:               true,
		"# don't stop\nbehave {files}":        true,
		"echo a#b 'x' {files}":                true,
		"echo 'a\nb' {files} \"$(date)\"":     true,
		"a=({files}); behave \"${a[@]}\"":     true,
		"behave {files} <<E\nit's\nE":         true,
		`behave "{files}"`:                    false,
		`behave '{files}'`:                    false,
		`sh -c "behave {files}"`:              false,
		"behave --paths={files}":              false,
		"FEATURE={files} behave":              false,
		"behave {files}.bak":                  false,
		`behave \{files}`:                     false,
		"x=`behave {files}`":                  false,
		"behave {files} --tag '{files}'":      false,
		"# {files}":                           false,
		"behave {files} > {files}":            false,
		"sh <<E\nbehave {files}\nE":           false,
		"for files in *; do a ${files}; done": false,
	} {
		if got, err := shell.Alone(script, "{files}"); err != nil || got != want {
			t.Errorf("Alone(%q) = %v, %v", script, got, err)
		}
	}
	if _, err := shell.Alone("behave 'x {files}", "{files}"); err == nil {
		t.Error("a quote that is never closed is no error")
	}
}

func TestHolding(t *testing.T) {
	for script, want := range map[string]string{
		"a && behave --stop {files} | b":                "behave --stop {files}",
		`behave --tags "not (@wip or @slow)" {files}`:   "behave --tags not (@wip or @slow) {files}",
		`echo '(; &' ; behave -t "a;b" {files}`:         "behave -t a;b {files}",
		"behave -t @x\nbehave -t @y {files}":            "behave -t @y {files}",
		"if x; then (behave {files}>log); fi":           "behave {files}",
		"X=1 Y='a b' behave {files}":                    "X=1 Y=a b: behave {files}",
		"for f in {files}; do x; behave -t @y $f; done": "behave -t @y $f",
		`set -- {files}; x; FEATURE=$1 pytest-3 "$@"`:   "FEATURE=$1: pytest-3 $@",
		`sh -c 'cd x; cucumber -p ci "$@"' -- {files}`:  "cucumber -p ci $@",
		`time behave -t $TAGS --x="$Y" {files}`:         "behave -t $TAGS --x=$Y {files}",
		`sh -c 'cucumber -p ci' {files}`:                "",
		"behave features":                               "",
		"behave '{files}":                               "",
		"behave {files} \\\n  --stop # {files}":         "behave {files} --stop",
		"timeout 5 bash -euc 'behave \"$@\"' {files}":   "behave $@",
	} {
		got, _ := shell.Holding(script, "{files}")
		text := strings.Join(got.Words, " ")
		if len(got.Variables) > 0 {
			text = strings.Join(got.Variables, " ") + ": " + text
		}
		if text != want {
			t.Errorf("Holding(%q) = %s, want %s", script, text, want)
		}
	}
}

// FuzzQuote: a word comes out of a shell and of Split as it went in.
func FuzzQuote(f *testing.F) {
	for _, word := range []string{"", "a b", "it's", "$(x)", "-n", "a\nb", `\`, "{files}", "~", "#", "\xff", "a=b", "--a=b"} {
		f.Add(word)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if strings.ContainsRune(word, 0) {
			t.Skip("no argument can hold a NUL")
		}
		out, err := exec.Command("sh", "-c", "printf %s "+shell.Quote(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%q became %q (%v)", word, out, err)
		}
		if strings.ContainsRune(word, '\r') || !utf8.ValidString(word) {
			return // the parser takes \r\n for a line's end, and refuses what is not UTF-8
		}
		words, err := shell.Split(shell.Join([]string{word, "x"}))
		if err != nil || !cmp.Equal([]string{word, "x"}, words) {
			t.Errorf("%q was split into %q (%v)", word, words, err)
		}
	})
}

// FuzzScript: reading any script ends, and a mark that is a whole word is found.
func FuzzScript(f *testing.F) {
	for _, script := range []string{"a {files}", "for f in {files}; do b \"$f\"; done", "sh -c 'x \"$@\"' {files}", "a=({files})", "<<E\n{files}\nE", "${files}"} {
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script string) {
		shell.Words(script)
		shell.Holding(script, "{files}")
		alone, err := shell.Alone("behave {files}\n"+script, "{files}")
		if err == nil && alone {
			if got, found := shell.Holding("behave {files}\n"+script, "{files}"); !found || got.Words[0] != "behave" {
				t.Errorf("%q: %v", script, got)
			}
		}
	})
}
