package docker

import (
	"context"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/api/types/filters"
)

// left counts what there is of the process, of any kind, whatever run it was in.
func (r *running) left() (all []string) {
	s := sweeper{docker: r.docker}
	pid := strconv.Itoa(r.Process.Pid)
	for _, kind := range kinds(s.docker) {
		found, err := kind.list(context.Background(), filters.NewArgs(filters.Arg("label", labelOwner)))
		if err != nil {
			r.Error(err)
		}
		for _, o := range found {
			if parseOwner(o.labels[labelOwner]).pid == pid {
				all = append(all, kind.name+" "+o.String())
			}
		}
	}
	return all
}

// TestEngineInterruptedAtAnyMoment interrupts the program wherever it is, also while it copies its workspace. It leaves
// nothing of any kind, in the time that GitHub gives it.
func TestEngineInterruptedAtAnyMoment(t *testing.T) {
	b := newProgram(t)
	const times, longest, within = 8, 3 * time.Second, 7 * time.Second
	for range times {
		r := b.start(3, "sleep 0.3", "env", "BALEEN_WORKSPACE=copy")
		moment := rand.N(longest)
		select {
		case <-r.ended:
			continue
		case <-time.After(moment):
		}
		took := time.Duration(0)
		if err := r.Process.Signal(syscall.SIGINT); err == nil {
			sent := time.Now()
			<-r.ended
			took = time.Since(sent)
		}
		<-r.ended
		if left := r.left(); len(left) > 0 || took > within {
			t.Errorf("after %s: it took %s to end, and left %q: %s", moment, took, left, r.said.String())
		}
	}
}
