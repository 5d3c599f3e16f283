package inputs

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHintsForStrayArguments: some words are no command, no suite and no feature file.
func TestHintsForStrayArguments(t *testing.T) {
	for args, want := range map[string]string{
		"run --files f/a.feature f/notes.txt": "baleen run --files f/notes.txt",
		"version now":                         "baleen version --help lists the inputs",
		"cleanup --docker-host x now":         "baleen cleanup --help lists the inputs",
		"run --concurrency":                   "baleen run --help lists the inputs",
	} {
		var line CommandLine
		_, err := Parse(&line, strings.Fields(args), ParseOptions{Getenv: lookIn(nil), Stdout: io.Discard, Stderr: io.Discard})
		if err == nil || HintOf(err) != want {
			t.Errorf("%s: %v (%s), want %s", args, err, HintOf(err), want)
		}
		if hinted := (Hinted{}); errors.As(err, &hinted) && hinted.Unwrap() == nil {
			t.Errorf("%s: the hint hides its cause", args)
		}
	}
}

// TestCommandsOfLaunchers: words that a launcher keeps are told only where {files} is among them.
func TestCommandsOfLaunchers(t *testing.T) {
	for command, want := range map[string]string{
		"/usr/bin/npm run e2e {files}":                    "npm takes flags",
		"npm ci && npm test {files}":                      "npm takes flags",
		"npm exec cucumber-js {files}":                    "",
		"make -C e2e test {files}":                        "as targets",
		"docker build . {files}":                          "",
		"docker compose -f a.yml exec app behave {files}": "no docker in them",
		"npm test -- --files={files}":                     "",
		"echo npm test {files}":                           "",
		"npm test":                                        "",
		"'":                                               "",
		"":                                                "",
	} {
		if got := Keeps(command); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", command, got, want)
		}
	}
	for command, want := range map[string]string{
		"": " {files}", "'": "' {files}", "docker compose run app": "my-runner {files}", "bundle exec": "bundle exec {files}",
		"npm ci && rake cucumber": "npm ci && rake cucumber {files}",
	} {
		if got := WithFiles(command); got != want {
			t.Errorf("%q: %q, want %q", command, got, want)
		}
	}
}

// TestBareTags: every tag that lacks its mark gets it, and operators and escapes stay.
func TestBareTags(t *testing.T) {
	for given, want := range map[string]string{
		"a":                "@a",
		"NOT a AND @b":     "NOT @a AND @b",
		"a,b && !c":        "@a,@b && !@c",
		"android or order": "@android or @order",
		"été and 2fa":      "@été and @2fa",
		"@a-b and c-d":     "@a-b and @c-d",
		`@a\(b\) and c`:    `@a\(b\) and c`,
	} {
		bare, marked := bareTags(given)
		if marked != want || strings.Contains(given, `\`) && bare != nil {
			t.Errorf("%s: %s (%q), want %s", given, marked, bare, want)
		}
	}
}

// TestListAndTrim: values of the action come with white space, empty lines and CRLF.
func TestListAndTrim(t *testing.T) {
	if diff := cmp.Diff([]string{"a", "b c", "d"}, list([]string{" a \r\n\r\n\tb c\n", "", "d"})); diff != "" {
		t.Error(diff)
	}
	in := trimmed(Run{Image: " x\n", Concurrency: "\t", Report: Report{ReportDir: " ", Name: " shop "}, Daemon: Daemon{DockerHost: " tcp://a "}})
	got := []string{in.Image, in.Concurrency, in.ReportDir, in.Name, in.DockerHost, in.Runner}
	if diff := cmp.Diff([]string{"x", "auto", "baleen-report", "shop", "tcp://a", "auto"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestSecretsOfFewCharacters: what is too short to mask is told, in characters, not bytes; an empty one is not.
func TestSecretsOfFewCharacters(t *testing.T) {
	for line, want := range map[string]string{"A=x": "has 1 character,", "A=äöü": "has 3 characters,", "A=1234567": "has 7 characters,", "A=12345678": "", "A=ääääääää": "", "A=": ""} {
		s, wrong := Run{Image: "x", Root: ".", Secrets: []string{line}}.Check(lookIn(nil))
		notices := strings.Join(s.Notices, "\n")
		if len(wrong) > 0 || want == "" && notices != "" || !strings.Contains(notices, want) {
			t.Errorf("%s: %q, %v", line, notices, wrong)
		}
		if _, value, _ := strings.Cut(line, "="); value != "" && value != "x" && strings.Contains(notices, value) {
			t.Errorf("%s is shown: %s", line, notices)
		}
	}
}

// TestWrongReport: merge checks the inputs about reports as run does.
func TestWrongReport(t *testing.T) {
	got, wrong := Report{Annotations: "eleven", JunitFlavour: "xunit", ExitZero: "yes", ReportDir: " "}.Check(lookIn(nil))
	if want := `junit-flavour: "xunit" is not known; annotations: "eleven" is not between 0 and 10; exit-zero: "yes" is neither true nor false`; wrong.Error() != want {
		t.Errorf("%v", wrong)
	}
	if got.Dir != "baleen-report" || !got.Summary || got.Timings != ".baleen/timings.json" {
		t.Errorf("%+v", got)
	}
}
