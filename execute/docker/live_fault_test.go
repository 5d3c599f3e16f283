package docker

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

func TestEngineNeighbours(t *testing.T) {
	f := newFixture(t)
	tests := []struct {
		name  string
		class execute.Class
		exit  int
		saw   string
		do    func(id string) error
	}{
		{"removed", execute.Removed, -1, "kill 9, die 137, destroy", func(id string) error {
			return f.docker.ContainerRemove(t.Context(), id, container.RemoveOptions{Force: true, RemoveVolumes: true})
		}},
		{"killed", execute.Killed, 137, "kill 9, die 137", func(id string) error { return f.docker.ContainerKill(t.Context(), id, "KILL") }},
	}
	for _, test := range tests {
		job := f.shell(test.name, "echo begun; sleep 1000")
		var did atomic.Bool
		go func() {
			for !did.Load() {
				if text, _ := os.ReadFile(job.Stdout); len(text) > 0 {
					if err := test.do("baleen-" + f.spec.RunID + "-" + test.name); err != nil {
						t.Error(err)
					}
					did.Store(true)
				}
				time.Sleep(10 * time.Millisecond)
			}
		}()
		o := f.one(job)
		if o.Class != test.class || o.ExitCode != test.exit || o.Advice == "" || !strings.Contains(o.Evidence, "the engine saw: "+test.saw) {
			t.Errorf("%s: %+v", test.name, o)
		}
		if got := read(t, job.Stdout); got != "begun\n" {
			t.Errorf("%s: output %q", test.name, got)
		}
	}
}

func TestEngineStartFails(t *testing.T) {
	f := newFixture(t)
	f.spec.Entrypoint = []string{"/no/such/program"}
	if o := f.one(f.shell("absent", "true")); o.Class != execute.StartFailed || o.ExitCode != 127 {
		t.Errorf("%+v", o) // here the init did start
	}
	f.spec.Init = "false"
	if o := f.one(f.shell("absent-without-init", "true")); o.Class != execute.StartFailed || o.ExitCode != -1 || !o.Started.IsZero() {
		t.Errorf("%+v", o)
	}
	f.spec.Image.ID = "sha256:" + strings.Repeat("0", 64)
	if o := f.one(f.shell("no-image", "true")); o.Class != execute.BadImage {
		t.Errorf("%+v", o)
	}
}

// volumeWatcher is an engine that records the volumes of the containers that are removed.
type volumeWatcher struct {
	Daemon
	volumes []string
}

func (m *volumeWatcher) ContainerRemove(ctx context.Context, id string, o container.RemoveOptions) error {
	found, err := m.ContainerInspect(ctx, id)
	if err != nil {
		return err
	}
	for _, at := range found.Mounts {
		m.volumes = append(m.volumes, at.Name)
	}
	return m.Daemon.ContainerRemove(ctx, id, o)
}

func TestEngineVolumesAreRemoved(t *testing.T) {
	f := newFixture(t)
	f.spec.Volumes = []string{"/cache"}
	m := &volumeWatcher{Daemon: f.docker}
	var class execute.Class
	done := func(o execute.Outcome) { class = o.Class }
	if err := New(m, f.spec, 1).Run(t.Context(), queue(f.shell("volumes", "touch /cache/x /data/y")), done); err != nil || class != execute.Passed {
		t.Errorf("%s, %v", class, err)
	}
	if len(m.volumes) != 2 {
		t.Errorf("the container had the volumes %q, want two", m.volumes)
	}
	for _, name := range m.volumes {
		if _, err := f.docker.VolumeInspect(t.Context(), name); !isNotFound(err) {
			t.Errorf("volume %q left behind: %v", name, err)
		}
	}
}

// TestEngineOutOfMemory: an engine that hears of the exit before it hears of the lack of memory never sets its flag (the
// two are events of containerd's, in no order). Then the class is Killed, and the evidence says what it may have been.
func TestEngineOutOfMemory(t *testing.T) {
	f := newFixture(t)
	f.spec.Memory, f.spec.Init = 8<<20, "false"
	const tries = 10
	for try := range tries {
		o := f.one(execute.Job{Name: fmt.Sprintf("hungry-%d", try), Command: []string{"tail", "/dev/zero"}, Timeout: time.Minute})
		if o.Class == execute.OOM && o.ExitCode == 137 {
			return
		}
		if o.Class != execute.Killed || o.ExitCode != 137 || !strings.Contains(o.Evidence, "want of memory") {
			t.Fatalf("%+v", o)
		}
	}
	t.Errorf("of %d containers without memory none was said to be out of it", tries)
}
