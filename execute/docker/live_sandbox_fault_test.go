package docker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

// sandboxesOfRun lists the sandboxes of a run.
func (f fixture) sandboxesOfRun() []container.Summary {
	with := ofRun(f.spec.RunID)
	with.Add("label", labelSandbox)
	found, err := f.docker.ContainerList(context.WithoutCancel(f.Context()), container.ListOptions{All: true, Filters: with})
	if err != nil {
		f.Error(err)
	}
	return found
}

func TestEngineASandboxIsKilled(t *testing.T) {
	f := newSandboxed(t)
	kill := func(id string) error { return f.docker.ContainerKill(t.Context(), id, "KILL") }
	gone := func(id string) error { return remove(t.Context(), f.docker, id) }
	for _, test := range []struct {
		name, script string
		do           func(id string) error
		class        execute.Class
	}{
		{"killed-and-fails", "exit 1", kill, execute.Removed},
		{"removed-and-fails", "exit 1", gone, execute.Removed},
		{"killed-and-passes", "exit 0", kill, execute.Passed},
	} {
		job := f.shell(test.name, "echo begun; while ! test -e /shared/"+test.name+"; do sleep 0.05; done; "+test.script)
		after := f.shell("after-"+test.name, "hostname -i && ping -c 1 -W 5 $(ip route | awk '/default/ {print $3}')")
		f.spec.Volumes = []string{f.dir + ":/shared"}
		struck := make(chan struct{})
		go func() {
			defer close(struck)
			for text := ""; text == ""; time.Sleep(10 * time.Millisecond) {
				content, _ := os.ReadFile(job.Stdout)
				text = string(content)
			}
			for _, box := range f.sandboxesOfRun() {
				if err := test.do(box.ID); err != nil {
					t.Error(err)
				}
			}
			if err := os.WriteFile(filepath.Join(f.dir, test.name), nil, 0o644); err != nil {
				t.Error(err)
			}
		}()
		outcomes, err := f.run(t.Context(), 1, job, after)
		<-struck
		if o := outcomes[job.Name]; o.Class != test.class || err != nil {
			t.Errorf("%s: %s: %s, %v", test.name, o.Class, o.Evidence, err)
		}
		if o := outcomes[after.Name]; o.Class != execute.Passed {
			t.Errorf("after %s: %s: %s: %s", test.name, o.Class, o.Evidence, read(t, after.Stderr))
		}
	}
}

// sandboxRemover removes a container's sandbox right before the first call for that container.
type sandboxRemover struct {
	Daemon
	create, start bool // the call
	calls         atomic.Int32
	wreck         func()
}

func (w *sandboxRemover) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, n *network.NetworkingConfig,
	p *ocispec.Platform, name string) (container.CreateResponse, error) {
	if w.create && host.NetworkMode.IsContainer() && w.calls.Add(1) == 2 {
		w.wreck()
	}
	return w.Daemon.ContainerCreate(ctx, config, host, n, p, name)
}

func (w *sandboxRemover) ContainerStart(ctx context.Context, id string, o container.StartOptions) error {
	if w.start && w.calls.Add(1) == 3 { // after the sandbox and the first job
		w.wreck()
	}
	return w.Daemon.ContainerStart(ctx, id, o)
}

func TestEngineASandboxGoesBeforeItIsJoined(t *testing.T) {
	for name, w := range map[string]*sandboxRemover{"create": {create: true}, "start": {start: true}} {
		f := newSandboxed(t)
		w.Daemon = f.docker
		wrecked := false
		w.wreck = func() {
			wrecked = true
			for _, box := range f.sandboxesOfRun() {
				if err := remove(t.Context(), f.docker, box.ID); err != nil {
					t.Error(err)
				}
			}
		}
		jobs := []execute.Job{f.shell("one", "echo ran"), f.shell("two", "echo ran"), f.shell("three", "echo ran")}
		outcomes := map[string]execute.Outcome{}
		err := New(w, f.spec, 1).Run(t.Context(), queue(jobs...), func(o execute.Outcome) { outcomes[o.Job.Name] = o })
		for _, job := range jobs {
			if o := outcomes[job.Name]; o.Class != execute.Passed || read(t, job.Stdout) != "ran\n" {
				t.Errorf("%s, %s: %s: %s: %q", name, job.Name, o.Class, o.Evidence, read(t, job.Stdout))
			}
		}
		if err != nil || !wrecked {
			t.Error(name, err, wrecked)
		}
	}
}

// TestEngineNoSandboxesStay interrupts a run, and kills one.
func TestEngineNoSandboxesStay(t *testing.T) {
	b := newProgram(t)
	b.network = "sandbox"
	const slots = 3
	interrupted := b.start(slots, "sleep 1000")
	interrupted.waitForContainers(2 * slots)
	took := interrupted.signal(syscall.SIGINT)
	if status := interrupted.ProcessState.ExitCode(); status != 130 || took > 7*time.Second {
		t.Errorf("status %d after %s", status, took)
	}
	killed := b.start(slots, "sleep 1000")
	killed.waitForContainers(2 * slots)
	killed.signal(syscall.SIGKILL)
	b.sweepUntilClean(killed)
	for name, r := range map[string]*running{"interrupt": interrupted, "kill": killed} {
		left := r.containers("")
		images, err := b.docker.ImageList(t.Context(), image.ListOptions{All: true, Filters: ofRun(r.id())})
		if left > 0 || len(images) > 0 || err != nil {
			t.Errorf("%s: %d containers and %d images are left, %v", name, left, len(images), err)
		}
	}
}

// TestEngineASandboxThatCannotBeAskedIsKept cuts the connection to a sandbox. The container that is in it keeps its
// network, and only the next one has another.
func TestEngineASandboxThatCannotBeAskedIsKept(t *testing.T) {
	f := newSandboxed(t)
	p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"), at("attach", cutFrames(1, 0)))
	docker := p.connect()
	jobs := []execute.Job{f.shell("one", "sleep 0.5; hostname; ping -c 1 -W 5 $(ip route | awk '/default/ {print $3}') >&2"), f.shell("two", "hostname")}
	err := New(docker, f.spec, 1).Run(t.Context(), queue(jobs...), func(o execute.Outcome) {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s: %s", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stderr))
		}
	})
	p.close()
	if err := errors.Join(err, docker.Close()); err != nil {
		t.Error(err)
	}
	if one, two := read(t, jobs[0].Stdout), read(t, jobs[1].Stdout); one == two {
		t.Errorf("both were in sandbox %q", one)
	}
}
