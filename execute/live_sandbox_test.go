package execute

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
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
)

// static builds a program that needs nothing beside itself.
func static(tb testing.TB, source string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "program")
	build := exec.Command("go", "build", "-o", path, source)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build: %v: %s", err, out)
	}
	return path
}

// newSandboxed is a fixture whose containers join sandboxes, which must be had.
func newSandboxed(t *testing.T) fixture {
	f := newFixture(t)
	f.spec.Network, f.spec.Sandbox = "", static(t, "..")
	f.spec.Notice = func(text string) { t.Error(text) }
	return f
}

func TestEngineSandboxesAreApart(t *testing.T) {
	f := newSandboxed(t)
	f.spec.AddHosts = []string{"service:192.0.2.7"}
	// Both serve the same port while the other does, and reach themselves by it.
	const serve = `hostname -i; nc -l -p 8080 -e echo served >/dev/null & sleep 0.7; nc localhost 8080 </dev/null; grep -c service /etc/hosts; sleep 0.7`
	one, two := f.shell("one", serve), f.shell("two", serve)
	outcomes, err := f.run(t.Context(), 2, one, two)
	if err != nil {
		t.Fatal(err)
	}
	a, b := outcomes["one"], outcomes["two"]
	if a.Started.After(b.Finished) || b.Started.After(a.Finished) {
		t.Fatal("they did not run side by side")
	}
	addresses := map[string]bool{}
	for _, job := range []Job{one, two} {
		lines := strings.Split(read(t, job.Stdout), "\n")
		addresses[lines[0]] = true
		if got := strings.Join(lines[1:], " "); got != "served 1 " {
			t.Errorf("%s: %q, %s: %s", job.Name, lines, outcomes[job.Name].Evidence, read(t, job.Stderr))
		}
	}
	if len(addresses) != 2 {
		t.Errorf("addresses %v", addresses)
	}
}

// TestEngineAPortIsFreeForTheNextContainer binds a port again that a program before has closed, in the same container and
// in the next. Without a sandbox that fails in one container, so it is the sandbox that lets it be.
func TestEngineAPortIsFreeForTheNextContainer(t *testing.T) {
	f := newSandboxed(t)
	f.spec.Volumes = []string{static(t, "./testdata/bind") + ":/bind:ro"}
	outcomes, err := f.run(t.Context(), 1, f.shell("one", "/bind"), f.shell("two", "/bind"), f.shell("three", "/bind && /bind"))
	for name, o := range outcomes {
		if o.Class != Passed {
			t.Errorf("%s: %s: %s", name, o.Class, read(t, o.Job.Stderr))
		}
	}
	if err != nil || len(outcomes) != 3 {
		t.Error(err, outcomes)
	}
	f.spec.Sandbox = ""
	alone := f.shell("alone", "/bind && /bind")
	if o := f.one(alone); o.Class != Failed || !strings.Contains(read(t, alone.Stderr), "address already in use") {
		t.Errorf("without a sandbox: %s: %s", o.Class, read(t, alone.Stderr))
	}
}

func TestEngineAChangedSandboxIsReplaced(t *testing.T) {
	f := newSandboxed(t)
	changes := []string{
		"true", "true", "echo 192.0.2.1 evil >>/etc/hosts", "true", "echo nameserver 192.0.2.1 >/etc/resolv.conf", "true",
		"chmod 600 /etc/hosts", "true", "echo evil >/etc/hostname; exit 1", "true",
	}
	var jobs []Job
	for i, change := range changes {
		jobs = append(jobs, f.shell(fmt.Sprint(i), "hostname; cat /etc/hostname /etc/hosts /etc/resolv.conf; stat -c %a /etc/hosts;"+change))
	}
	outcomes, err := f.run(t.Context(), 1, jobs...)
	if err != nil || len(outcomes) != len(jobs) {
		t.Fatal(err, outcomes)
	}
	before := ""
	for i, job := range jobs {
		seen := read(t, job.Stdout)
		name, rest, _ := strings.Cut(seen, "\n")
		if strings.Contains(seen, "192.0.2.1") || strings.Contains(seen, "evil") || !strings.HasSuffix(rest, "644\n") {
			t.Errorf("container %d sees what one before it did: %s", i, seen)
		}
		if changed := i > 0 && changes[i-1] != "true"; i > 0 && changed == (name == before) {
			t.Errorf("container %d is in sandbox %q, the one before it was in %q", i, name, before)
		}
		before = name
	}
}

// TestEngineSandboxesThatAreAlwaysChangedAreGivenUp has containers that all change a file.
func TestEngineSandboxesThatAreAlwaysChangedAreGivenUp(t *testing.T) {
	f := newSandboxed(t)
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	given := 0
	next := func() (Job, bool) {
		given++
		return f.shell(fmt.Sprint(given), "grep -c evil /etc/hosts; echo evil >>/etc/hosts"), len(notices) == 0 && given < 30
	}
	err := New(f.docker, f.spec, 1).Run(t.Context(), next, func(o Outcome) {
		if o.Class != Passed || read(t, o.Job.Stdout) != "0\n" {
			t.Errorf("%s: %s: %s: %s", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stdout))
		}
	})
	if err != nil || len(notices) != 1 {
		t.Errorf("%d containers, notices %q, %v", given, notices, err)
	}
}

