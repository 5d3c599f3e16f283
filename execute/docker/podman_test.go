package docker

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

// podman starts Podman's own service of Docker's API, with storage of its own.
func podman(t *testing.T) *client.Client {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Podman")
	}
	if out, err := exec.Command("../../scripts/need", "podman").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	dir, err := os.MkdirTemp("", "baleen-") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, name) }
	service := exec.Command("podman", "--root", at("root"), "--runroot", at("run"), "--tmpdir", at("tmp"), "--cgroup-manager", "cgroupfs",
		"--storage-driver", "vfs", "--events-backend", "file", "system", "service", "--time", "0", "unix://"+at("s"))
	log, err := os.Create(at("log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	// Its own defaults are more than a container without CAP_SYS_RESOURCE may set. Soft and hard are the same, as it mixes
	// them up.
	limits := []byte("[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n")
	if err := os.WriteFile(at("conf"), limits, 0o644); err != nil {
		t.Fatal(err)
	}
	service.Env = append(os.Environ(), "CONTAINERS_CONF="+at("conf"))
	service.Dir = dir // where conmon leaves a file after an OOM
	service.Stdout, service.Stderr = log, log
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = service.Process.Kill()
		_ = service.Wait()
		d := privateDaemon{T: t, dir: dir}
		d.unmount()
		_ = os.RemoveAll(dir)
	})
	env := environment(map[string]string{"DOCKER_HOST": "unix://" + at("s"), "HOME": dir})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		c, _, err := Connect(t.Context(), ConnectOptions{Getenv: env})
		if err == nil {
			t.Cleanup(func() { _ = c.Close() })
			return c
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(at("log"))
			t.Fatalf("%v: %s", err, text)
		}
	}
}

// copyImage copies the test image from the Docker engine to Podman.
func copyImage(t *testing.T, to *client.Client) execute.Image {
	t.Helper()
	from := engine(t)
	image := testImage(t, from)
	saved, err := from.ImageSave(t.Context(), []string{image.Ref})
	if err != nil {
		t.Fatal(err)
	}
	defer saved.Close()
	loaded, err := to.ImageLoad(t.Context(), saved)
	if err != nil {
		t.Fatal(err)
	}
	defer loaded.Body.Close()
	if _, err := io.Copy(io.Discard, loaded.Body); err != nil {
		t.Fatal(err)
	}
	found, err := Resolve(t.Context(), to, image.Ref, execute.PullOptions{Policy: "never"})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestEnginePodman(t *testing.T) {
	t.Parallel() // with an engine of its own
	c := podman(t)
	f := fixture{T: t, docker: c, dir: t.TempDir(), spec: execute.Spec{
		Image: copyImage(t, c), RunID: "test", Deadline: time.Now().Add(time.Hour), Init: "auto", Network: "none",
	}}
	for _, test := range []struct {
		name, script  string
		class         execute.Class
		exit          int
		stdout, files string
	}{
		{"passes", "echo one; echo two >&2; echo report >/r/report", execute.Passed, 0, "one\n", "report\n"},
		{"fails", "printf tail; exit 42", execute.Failed, 42, "tail", ""},
		{"killed", "exit 137", execute.Killed, 137, "", ""}, // as by a signal: PID 1 cannot send it to itself, and there is no init
		{"missing", "exit 127", execute.StartFailed, 127, "", ""},
		{"large", "head -c 300000 /dev/zero | tr '\\0' x; exit 1", execute.Failed, 1, strings.Repeat("x", 300000), ""},
	} {
		job := f.shell(test.name, test.script)
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, test.name)
		o := f.one(job)
		if o.Class != test.class || o.ExitCode != test.exit || !o.Fetched {
			t.Errorf("%s: %s %d, fetched %v: %s", test.name, o.Class, o.ExitCode, o.Fetched, o.Evidence)
		}
		if got := read(t, job.Stdout); got != test.stdout {
			t.Errorf("%s: %d bytes of output, want %d: %.100q", test.name, len(got), len(test.stdout), got)
		}
		if got, _ := os.ReadFile(filepath.Join(job.Into, "report")); string(got) != test.files {
			t.Errorf("%s: report %q", test.name, got)
		}
	}
	f.timeoutAndCancel()
	f.withWorkspace()
	f.shareAndBringOut()
	if err := f.leftovers(); err != nil {
		t.Error(err)
	}
	f.spec.Sandbox, f.spec.Notice = static(t, "../.."), func(text string) { t.Error(text) }
	if o := f.one(f.shell("in-a-sandbox", "true")); o.Class != execute.Passed {
		t.Errorf("in a sandbox: %s: %s", o.Class, o.Evidence)
	}
	if left := f.clean(); left > 0 {
		t.Errorf("%d containers left", left)
	}
}

// timeoutAndCancel ends containers from outside.
func (f fixture) timeoutAndCancel() {
	f.Helper()
	late := f.shell("late", "echo begun; while :; do sleep 0.1; done")
	late.Timeout = time.Second
	if o := f.one(late); o.Class != execute.Timeout {
		f.Errorf("late: %s: %s", o.Class, o.Evidence)
	}
	ctx, cancel := context.WithTimeout(f.Context(), 2*time.Second)
	defer cancel()
	outcomes, err := f.run(ctx, 1, f.shell("cancelled", "echo begun; while :; do sleep 0.1; done"))
	if o := outcomes["cancelled"]; o.Class != execute.Cancelled || err == nil {
		f.Errorf("cancelled: %+v, %v", o, err)
	}
}

// shareAndBringOut mounts a folder and brings artifacts out of it and of the container's own disk.
func (f fixture) shareAndBringOut() {
	f.Helper()
	mount, err := Share(f.Context(), f.docker, f.spec, execute.Mount{Source: f.TempDir(), Target: "/work"})
	if err != nil {
		f.Fatal(err)
	}
	f.spec.Mounts = []execute.Mount{mount}
	job := f.shell("shared", "mkdir /work/out; echo a >/work/out/a; ln -s /etc/passwd /work/out/link; exit 1")
	job.Artifacts = f.artifacts("shared", func(o execute.Outcome) bool { return o.Class == execute.Failed })
	o := f.one(job)
	if o.Class != execute.Failed || len(o.Artifacts) != 1 || o.ArtifactsMissing != "" || read(f.T, filepath.Join(job.Artifacts.Into, "out/a")) != "a\n" {
		f.Errorf("%+v", o)
	}
	if read(f.T, filepath.Join(mount.Source, "out/a")) != "a\n" {
		f.Error("the mounted folder does not have what the container wrote")
	}
}
