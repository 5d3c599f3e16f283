package drive

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// TestRerun: what is printed can be pasted, runs the same, and neither shows a secret nor overwrites the report.
func TestRerun(t *testing.T) {
	in := inputs.Run{Image: "x", Runner: "auto", Command: "# note\nrun 'a' {files}", Shell: "bash -c", Root: ".", Strict: "false",
		Env: []string{"A=secret", "B"}, Secrets: []string{"PEM", "line two of it"}, Concurrency: "9", Shard: "2/3",
		Report: inputs.Report{ReportDir: "out"}, Daemon: inputs.Daemon{DockerHost: "tcp://h:1"}}
	settings := inputs.Settings{
		Given: in, Suite: inputs.Suite{Runner: inputs.RunnerAuto}, Environment: inputs.Environment{Names: []string{"PEM"}},
		Report: inputs.Reporting{Dir: "out"},
	}
	clean := result.NewCleaner([]string{"line two of it"})
	line := rerunOf(&result.Run{Rerun: settings.Again("behave", clean.Text), Runner: "behave"}, clean)("!b  c.feature", 3)
	out, err := exec.Command("bash", "-c", "printf '%s\\0' "+line).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	want := []string{"baleen", "run", "--image", "x", "--command", "# note\nrun 'a' {files}", "--shell", "bash -c", "--strict=false",
		"--env", "A", "--env", "B", "--docker-host", "tcp://h:1", "--runner", "behave", "--secrets", "PEM", "--report-dir", "out-rerun",
		"--files", "./!b  c.feature:3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%s", line, diff)
	}
	if strings.Contains(line, "\n") {
		t.Error("the command is on more than one line")
	}
}

// TestRerunOfUnread: Baleen selects no line in a file that it cannot read.
func TestRerunOfUnread(t *testing.T) {
	run := &result.Run{Rerun: "baleen run", Files: []result.File{{Path: "!a.feature", ParseFail: "line 3"}, {Path: "b.feature"}}}
	rerun := rerunOf(run, result.NewCleaner(nil))
	if got := rerun("!a.feature", 3) + "; " + rerun("b.feature", 3); got != "baleen run --files './!a.feature'; baleen run --files b.feature:3" {
		t.Error(got)
	}
}
