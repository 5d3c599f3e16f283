package suite

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
)

// hostileNames are file names that a shell, a flag parser or a splitter could take for something else.
var hostileNames = []string{
	"plain.feature",
	"with space.feature",
	"it's.feature",
	`say "hi".feature`,
	"semi;touch pwned.feature",
	"$(touch pwned).feature",
	"`touch pwned`.feature",
	"new\nline.feature",
	"ünïcödé ☃.feature",
	"-leading.feature",
	"@leading.feature",
	"*.feature",
	"a&b|c>d<e.feature",
	`back\slash.feature`,
	"#hash.feature",
	"~tilde.feature",
	"{files}.feature",
	"{report}.feature",
	"%s%d.feature",
}

// TestArgvReachesProgram runs what argv makes and reads back what a program was really given.
func TestArgvReachesProgram(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "show")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\0' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	recipe, _ := cucumber.Find(cucumber.ExitCode)
	for _, shell := range []string{"sh -c", "bash -c", "none"} {
		t.Run(shell, func(t *testing.T) {
			var targets []cucumber.Target
			var want []string
			for _, name := range hostileNames {
				targets = append(targets, cucumber.Target{Path: name})
				if strings.HasPrefix(name, "-") || strings.HasPrefix(name, "@") {
					name = "./" + name
				}
				want = append(want, name)
			}
			s := inputs.Suite{Command: program + " {files}"}
			if shell != "none" {
				s.Shell = strings.Fields(shell)
			}
			argv := newCommand(s, recipe, nil).Argv(targets)
			cmd := exec.Command(argv[0], argv[1:]...)
			cmd.Dir = dir
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
				t.Error("a file name was run as a command")
			}
		})
	}
}

func TestArgv(t *testing.T) {
	target := []cucumber.Target{{Path: "features/a b.feature", Lines: []int{3, 9}}}
	for name, tc := range map[string]struct {
		runner string
		in     inputs.Run
		usual  []string
		proof  bool
		want   []string
	}{
		"no command": {"cucumber-js", inputs.Run{}, []string{"npx", "cucumber-js"}, false,
			[]string{"npx", "cucumber-js", "features/a b.feature:3:9", "--format", "message:/baleen-report/messages.ndjson"}},
		"the entrypoint is the runner": {"behave", inputs.Run{}, nil, false,
			[]string{"features/a b.feature:3", "features/a b.feature:9", "--format", "json", "--outfile", "/baleen-report/report.json", "--format", "pretty", "--no-color", "--show-skipped"}},
		"flags first": {"godog", inputs.Run{}, []string{"./suite"}, false,
			[]string{"./suite", "--godog.no-colors", "--godog.format=events:/baleen-report/events.ndjson,cucumber:/baleen-report/report.json,pretty", "features/a b.feature:3", "features/a b.feature:9"}},
		"shell": {"cucumber-ruby", inputs.Run{Command: "bundle exec cucumber {files}", Shell: "sh -c"}, nil, false,
			[]string{"sh", "-c", "trap : INT\nbundle exec cucumber 'features/a b.feature:3:9' --format pretty --format json --out /baleen-report/report.json"}},
		"a signal": {"behave", inputs.Run{Command: "behave {files}", Shell: "sh -c", Silence: "1m", OnSilence: "QUIT"}, nil, false,
			[]string{"sh", "-c", "trap : INT QUIT\nbehave 'features/a b.feature:3' 'features/a b.feature:9' --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"}},
		"report is named": {"custom", inputs.Run{Command: "run {files} --out {report}/x.json", Shell: "bash -c"}, nil, false,
			[]string{"bash", "-c", "trap : INT\nrun 'features/a b.feature:3:9' --out /baleen-report/x.json"}},
		"before and proof": {"exit-code", inputs.Run{Command: "run {files}", Shell: "sh -c", Before: "export A=1\nmigrate"}, nil, true,
			[]string{"sh", "-c", "trap : INT\necho before > /baleen-report/.reached\nset -e\nexport A=1\nmigrate\nbaleen_status=$?\nset +e\n[ \"$baleen_status\" -eq 0 ] || exit \"$baleen_status\"\necho command > /baleen-report/.reached\nrun 'features/a b.feature:3:9'"}},
		"before without a command": {"behave", inputs.Run{Before: "migrate", Shell: "sh -c"}, []string{"behave"}, true,
			[]string{"sh", "-c", "trap : INT\necho before > /baleen-report/.reached\nset -e\nmigrate\nbaleen_status=$?\nset +e\n[ \"$baleen_status\" -eq 0 ] || exit \"$baleen_status\"\necho command > /baleen-report/.reached\nbehave 'features/a b.feature:3' 'features/a b.feature:9' --format json --outfile /baleen-report/report.json --format pretty --no-color --show-skipped"}},
	} {
		t.Run(name, func(t *testing.T) {
			recipe, known := cucumber.Find(tc.runner)
			if !known {
				t.Fatal("no such runner")
			}
			c := newCommand(inputs.Suite{Command: tc.in.Command, Before: tc.in.Before, Shell: strings.Fields(tc.in.Shell), Signal: tc.in.OnSilence}, recipe, tc.usual)
			c.Proves = tc.proof
			if diff := cmp.Diff(tc.want, c.Argv(target)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestExample: what is shown of a command names {files} as a person writes it, whatever the runner makes of a path.
func TestExample(t *testing.T) {
	for runner, in := range map[string]inputs.Run{"cucumber-js": {}, "cucumber-ruby": {Command: "run {files}", Shell: "sh -c"}, "godog": {Command: "./suite {files}"}} {
		recipe, _ := cucumber.Find(runner)
		c := newCommand(inputs.Suite{Command: in.Command, Shell: strings.Fields(in.Shell)}, recipe, []string{"npx", "cucumber-js"})
		words := strings.Fields(strings.Join(c.Example(), " "))
		if !slices.Contains(words, "{files}") {
			t.Errorf("%s: %q", runner, words)
		}
	}
}

func targetOf(path string) []cucumber.Target { return []cucumber.Target{{Path: path}} }
