package docker

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestEngineDaemonGoesAndComes ends, kills and stops a real daemon in the middle of a container, and starts it again.
func TestEngineDaemonGoesAndComes(t *testing.T) {
	t.Parallel() // with an engine of its own
	end := func(signal syscall.Signal) func(*privateDaemon) {
		return func(d *privateDaemon) { d.stop(signal); d.start() }
	}
	stop := func(d *privateDaemon) {
		_ = d.cmd.Process.Signal(syscall.SIGSTOP)
		time.Sleep(2 * time.Second) // that it hangs for
		_ = d.cmd.Process.Signal(syscall.SIGCONT)
	}
	for _, kind := range []struct {
		name   string
		flags  []string
		faults []daemonFault
	}{
		{"without live-restore", nil, []daemonFault{
			{"is stopped and continues", stop, execute.Failed}, {"is killed and starts again", end(syscall.SIGKILL), execute.Killed},
			{"ends and starts again", end(syscall.SIGTERM), execute.Killed},
		}},
		{"with live-restore", []string{"--live-restore"}, []daemonFault{
			{"is stopped and continues", stop, execute.Failed}, {"is killed and starts again", end(syscall.SIGKILL), execute.Failed},
			{"ends and starts again", end(syscall.SIGTERM), execute.Failed},
		}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			d := newPrivate(t, kind.flags...)
			c := d.connect()
			f := fixture{T: t, docker: c, dir: t.TempDir(), spec: execute.Spec{Image: testImage(t, c), RunID: "test", Init: "auto", Network: "none"}}
			for i, fault := range kind.faults {
				f.runWithFault(d, fault, i)
			}
		})
	}
}

// daemonFault is something that happens to the daemon, and the class that must come of it.
type daemonFault struct {
	name  string
	do    func(*privateDaemon)
	class execute.Class
}

// runWithFault runs a job with a fault in its middle. Whatever the class, what was written before the fault is kept.
func (f fixture) runWithFault(d *privateDaemon, fault daemonFault, number int) {
	job := f.shell("job"+string(rune('0'+number)), "i=0; while [ $i -lt 16 ]; do echo line $i; i=$((i+1)); sleep 0.25; done; echo whole >/r/report; exit 5")
	job.Scratch, job.Into = "/r", filepath.Join(f.dir, job.Name)
	struck := make(chan struct{})
	go func() {
		defer close(struck)
		for {
			text, _ := os.ReadFile(job.Stdout)
			if strings.Contains(string(text), "line 3") {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		fault.do(d)
	}()
	outcomes, err := f.run(f.Context(), 1, job)
	<-struck
	o := outcomes[job.Name]
	if err != nil {
		f.Errorf("%s: %v", fault.name, err)
	}
	d.connect()
	if o.Class != fault.class {
		f.Errorf("%s: %s, want %s: %s", fault.name, o.Class, fault.class, o.Evidence)
	}
	got := read(f.T, job.Stdout)
	if !strings.HasPrefix(got, "line 0\nline 1\nline 2\nline 3\n") {
		f.Errorf("%s: output %q", fault.name, got)
	}
	if whole := strings.Count(got, "\n") == 16 && o.ExitCode == 5 && o.Fetched; o.Class == execute.Failed && !whole {
		f.Errorf("%s: %+v: %q", fault.name, o, got)
	}
	f.T.Logf("%s: %s %d, %d lines: %s", fault.name, o.Class, o.ExitCode, strings.Count(got, "\n"), o.Evidence)
	if left := f.clean(); left > 0 {
		f.Errorf("%s: %d containers left", fault.name, left)
	}
}
