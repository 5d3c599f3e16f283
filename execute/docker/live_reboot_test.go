package docker

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/docker/docker/client"
)

// TestEngineWhatWasThereBeforeARestartIsRemoved cleans up after a run with another boot ID than it had. Through a tunnel it may
// as well have been another machine, which still runs.
func TestEngineWhatWasThereBeforeARestartIsRemoved(t *testing.T) {
	b := newProgram(t)
	r := b.start(1, ignoresSignals)
	r.waitForContainers(1)
	r.signal(syscall.SIGKILL)
	tunnel := newProxy(t, strings.TrimPrefix(b.docker.DaemonHost(), "unix://"))
	defer tunnel.close()
	b.cleanupAfterRestart("unix://" + tunnel.socket)
	if n := r.containers(""); n != 1 {
		t.Errorf("%d containers after a cleanup from elsewhere, want 1", n)
	}
	b.cleanupAfterRestart(b.docker.DaemonHost())
	if n := r.containersLeft(); n != 0 {
		t.Errorf("%d containers after a cleanup, want none", n)
	}
}

// cleanupAfterRestart cleans up as a machine does that was started again.
func (b program) cleanupAfterRestart(host string) {
	b.Helper()
	boot := filepath.Join(b.TempDir(), "boot_id")
	if err := os.WriteFile(boot, []byte("00000000-0000-4000-8000-000000000000\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), "unshare", "--mount", "sh", "-c",
		`mount --bind "$1" /proc/sys/kernel/random/boot_id && exec "$2" cleanup --docker-host "$3"`, "sh", boot, b.path, host)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Errorf("cleanup: %v: %s", err, out)
	}
}

func TestEngineOnDaemonsMachine(t *testing.T) {
	f := newFixture(t)
	if !strings.HasPrefix(f.docker.DaemonHost(), "unix://") || !onDaemonsMachine(f.docker, "/proc") {
		t.Errorf("the daemon at %s is not here", f.docker.DaemonHost())
	}
	p := newProxy(t, strings.TrimPrefix(f.docker.DaemonHost(), "unix://"))
	defer p.close()
	through := p.connect()
	defer through.Close()
	absent, err := client.NewClientWithOpts(client.WithHost("unix:///no/such.sock"))
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]any{"tunnel": through, "no daemon": absent, "no client": f.T} {
		if onDaemonsMachine(d, "/proc") {
			t.Errorf("%s: the daemon is here", name)
		}
	}
}
