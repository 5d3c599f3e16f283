package docker

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/org/baleen-action/execute"
)

// baleen is the program as a release has it, linked once for all tests because that takes seconds. TestMain removes it.
var baleen struct {
	sync.Mutex
	dir string // empty until a test has asked for it
}

// static builds a program that needs nothing beside itself.
func static(tb testing.TB, source string) string {
	tb.Helper()
	if source != "../.." {
		return build(tb, tb.TempDir(), source, "CGO_ENABLED=0")
	}
	baleen.Lock()
	defer baleen.Unlock()
	if baleen.dir != "" {
		return filepath.Join(baleen.dir, built)
	}
	dir, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		tb.Fatal(err)
	}
	baleen.dir = dir
	return build(tb, dir, source, "CGO_ENABLED=0")
}

// linked builds a program as go build does if there is a C compiler: it needs the machine's loader and C library.
func linked(tb testing.TB, source string) string {
	tb.Helper()
	if out, err := exec.Command("../../scripts/need", "gcc", "gcc", "libc6-dev").CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
	return build(tb, tb.TempDir(), source, "CGO_ENABLED=1", "GOFLAGS=-ldflags=-linkmode=external")
}

// built is the name of a program in the folder that it is built in.
const built = "program"

func build(tb testing.TB, dir, source string, env ...string) string {
	tb.Helper()
	path := filepath.Join(dir, built)
	build := exec.Command("go", "build", "-o", path, source)
	build.Env = append(os.Environ(), env...)
	if out, err := build.CombinedOutput(); err != nil {
		tb.Fatalf("build: %v: %s", err, out)
	}
	return path
}

// newSandboxed is a fixture whose containers join sandboxes; a run without them fails the test.
func newSandboxed(t *testing.T) fixture {
	f := newFixture(t)
	f.spec.Network, f.spec.Sandbox = "", static(t, "../..")
	f.spec.Notice = func(text string) { t.Error(text) }
	return f
}

func TestEngineSandboxesAreApart(t *testing.T) {
	f := newSandboxed(t)
	f.spec.AddHosts = []string{"service:192.0.2.7"}
	f.spec.Volumes = []string{f.dir + ":/shared"}
	// Each serves the same port while the other does, and reaches itself by it.
	serve := func(name, other string) execute.Job {
		return f.shell(name, awaiting+`hostname -i; nc -l -p 8080 -e echo served >/dev/null &
until grep -qi ':1F90 [0-9A-F:]* 0A' /proc/net/tcp*; do sleep 0.1; done; touch /shared/`+name+`; await `+other+`
nc localhost 8080 </dev/null; grep -c service /etc/hosts; touch /shared/`+name+`-done; await `+other+`-done`)
	}
	one, two := serve("one", "two"), serve("two", "one")
	outcomes, err := f.run(t.Context(), 2, one, two)
	if err != nil {
		t.Fatal(err)
	}
	addresses := map[string]bool{}
	for _, job := range []execute.Job{one, two} {
		lines := strings.Split(read(t, job.Stdout), "\n")
		addresses[lines[0]] = true
		if got := strings.Join(lines[1:], " "); got != "served 1 " || outcomes[job.Name].Class != execute.Passed {
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
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", name, o.Class, read(t, o.Job.Stderr))
		}
	}
	if err != nil || len(outcomes) != 3 {
		t.Error(err, outcomes)
	}
	f.spec.Sandbox = ""
	alone := f.shell("alone", "/bind && /bind")
	if o := f.one(alone); o.Class != execute.Failed || !strings.Contains(read(t, alone.Stderr), "address already in use") {
		t.Errorf("without a sandbox: %s: %s", o.Class, read(t, alone.Stderr))
	}
}

func TestEngineAChangedSandboxIsReplaced(t *testing.T) {
	f := newSandboxed(t)
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	changes := []string{
		"true", "true", "echo 192.0.2.1 evil >>/etc/hosts", "true", "echo nameserver 192.0.2.1 >/etc/resolv.conf", "true",
		"chmod 600 /etc/hosts", "true", "echo evil >/etc/hostname; exit 1", "true",
	}
	var jobs []execute.Job
	for i, change := range changes {
		jobs = append(jobs, f.shell(fmt.Sprint(i), "hostname; cat /etc/hostname /etc/hosts /etc/resolv.conf; stat -c %a /etc/hosts;"+change))
	}
	outcomes, err := f.run(t.Context(), 1, jobs...)
	if err != nil || len(outcomes) != len(jobs) {
		t.Fatal(err, outcomes)
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "network: bridge") {
		t.Errorf("notices %q", notices)
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
	next := func() (execute.Job, bool) {
		given++
		return f.shell(fmt.Sprint(given), "grep -c evil /etc/hosts; echo evil >>/etc/hosts"), len(notices) < 2 && given < 30
	}
	err := New(f.docker, f.spec, 1).Run(t.Context(), next, func(o execute.Outcome) {
		if o.Class != execute.Passed || read(t, o.Job.Stdout) != "0\n" {
			t.Errorf("%s: %s: %s: %s", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stdout))
		}
	})
	if err != nil || len(notices) != 2 || !strings.Contains(notices[0], "network: bridge") {
		t.Errorf("%d containers, notices %q, %v", given, notices, err)
	}
}

// TestEngineALostHostNameIsTold has a container look itself up by its ID, which is its host name without a sandbox.
func TestEngineALostHostNameIsTold(t *testing.T) {
	f := newSandboxed(t)
	var notices []string
	f.spec.Notice = func(text string) { notices = append(notices, text) }
	const look = `id=$(sed -nE 's,.*/containers/([0-9a-f]{12})[0-9a-f]*/hostname .*,\1,p;s,.*/docker/([0-9a-f]{12}).*,\1,p' /proc/self/mountinfo /proc/self/cgroup | head -n 1)
own=$(sed -nE 's,.*/([0-9a-f]{12})[0-9a-f]{52}$,\1,p' /proc/self/cgroup | head -n 1)
ping -c 1 -w 1 "${own:-$id}"`
	if o := f.one(f.shell("self", look)); o.Class != execute.Failed {
		t.Errorf("%s: %s: %s", o.Class, o.Evidence, read(t, o.Job.Stderr))
	}
	if len(notices) != 1 || !strings.Contains(notices[0], "its own ID") {
		t.Errorf("notices %q", notices)
	}
	if o := f.one(f.shell("name", "ping -c 1 -w 1 $(hostname)")); o.Class != execute.Passed || len(notices) != 1 {
		t.Errorf("its host name: %s: %s, notices %q", o.Class, read(t, o.Job.Stderr), notices)
	}
}

// TestEngineASandboxOfALinkedProgram: a program that go build made with cgo works as well.
func TestEngineASandboxOfALinkedProgram(t *testing.T) {
	f := newFixture(t)
	f.spec.Sandbox, f.spec.Notice = linked(t, "../.."), func(text string) { t.Error(text) }
	outcomes, err := f.run(t.Context(), 1, f.shell("one", "true"), f.shell("two", "true"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s", o.Class, o.Evidence)
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
			if o.Class != execute.Passed {
				t.Errorf("%s: %s: %s", name, o.Class, o.Evidence)
			}
		}
		if err != nil || len(notices) != 1 || !strings.Contains(notices[0], "network of its own") {
			t.Errorf("%s: %v, notices %q", name, err, notices)
		}
	}
}
