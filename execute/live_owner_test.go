package execute

import (
	"math/rand/v2"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// TestEngineRunsInOtherNamespacesAreLeftAlone has two runs whose processes cannot see each other, both PID 1 of their
// namespace and both of one boot, as two action containers on one machine are. A third cleans up beside them.
func TestEngineRunsInOtherNamespacesAreLeftAlone(t *testing.T) {
	b := newProgram(t)
	alone := []string{"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"}
	one := b.start(2, stubborn, alone...)
	two := b.start(2, stubborn, alone...)
	one.up(2)
	two.up(2)
	b.sweep()
	third := append(alone, b.path, "cleanup")
	if out, err := exec.CommandContext(t.Context(), third[0], third[1:]...).CombinedOutput(); err != nil {
		t.Errorf("cleanup: %v: %s", err, out)
	}
	for _, r := range []*running{one, two} {
		if n := r.containers("running"); n != 2 {
			t.Errorf("%d of 2 containers run beside a cleanup", n)
		}
	}
	for _, r := range []*running{one, two} {
		r.signal(syscall.SIGKILL) // unshare passes only this one on
		if _, err := (sweeper{docker: b.docker, proc: "/proc", now: time.Now().Add(365 * 24 * time.Hour), run: r.id()}).sweep(t.Context()); err != nil {
			t.Error(err)
		}
		if left := r.containers(""); left > 0 {
			t.Errorf("%d containers left after their deadline", left)
		}
	}
}

// TestEngineKilledAtAnyMoment kills the program wherever it is, and cleans up after it.
func TestEngineKilledAtAnyMoment(t *testing.T) {
	b := newProgram(t)
	const times, longest = 8, 3 * time.Second
	for range times {
		r := b.start(3, "sleep 0.3")
		moment := rand.N(longest)
		select {
		case <-r.ended:
		case <-time.After(moment):
		}
		_ = r.Process.Kill()
		<-r.ended
		b.settle(r)
		b.sweep()
		if left := r.containers(""); left > 0 {
			t.Errorf("%d containers left of a run that was killed after %s", left, moment)
		}
	}
}

// settle waits until the daemon has done what it was still asked for: a create that was on its way when its caller died
// is carried out all the same.
func (b program) settle(r *running) {
	b.Helper()
	for last, same := -1, 0; same < 3; time.Sleep(100 * time.Millisecond) {
		if n := r.containers(""); n == last {
			same++
		} else {
			last, same = n, 0
		}
	}
}
