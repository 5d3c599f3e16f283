package packaging

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/client"
	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/result"
)

// packaging holds the images under test and the engine that has them.
type packaging struct {
	docker          *client.Client
	action, shell   string // images of Baleen
	behave, busybox string // images of suites
	socket          string // of the engine, on the host
}

func newPackaging(t *testing.T) packaging {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a Docker engine")
	}
	docker, _, err := docker.Connect(t.Context(), docker.ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docker.Close() })
	socket, local := strings.CutPrefix(docker.DaemonHost(), "unix://")
	if !local {
		t.Fatalf("an action container needs the engine's socket, not %s", docker.DaemonHost())
	}
	tags := strings.Fields(mustRun(t, "testdata/packaging/images") + mustRun(t, "testdata/images/build", "behave", "busybox"))
	if len(tags) != 4 {
		t.Fatalf("built images: %q", tags)
	}
	return packaging{docker: docker, socket: socket, action: tags[0], shell: tags[1], behave: tags[2], busybox: tags[3]}
}

// runnerUser owns the checkout where tests run as root, as the runner's user does on a hosted machine.
const runnerUser = 1001

// step is a step of a GitHub job that uses the action, laid out on the host as the runner lays it out.
type step struct {
	packaging
	name   string
	temp   string
	inputs map[string]string
}

