package drive

import (
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/result"
)

// in is Baleen in a step of GitHub's.
func in(s *platformtest.Step) Program {
	return Program{Getenv: s.Getenv, Stdout: &s.Stdout, Stderr: &s.Stderr, Now: time.Now, Terminal: true}
}

func TestGitHubIsToldWhichInputsAreWrong(t *testing.T) {
	s := platformtest.NewStep(t, map[string]string{"concurrency": "::error::\nlots", "annotations": "11", "summary": "perhaps"})
	if status := in(s).Run(t.Context(), nil); status != result.ExitInputs {
		t.Errorf("exit status %d, want %d", status, result.ExitInputs)
	}
	want := []string{
		`error title="input image" "is required\nhint: --image my-test-runner"`,
		`error title="input concurrency" "\"::error::\\nlots\" is not a number of containers\nhint: --concurrency 4, or auto"`,
		`error title="input annotations" "\"11\" is not between 0 and 10\nhint: --annotations 10"`,
		`error title="input summary" "\"perhaps\" is neither true nor false\nhint: --summary=true"`,
	}
	if diff := cmp.Diff(want, s.Obeyed()); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]platformtest.Output{{Name: "result", Value: "wrong-inputs"}, {Name: "exit-code", Value: "2"}}, s.Outputs(t)); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
	if summary := s.Read(t, "GITHUB_STEP_SUMMARY"); strings.Count(summary, "<tr>") != 5 {
		t.Errorf("the summary has no row for each wrong input:\n%s", summary)
	}
	if s.Stderr.Len() > 0 {
		t.Errorf("something went to another stream: %s", s.Stderr.String())
	}
}

func TestGitHubIsToldWhyThereIsNoRun(t *testing.T) {
	for _, tt := range []struct {
		name   string
		signal syscall.Signal
		status int
		want   []platformtest.Output
	}{
		{"no daemon", 0, 3, []platformtest.Output{{Name: "result", Value: "incomplete"}, {Name: "exit-code", Value: "3"}}},
		{"cancelled", syscall.SIGINT, 130, []platformtest.Output{{Name: "result", Value: "cancelled"}, {Name: "exit-code", Value: "130"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := platformtest.NewStep(t, map[string]string{"image": "x"})
			p := in(s)
			p.Connect = func(context.Context, docker.ConnectOptions) (docker.Daemon, docker.Server, error) {
				return nil, docker.Server{}, errors.New("reach daemon: no such file")
			}
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if tt.signal > 0 {
				cancel(Cancelled{tt.signal})
			}
			if status := p.Run(ctx, nil); status != tt.status {
				t.Errorf("exit status %d, want %d", status, tt.status)
			}
			if diff := cmp.Diff(tt.want, s.Outputs(t)); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
			if all := s.Obeyed(); len(all) != 1 || !strings.HasPrefix(all[0], `error title="Baleen could not run the suite"`) {
				t.Errorf("commands %q, want one error", all)
			}
			if !strings.Contains(s.Read(t, "GITHUB_STEP_SUMMARY"), "COULD NOT RUN") {
				t.Error("the summary does not say so")
			}
		})
	}
}

func TestWithoutItsFilesGitHubIsStillPrintedTo(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	s.Env = map[string]string{"GITHUB_ACTIONS": "true"}
	if status := in(s).Run(t.Context(), nil); status != result.ExitInputs {
		t.Errorf("exit status %d, want %d", status, result.ExitInputs)
	}
	if all := s.Obeyed(); len(all) != 1 {
		t.Errorf("commands %q, want one error", all)
	}
}

func TestFilesThatCannotBeWrittenAreSaid(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	s.Env["GITHUB_OUTPUT"] = s.Env["GITHUB_WORKSPACE"] // a folder
	in(s).Run(t.Context(), nil)
	if !strings.Contains(s.Stdout.String(), "baleen: write GITHUB_OUTPUT: ") {
		t.Errorf("nothing is said:\n%s", s.Stdout.String())
	}
}

// TestGitHubObeysNoArgument: a shell may make arguments of the names of files that a stranger's branch holds.
func TestGitHubObeysNoArgument(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	status := in(s).Run(t.Context(), []string{"run", "--image=x", "##[add-mask]a\n::error::b.feature"})
	if status != result.ExitInputs || !strings.Contains(s.Stdout.String(), "unexpected argument") {
		t.Errorf("exit status %d: %s", status, s.Stdout.String())
	}
	runner := platformtest.GitHubRunner{Deaf: true}
	runner.Print(s.Stdout.String() + s.Stderr.String())
	for _, name := range runner.Names() {
		if name == "add-mask" || name == "error" {
			t.Errorf("obeyed %s", name)
		}
	}
}