// boxes are the sandboxes of a run.
func (f fixture) boxes() []container.Summary {
	with := (&session{spec: f.spec}).own()
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
		class        Class
	}{
		{"killed-and-fails", "exit 1", kill, Removed},
		{"removed-and-fails", "exit 1", gone, Removed},
		{"killed-and-passes", "exit 0", kill, Passed},
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
			for _, box := range f.boxes() {
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
		if o := outcomes[after.Name]; o.Class != Passed {
			t.Errorf("after %s: %s: %s: %s", test.name, o.Class, o.Evidence, read(t, after.Stderr))
		}
	}
}

// wrecker removes the sandbox a container is to join, right before a call for that container is made for the first time.
type wrecker struct {
	Docker
	create, start bool // the call
	calls         atomic.Int32
	wreck         func()
}

func (w *wrecker) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, n *network.NetworkingConfig,
	p *ocispec.Platform, name string) (container.CreateResponse, error) {
	if w.create && host.NetworkMode.IsContainer() && w.calls.Add(1) == 2 {
		w.wreck()
	}
	return w.Docker.ContainerCreate(ctx, config, host, n, p, name)
}

func (w *wrecker) ContainerStart(ctx context.Context, id string, o container.StartOptions) error {
	if w.start && w.calls.Add(1) == 3 { // after the sandbox and the first job
		w.wreck()
	}
	return w.Docker.ContainerStart(ctx, id, o)
}

func TestEngineASandboxGoesBeforeItIsJoined(t *testing.T) {
	for name, w := range map[string]*wrecker{"create": {create: true}, "start": {start: true}} {
		f := newSandboxed(t)
		w.Docker = f.docker
		wrecked := false
		w.wreck = func() {
			wrecked = true
			for _, box := range f.boxes() {
				if err := remove(t.Context(), f.docker, box.ID); err != nil {
					t.Error(err)
				}
			}
		}
		jobs := []Job{f.shell("one", "echo ran"), f.shell("two", "echo ran"), f.shell("three", "echo ran")}
		outcomes := map[string]Outcome{}
		err := New(w, f.spec, 1).Run(t.Context(), queue(jobs...), func(o Outcome) { outcomes[o.Job.Name] = o })
		for _, job := range jobs {
			if o := outcomes[job.Name]; o.Class != Passed || read(t, job.Stdout) != "ran\n" {
				t.Errorf("%s, %s: %s: %s: %q", name, job.Name, o.Class, o.Evidence, read(t, job.Stdout))
			}
		}
		if err != nil || !wrecked {
			t.Error(name, err, wrecked)
		}
	}
}

func TestEngineWithoutASandbox(t *testing.T) {
	f := newFixture(t)
	for name, program := range map[string]string{"absent": "/no/such/program", "no program": "/etc/hostname", "dynamic": "/bin/ls"} {
		f.spec.Sandbox = program
		var notices []string
		f.spec.Notice = func(text string) { notices = append(notices, text) }
		outcomes, err := f.run(t.Context(), 2, f.shell("one", "true"), f.shell("two", "true"), f.shell("three", "true"))
		for _, o := range outcomes {
			if o.Class != Passed {
				t.Errorf("%s: %s: %s", name, o.Class, o.Evidence)
			}
		}
		if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "network of its own") {
			t.Errorf("%s: %v, notices %q", name, err, notices)
		}
	}
}

// TestEngineSandboxesAreLeftByNobody interrupts a run, and kills one.
func TestEngineSandboxesAreLeftByNobody(t *testing.T) {
	b := newProgram(t)
	b.network = "sandbox"
	const slots = 3
	interrupted := b.start(slots, "sleep 1000")
	interrupted.up(2 * slots)
	took := interrupted.signal(syscall.SIGINT)
	if status := interrupted.ProcessState.ExitCode(); status != 130 || took > 7*time.Second {
		t.Errorf("status %d after %s", status, took)
	}
	killed := b.start(slots, "sleep 1000")
	killed.up(2 * slots)
	killed.signal(syscall.SIGKILL)
	b.sweptClean(killed)
	for name, r := range map[string]*running{"interrupt": interrupted, "kill": killed} {
		left := r.containers("")
		images, err := b.docker.ImageList(t.Context(), image.ListOptions{All: true, Filters: (&session{spec: Spec{RunID: r.id()}}).own()})
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
	jobs := []Job{f.shell("one", "sleep 0.5; hostname; ping -c 1 -W 5 $(ip route | awk '/default/ {print $3}') >&2"), f.shell("two", "hostname")}
	err := New(docker, f.spec, 1).Run(t.Context(), queue(jobs...), func(o Outcome) {
		if o.Class != Passed {
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