// newStep copies feature files of the behave suite to a fresh workspace.
func (p packaging) newStep(t *testing.T, inputs map[string]string, features ...string) step {
	t.Helper()
	s := step{p, fmt.Sprintf("baleen-test-step-%d", time.Now().UnixNano()), t.TempDir(), inputs}
	for _, dir := range []string{"workspace/features", "_github_home", "_github_workflow", "_runner_file_commands"} {
		if err := os.MkdirAll(filepath.Join(s.temp, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.write(t, "_github_workflow/event.json", "{}")
	s.write(t, "_runner_file_commands/output", "")
	s.write(t, "_runner_file_commands/summary", "")
	for _, feature := range features {
		s.write(t, "workspace/features/"+feature, readText(t, "testdata/suites/behave/features/"+feature))
	}
	if os.Geteuid() == 0 {
		s.eachFile(t, "workspace", func(path string, _ *syscall.Stat_t) error { return os.Lchown(path, runnerUser, runnerUser) })
	}
	return s
}

func (s step) path(name string) string { return filepath.Join(s.temp, name) }

func (s step) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(s.path(name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (s step) eachFile(t *testing.T, below string, visit func(path string, stat *syscall.Stat_t) error) {
	t.Helper()
	err := filepath.WalkDir(s.path(below), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return visit(path, info.Sys().(*syscall.Stat_t))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// argv is the docker command that the runner starts for a container action.
func (s step) argv(t *testing.T) []string {
	t.Helper()
	argv := []string{"run", "--name", s.name, "--label", "baleen-test", "--workdir", "/github/workspace", "--rm",
		"--entrypoint", readAction(t).Runs.Entrypoint}
	for name, value := range map[string]string{
		"HOME": "/github/home", "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/github/workspace",
		"GITHUB_OUTPUT": "/github/file_commands/output", "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
		"GITHUB_EVENT_PATH": "/github/workflow/event.json", "GITHUB_REPOSITORY": "org/suite", "GITHUB_RUN_ID": "7",
		"RUNNER_OS": "Linux", "RUNNER_TEMP": "/github/runner_temp", "ACTIONS_RUNTIME_TOKEN": "token-of-the-job",
	} {
		argv = append(argv, "-e", name+"="+value)
	}
	for name, value := range s.allInputs(t) {
		argv = append(argv, "-e", "INPUT_"+strings.ToUpper(name)+"="+value)
	}
	argv = append(argv,
		"-v", s.socket+":/var/run/docker.sock",
		"-v", s.temp+":/github/runner_temp",
		"-v", s.path("_github_home")+":/github/home",
		"-v", s.path("_github_workflow")+":/github/workflow",
		"-v", s.path("_runner_file_commands")+":/github/file_commands",
		"-v", s.path("workspace")+":/github/workspace",
		s.action)
	return append(argv, strings.Fields(s.inputs["args"])...)
}

// allInputs returns the step's inputs and the defaults of action.yml. The runner passes inputs without a value too.
func (s step) allInputs(t *testing.T) map[string]string {
	all := map[string]string{}
	for name, input := range readAction(t).Inputs {
		all[name] = input.Default
	}
	maps.Copy(all, s.inputs)
	return all
}

// run runs the step to its end and returns its exit status and its log. options are more words for docker run.
func (s step) run(t *testing.T, options ...string) (int, string) {
	t.Helper()
	argv := slices.Insert(s.argv(t), 1, options...)
	out, err := exec.Command("docker", argv...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if exit != nil {
		return exit.ExitCode(), string(out)
	}
	return 0, string(out)
}

// outputs reads what the step wrote for later steps, by the rules of the runner: NAME<<DELIMITER, lines, DELIMITER.
func (s step) outputs(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for text := readText(t, s.path("_runner_file_commands/output")); text != ""; {
		head, rest, _ := strings.Cut(text, "\n")
		name, delimiter, heredoc := strings.Cut(head, "<<")
		value, after, ended := strings.Cut(rest, "\n"+delimiter+"\n")
		if !heredoc || !ended {
			t.Fatalf("the runner cannot read the output file from here: %q", text)
		}
		found[name] = value
		text = after
	}
	return found
}

// report is the run that the step left in its workspace.
func (s step) report(t *testing.T) *result.Run {
	t.Helper()
	run, err := result.Load(s.path("workspace/baleen-report"))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// containers returns the containers of the step's run, in any state.
func (s step) containers(t *testing.T) []container.Summary {
	t.Helper()
	found, err := s.docker.ContainerList(context.Background(), container.ListOptions{
		All:     true,
		Filters: filters.NewArgs(filters.Arg("label", "baleen.run="+s.report(t).ID)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEngineActionPasses(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	s.inputs = map[string]string{"image": s.behave}
	status, log := s.run(t)
	if status != result.ExitPassed {
		t.Fatalf("exit status %d:\n%s", status, log)
	}
	outputs := s.outputs(t)
	if diff := cmp.Diff(outputNames, slices.Sorted(maps.Keys(outputs))); diff != "" {
		t.Errorf("outputs: %s", diff)
	}
	want := map[string]string{"result": "passed", "exit-code": "0", "failed": "0", "containers": "1",
		"junit-path": "baleen-report/TEST-baleen.xml", "html-path": "baleen-report/index.html", "messages-path": "baleen-report/messages.ndjson", "report-dir": "baleen-report"}
	for name, value := range want {
		if outputs[name] != value {
			t.Errorf("output %s is %q, not %q", name, outputs[name], value)
		}
	}
	if outputs["total"] != outputs["passed"] || outputs["total"] == "0" {
		t.Errorf("%s of %s scenarios passed", outputs["passed"], outputs["total"])
	}
	s.check(t)
}

func TestEngineActionFails(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature", "failing.feature")
	s.inputs = map[string]string{"image": s.behave, "files": "features\n!features/passing.feature"}
	status, log := s.run(t)
	if status != result.ExitFailed {
		t.Fatalf("exit status %d:\n%s", status, log)
	}
	if strings.Contains(log, "token-of-the-job") {
		t.Error("the log holds the job's token")
	}
	if !strings.Contains(log, "\n::error file=features/failing.feature,line=") {
		t.Errorf("no annotation:\n%s", log)
	}
	if outputs := s.outputs(t); outputs["result"] != "failed" || outputs["exit-code"] != "1" || outputs["failed"] == "0" {
		t.Errorf("outputs are %v", outputs)
	}
	if files := s.report(t).Files; len(files) != 1 || files[0].Path != "features/failing.feature" {
		t.Errorf("a list of two lines chose %v", files)
	}
	s.check(t)
}

// check looks at what every run must leave: a summary, reports that its user can remove, and no container.
func (s step) check(t *testing.T) {
	t.Helper()
	if summary := readText(t, s.path("_runner_file_commands/summary")); !strings.Contains(summary, "<h2>Baleen: ") {
		t.Errorf("the summary has no heading: %q", summary)
	}
	if readText(t, s.path("workspace/"+s.outputs(t)["junit-path"])) == "" {
		t.Error("the JUnit file is empty")
	}
	var user uint32
	s.eachFile(t, "workspace", func(path string, stat *syscall.Stat_t) error {
		if path == s.path("workspace") {
			user = stat.Uid
		}
		if stat.Uid != user {
			t.Errorf("%s belongs to user %d", path, stat.Uid)
		}
		return nil
	})
	if left := s.containers(t); len(left) > 0 {
		t.Errorf("%d containers are left", len(left))
	}
}

func TestEngineActionWrongInputs(t *testing.T) {
	s := newPackaging(t).newStep(t, map[string]string{"concurrency": "many", "timeout": "soon"})
	status, log := s.run(t)
	if status != result.ExitInputs {
		t.Errorf("exit status %d", status)
	}
	for _, input := range []string{"image", "concurrency", "timeout"} {
		if !strings.Contains(log, "\n::error title=input "+input+"::") {
			t.Errorf("no annotation for %s:\n%s", input, log)
		}
	}
	if diff := cmp.Diff(map[string]string{"result": "wrong-inputs", "exit-code": "2"}, s.outputs(t)); diff != "" {
		t.Error(diff)
	}
	if entries, err := os.ReadDir(s.path("workspace")); err != nil || len(entries) != 1 {
		t.Errorf("the workspace holds %v (%v)", entries, err)
	}
}
