package inputs

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// parsed reads a command line with these variables. It fails the test if the line cannot be read.
func parsed(t *testing.T, env map[string]string, asAction bool, args ...string) (CommandLine, string) {
	t.Helper()
	var line CommandLine
	command, err := Parse(&line, args, ParseOptions{Getenv: lookIn(env), AsAction: asAction, Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	return line, command
}

func TestParseCommands(t *testing.T) {
	for args, want := range map[string]string{
		"run --image x":         "run",
		"cucumber --image x":    "cucumber",
		"plan --files features": "plan",
		"merge a b":             "merge",
		"cleanup":               "cleanup",
		"version":               "version",
		"hold-network":          "hold-network",
		"run --help":            "",
		"":                      "",
	} {
		if _, got := parsed(t, nil, false, strings.Fields(args)...); got != want {
			t.Errorf("%q is %q, want %q", args, got, want)
		}
	}
}

// TestParsePrecedence: a flag counts before the action's input, and that before the variable; an empty value is none.
func TestParsePrecedence(t *testing.T) {
	for name, tt := range map[string]struct {
		env      map[string]string
		asAction bool
		args     []string
		want     string
	}{
		"default":                 {nil, false, nil, "10m"},
		"variable":                {map[string]string{"BALEEN_TIMEOUT": "1m"}, false, nil, "1m"},
		"flag before variable":    {map[string]string{"BALEEN_TIMEOUT": "1m"}, false, []string{"--timeout", "2m"}, "2m"},
		"input before variable":   {map[string]string{"INPUT_TIMEOUT": "3m", "BALEEN_TIMEOUT": "1m"}, true, nil, "3m"},
		"flag before input":       {map[string]string{"INPUT_TIMEOUT": "3m"}, true, []string{"--timeout", "2m"}, "2m"},
		"no input of an action":   {map[string]string{"INPUT_TIMEOUT": "3m"}, false, nil, "10m"},
		"empty input":             {map[string]string{"INPUT_TIMEOUT": " \n", "BALEEN_TIMEOUT": "1m"}, true, nil, "1m"},
		"empty variable":          {map[string]string{"BALEEN_TIMEOUT": ""}, false, nil, "10m"},
		"flag that is not blank":  {nil, false, []string{"--timeout="}, ""},
		"variable of a long name": {map[string]string{"BALEEN_TIME_OUT": "1m"}, false, nil, "10m"},
	} {
		t.Run(name, func(t *testing.T) {
			line, _ := parsed(t, tt.env, tt.asAction, append([]string{"run"}, tt.args...)...)
			if line.Run.Timeout != tt.want {
				t.Errorf("timeout is %q, want %q", line.Run.Timeout, tt.want)
			}
		})
	}
}

// TestParseHyphens: a shell that cannot export INPUT_WORK-DIR passes INPUT_WORK_DIR on.
func TestParseHyphens(t *testing.T) {
	for _, name := range []string{"INPUT_WORK-DIR", "INPUT_WORK_DIR", "BALEEN_WORK_DIR"} {
		if line, _ := parsed(t, map[string]string{name: "/app"}, true, "run"); line.Run.WorkDir != "/app" {
			t.Errorf("%s is not read: %q", name, line.Run.WorkDir)
		}
	}
	if line, _ := parsed(t, map[string]string{"BALEEN_WORK-DIR": "/app"}, false, "run"); line.Run.WorkDir != "" {
		t.Errorf("BALEEN_WORK-DIR is read: %q", line.Run.WorkDir)
	}
}

func TestParseLists(t *testing.T) {
	env := map[string]string{"BALEEN_FILES": "a.feature\n\n  b c.feature  \n!d.feature"}
	line, _ := parsed(t, env, false, "run")
	if diff := cmp.Diff([]string{"a.feature", "b c.feature", "!d.feature"}, list(line.Run.Files)); diff != "" {
		t.Error(diff)
	}
	line, _ = parsed(t, env, false, "run", "--files", "x,y.feature", "--files=z")
	if diff := cmp.Diff([]string{"x,y.feature", "z"}, list(line.Run.Files)); diff != "" {
		t.Error(diff)
	}
}

func TestParseToggles(t *testing.T) {
	for args, want := range map[string]Toggle{
		"run":                  "false",
		"run --exit-zero":      "true",
		"run --exit-zero=true": "true",
		"run --exit-zero=no":   "no", // wrong, which Check reports with all else
	} {
		if line, _ := parsed(t, nil, false, strings.Fields(args)...); line.Run.ExitZero != want {
			t.Errorf("%q gives %q, want %q", args, line.Run.ExitZero, want)
		}
	}
}

// TestParseHints: a command line that cannot be read is one error with the corrected command.
func TestParseHints(t *testing.T) {
	for args, want := range map[string]string{
		"walk":                    "baleen --help lists the commands",
		"run features/a":          "baleen run --files features/a",
		"run a;b":                 "baleen run --files 'a;b'",
		"run --imag x":            "baleen run --help lists the inputs",
		"cleanup features":        "baleen cleanup --help lists the inputs",
		"merge":                   "baleen merge --help lists the inputs",
		"--image x features/":     "baleen --help lists the commands",
		"plan --nodes 2 features": "baleen plan --files features",
	} {
		t.Run(args, func(t *testing.T) {
			var line CommandLine
			_, err := Parse(&line, strings.Fields(args), ParseOptions{Getenv: lookIn(nil), Stdout: io.Discard, Stderr: io.Discard})
			if err == nil {
				t.Fatal("it is read")
			}
			if args == "--image x features/" {
				return // no command is a known one: any hint will do
			}
			if diff := cmp.Diff(want, HintOf(err)); diff != "" {
				t.Errorf("%v\n%s", err, diff)
			}
		})
	}
}

func ExampleParse() {
	var line CommandLine
	command, err := Parse(&line, []string{"run", "--image", "acceptance", "--concurrency", "6"}, ParseOptions{
		Getenv: func(string) string { return "" }, Stdout: io.Discard, Stderr: io.Discard,
	})
	fmt.Println(command, line.Run.Image, line.Run.Concurrency, err)
	// Output: run acceptance 6 <nil>
}
