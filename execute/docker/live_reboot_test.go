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
	t.Parallel() // with an engine of its own
	m := newRestarted(t)
	r := m.start(1, ignoresSignals)
	r.waitForContainers(1)
	r.signal(syscall.SIGKILL)
	tunnel := newProxy(t, strings.TrimPrefix(m.docker.DaemonHost(), "unix://"))
	defer tunnel.close()
	m.cleanup("unix://" + tunnel.socket)
	if n := r.containers(""); n != 1 {
		t.Errorf("%d containers after a cleanup from elsewhere, want 1", n)
	}
	m.cleanup(m.docker.DaemonHost())
	if n := r.containersLeft(); n != 0 {
		t.Errorf("%d containers after a cleanup, want none", n)
	}
}

// restarted is a machine that was started again, with an engine of its own. On any other engine its cleanup would remove the
// containers of all runs that are at work there.
type restarted struct{ program }

func newRestarted(t *testing.T) restarted {
	t.Helper()
	f := fixture{T: t, docker: newPrivate(t).connect(), dir: t.TempDir()}
	f.spec.Image = testImage(t, f.docker)
	return restarted{program{fixture: f, path: static(t, "../.."), network: "none", extra: []string{"--docker-host", f.docker.DaemonHost()}}}
}

// cleanup runs "baleen cleanup" with the new boot ID.
func (m restarted) cleanup(host string) {
	m.Helper()
	boot := filepath.Join(m.TempDir(), "boot_id")
	if err := os.WriteFile(boot, []byte("00000000-0000-4000-8000-000000000000\n"), 0o644); err != nil {
		m.Fatal(err)
	}
	cmd := exec.CommandContext(m.Context(), "unshare", "--mount", "sh", "-c",
		`mount --bind "$1" /proc/sys/kernel/random/boot_id && exec "$2" cleanup --docker-host "$3"`, "sh", boot, m.path, host)
	if out, err := cmd.CombinedOutput(); err != nil {
		m.Errorf("cleanup: %v: %s", err, out)
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
