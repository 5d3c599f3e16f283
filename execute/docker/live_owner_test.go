package docker

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
	one := b.start(2, ignoresSignals, alone...)
	two := b.start(2, ignoresSignals, alone...)
	one.waitForContainers(2)
	two.waitForContainers(2)
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
		if r.id() == "" {
			t.Fatal("the run has no ID, without which the sweep would be one of all runs")
		}
		if _, err := (sweeper{docker: b.docker, proc: "/proc", now: time.Now().Add(365 * 24 * time.Hour), run: r.id()}).sweep(t.Context()); err != nil {
			t.Error(err)
		}
		if left := r.containersLeft(); left > 0 {
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
		if left := b.sweepUntilClean(r); left > 0 {
			t.Errorf("%d containers left of a run that was killed after %s", left, moment)
		}
	}
}

// sweepUntilClean sweeps, as every start does, until the run has had no container for a while, and returns how many it has
// when that does not come. One sweep alone can be too early: the daemon carries out what its caller asked for before it
// died, and on a busy machine a create takes seconds.
func (b program) sweepUntilClean(r *running) (left int) {
	b.Helper()
	const patience, quiet = 30 * time.Second, 2 * time.Second
	b.sweep()
	cleanSince := time.Now()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if left = r.containers(""); left > 0 {
			b.sweep()
			cleanSince = time.Now()
		}
		if time.Since(cleanSince) > quiet {
			return 0
		}
	}
	return left
}
