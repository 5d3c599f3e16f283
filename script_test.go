package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/result"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"baleen": main})
}

// TestScripts runs what needs no engine.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
	})
}

// TestEngineScripts runs suites on the real engine. Every script ends with leftovers, which finds what a run left there.
func TestEngineScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a Docker engine")
	}
	var images []string
	for name, tag := range enginetest.Images(t) {
		images = append(images, strings.ToUpper(strings.ReplaceAll(name, "-", "_"))+"_IMAGE="+tag)
	}
	docker, _, err := docker.Connect(t.Context(), docker.ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docker.Close() })
	s := scripts{docker}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script/engine",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, images...)
			env.Setenv("DOCKER_HOST", docker.DaemonHost())
			return suites(env)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"outcomes":  outcomes,
			"runner":    runner,
			"leftovers": s.leftovers,
			"swept":     s.swept,
			"running":   s.running,
			"docker":    s.do,
			"terminate": terminate,
			"appears":   appears,
		},
	})
}

// suites copies suites to where a script can use them as checkouts: suites/<runner>, and <name> for those with a Compose file.
func suites(env *testscript.Env) error {
	for _, runner := range []string{"godog", "cucumber-js", "cucumber-ruby", "behave", "pytest-bdd"} {
		from := filepath.Join("testdata", "suites", runner, "features")
		to := filepath.Join(env.WorkDir, "suites", runner, "features")
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			return fmt.Errorf("copy suite: %w", err)
		}
	}
	// Those with a Compose file are whole checkouts.
	for _, name := range []string{"compose-js", "compose-behave", "browser"} {
		if err := os.CopyFS(filepath.Join(env.WorkDir, name), os.DirFS(filepath.Join("testdata", "suites", name))); err != nil {
			return fmt.Errorf("copy suite: %w", err)
		}
	}
	return nil
}

// outcomes DIR prints every scenario of a report folder with its status and where and why it did not pass.
func outcomes(ts *testscript.TestScript, _ bool, args []string) {
	run, err := result.Load(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			fmt.Fprintf(ts.Stdout(), "%-11s %s:%d %s\n", s.Status, f.Path, s.Line, s.Name)
			if s.Failure != nil {
				message, _, _ := strings.Cut(s.Failure.Message, "\n")
				fmt.Fprintf(ts.Stdout(), "            %d %q: %s\n", s.Failure.Line, s.Failure.Step, message)
			}
		}
	}
}

// terminate sends SIGTERM, which testscript's own kill does not know, to what runs in the background.
func terminate(ts *testscript.TestScript, _ bool, _ []string) {
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(syscall.SIGTERM))
	}
}

// scripts are commands for scripts that look at the engine from outside.
type scripts struct{ docker *client.Client }

// of lists the containers of the run that a report folder is of, in any state.
func (s scripts) of(ts *testscript.TestScript, dir string) []container.Summary {
	run, err := result.Load(ts.MkAbs(dir))
	ts.Check(err)
	found, err := s.docker.ContainerList(context.Background(), container.ListOptions{
		All:     true,
		Filters: filters.NewArgs(filters.Arg("label", "baleen.run="+run.ID)),
	})
	ts.Check(err)
	return found
}

// leftovers DIR fails if the run of that report folder left a container, an image, a volume or a network behind. An image without
// a tag may be one that the engine is about to remove: it takes the tag first, and a list copies before it looks for tags
// (moby 20.10, daemon/images/image_delete.go and images.go).
func (s scripts) leftovers(ts *testscript.TestScript, _ bool, args []string) {
	left := s.left(ts, args[0])
	for end := time.Now().Add(10 * time.Second); slices.ContainsFunc(left, isUntagged) && time.Now().Before(end); left = s.left(ts, args[0]) {
		time.Sleep(100 * time.Millisecond)
	}
	if len(left) > 0 {
		ts.Fatalf("left: %q", left)
	}
}

