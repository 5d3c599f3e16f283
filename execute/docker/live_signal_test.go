package docker

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ignoresSignals is a script that ignores all signals but KILL.
const ignoresSignals = `trap "" INT TERM HUP; while :; do sleep 1; done`

func TestEngineSignals(t *testing.T) {
	b := newProgram(t)
	const within = 7 * time.Second // of the 7.5 s that GitHub gives before its next signal
	tests := []struct {
		name       string
		containers int
		signals    []syscall.Signal
		status     int
	}{
		{"interrupt, 1 container", 1, []syscall.Signal{syscall.SIGINT}, 130},
		{"terminate, 8 containers", 8, []syscall.Signal{syscall.SIGTERM}, 143},
		{"hang up, 32 containers", 32, []syscall.Signal{syscall.SIGHUP}, 129},
		{"two signals, 8 containers", 8, []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, 130},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b.T = t
			r := b.start(test.containers, ignoresSignals)
			r.waitForContainers(test.containers)
			took := r.signal(test.signals...)
			t.Logf("%.1f s from the signal to the end", took.Seconds())
			if left := r.containers(""); left > 0 || took > within {
				t.Errorf("%d containers left after %s", left, took)
			}
			if status := r.ProcessState.ExitCode(); status != test.status {
				t.Errorf("status %d: %s", status, r.said.String())
			}
			text, err := os.ReadFile(filepath.Join(r.dir, "baleen-report", "run.json"))
			if err != nil || !strings.Contains(string(text), `"state": "cancelled"`) {
				t.Errorf("report: %v: %.500s", err, text)
			}
		})
	}
}

func TestEngineTheThirdSignalExits(t *testing.T) {
	b := newProgram(t)
	r := b.start(8, ignoresSignals)
	r.waitForContainers(8)
	for range 3 {
		if err := r.Process.Signal(syscall.SIGINT); err != nil && err != os.ErrProcessDone {
			t.Error(err)
		}
		time.Sleep(20 * time.Millisecond) // three at once would be one
	}
	select {
	case <-r.ended:
	case <-time.After(2 * time.Second):
		t.Error("it has not ended")
	}
	if status := r.ProcessState.ExitCode(); status != 130 {
		t.Errorf("status %d", status)
	}
	b.sweep()
	// The second signal's removals go on in the engine, and a sweep leaves those to it.
	left := r.containers("")
	for deadline := time.Now().Add(10 * time.Second); left > 0 && time.Now().Before(deadline); left = r.containers("") {
		time.Sleep(50 * time.Millisecond)
		b.sweep()
	}
	if left > 0 {
		t.Errorf("%d containers left after a sweep", left)
	}
}

// sweep is "baleen cleanup".
func (b program) sweep() {
	b.Helper()
	if _, err := Sweep(b.Context(), b.docker, Server{}); err != nil {
		b.Error(err)
	}
}
