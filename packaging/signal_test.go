package packaging

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/result"
)

// TestEngineActionSignals sends what the runner sends to Baleen as PID 1 of an action container, which has no default
// handlers: the kernel drops what PID 1 does not handle.
func TestEngineActionSignals(t *testing.T) {
	p := newPackaging(t)
	for _, test := range []struct {
		signal string
		status int
	}{
		{"INT", 130},
		{"TERM", 143},
	} {
		t.Run(test.signal, func(t *testing.T) {
			s, ended := p.sleepingStep(t)
			s.send(t, test.signal)
			select {
			case status := <-ended:
				if status != test.status {
					t.Errorf("exit status %d", status)
				}
			case <-time.After(7500 * time.Millisecond):
				t.Fatal("it has not ended before the runner's next signal")
			}
			run := s.report(t)
			if run.Verdict.State != result.StateCancelled || run.Verdict.Exit != test.status {
				t.Errorf("run.json says %+v", run.Verdict)
			}
			if left := s.containers(t); len(left) > 0 {
				t.Errorf("%d containers are left", len(left))
			}
		})
	}
}

// TestEngineActionKilled kills Baleen in the middle of a run. What it leaves is found and removed from another container.
func TestEngineActionKilled(t *testing.T) {
	s, ended := newPackaging(t).sleepingStep(t)
	s.send(t, "KILL")
	if status := <-ended; status != 137 {
		t.Errorf("exit status %d", status)
	}
	if state := s.report(t).Verdict.State; state != result.StateRunning {
		t.Errorf("run.json says %s", state)
	}
	clean := exec.Command("docker", "run", "--rm", "-v", s.socket+":/var/run/docker.sock", s.action, "cleanup")
	if out, err := clean.CombinedOutput(); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	// Other runs on this engine sweep as well, and a cleanup leaves to them what they have begun.
	left := s.containers(t)
	for deadline := time.Now().Add(2 * time.Minute); len(left) > 0 && time.Now().Before(deadline); left = s.containers(t) {
		time.Sleep(50 * time.Millisecond)
	}
	if len(left) > 0 {
		t.Errorf("%d containers are left after a cleanup", len(left))
	}
}

// sleepingStep starts a step with two containers that never end, and returns once both run. Its exit status arrives on
// the channel.
func (p packaging) sleepingStep(t *testing.T) (step, <-chan int) {
	t.Helper()
	s := p.newStep(t, map[string]string{
		"image": p.busybox, "runner": "exit-code", "command": "sleep 600 && echo {files}", "files-from": "workspace",
		"concurrency": "2",
	}, "passing.feature", "failing.feature", "outline.feature")
	command := exec.Command("docker", s.argv(t)...)
	log, err := os.Create(s.path("log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() {
		_ = command.Wait() // the status says it all
		ended <- command.ProcessState.ExitCode()
	}()
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "--force", "--volumes", s.name).Run() }) // where the test failed
	for deadline := time.Now().Add(2 * time.Minute); !s.bothRun(t); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(s.path("log"))
			t.Fatalf("two containers never ran: %s", said)
		}
	}
	return s, ended
}

func (s step) bothRun(t *testing.T) bool {
	if _, err := result.Load(s.path("workspace/baleen-report")); err != nil {
		return false
	}
	up := 0
	for _, c := range s.containers(t) {
		if c.State == container.StateRunning && c.Labels["baleen.sandbox"] == "" {
			up++
		}
	}
	return up == 2
}

func (s step) send(t *testing.T, signal string) {
	t.Helper()
	if out, err := exec.Command("docker", "kill", "--signal", signal, s.name).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