func isUntagged(left string) bool { return strings.HasSuffix(left, "[<none>:<none>]") }

func (s scripts) left(ts *testscript.TestScript, dir string) (left []string) {
	run, err := result.Load(ts.MkAbs(dir))
	ts.Check(err)
	images, err := s.docker.ImageList(context.Background(), image.ListOptions{
		All:     true,
		Filters: filters.NewArgs(filters.Arg("label", "baleen.run="+run.ID)),
	})
	ts.Check(err)
	label := filters.NewArgs(filters.Arg("label", "baleen.run="+run.ID))
	volumes, err := s.docker.VolumeList(context.Background(), volume.ListOptions{Filters: label})
	ts.Check(err)
	networks, err := s.docker.NetworkList(context.Background(), network.ListOptions{Filters: label})
	ts.Check(err)
	for _, c := range s.of(ts, dir) {
		left = append(left, fmt.Sprint("container ", c.Names, " ", c.State, " ", c.Status))
	}
	for _, i := range images {
		left = append(left, fmt.Sprint("image ", i.ID, " ", i.RepoTags))
	}
	for _, v := range volumes.Volumes {
		left = append(left, "volume "+v.Name)
	}
	for _, n := range networks {
		left = append(left, "network "+n.Name)
	}
	return left
}

// swept DIR waits until nothing is left of a run that was killed. Every run on this engine sweeps as it starts, so somebody
// else may be at it as well, and each leaves to the other what that one has begun.
func (s scripts) swept(ts *testscript.TestScript, _ bool, args []string) {
	await(ts, "nothing left of "+args[0], func() bool { return len(s.left(ts, args[0])) == 0 })
}

// running DIR N waits until N containers of the run are running.
func (s scripts) running(ts *testscript.TestScript, _ bool, args []string) {
	appears(ts, false, []string{filepath.Join(args[0], result.FileName)})
	await(ts, fmt.Sprintf("%s running containers", args[1]), func() bool {
		found := s.of(ts, args[0])
		up := slices.DeleteFunc(found, func(c container.Summary) bool {
			return c.State != container.StateRunning || c.Labels["baleen.sandbox"] != ""
		})
		return fmt.Sprint(len(up)) == args[1]
	})
}

// appears FILE waits until there is such a file.
func appears(ts *testscript.TestScript, _ bool, args []string) {
	await(ts, args[0], func() bool {
		_, err := os.Stat(ts.MkAbs(args[0]))
		return err == nil
	})
}

// await polls for a state that another process brings about.
func await(ts *testscript.TestScript, what string, there func() bool) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if there() {
			return
		}
	}
	ts.Fatalf("there was never: %s", what)
}

// do ACT DIR does something to every container of a run from outside: kill or remove.
func (s scripts) do(ts *testscript.TestScript, _ bool, args []string) {
	for _, c := range s.of(ts, args[1]) {
		switch args[0] {
		case "kill":
			ts.Check(s.docker.ContainerKill(context.Background(), c.ID, "KILL"))
		case "remove":
			ts.Check(s.docker.ContainerRemove(context.Background(), c.ID, container.RemoveOptions{Force: true, RemoveVolumes: true}))
		default:
			ts.Fatalf("docker cannot %s", args[0])
		}
	}
}

// runner STDOUT OUTPUTS prints what GitHub's runner makes of what a step printed and of its outputs file, but for the
// stops around text.
func runner(ts *testscript.TestScript, _ bool, args []string) {
	var r platformtest.GitHubRunner
	r.Print(ts.ReadFile(args[0]))
	for _, text := range r.Obeyed() {
		fmt.Fprintln(ts.Stdout(), text)
	}
	all, err := platformtest.ReadOutputs(ts.ReadFile(args[1]))
	ts.Check(err)
	for _, o := range all {
		if o.Name == "duration-ms" {
			o.Value = "some"
		}
		fmt.Fprintf(ts.Stdout(), "%s: %q\n", o.Name, o.Value)
	}
}
