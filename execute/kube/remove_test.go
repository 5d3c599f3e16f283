//go:build !nokube

package kube

import (
	"context"
	"testing"
	"time"

	"github.com/org/baleen-action/execute"
)

// TestRemoveWaitsForTheCommand: a command that still runs when its Pod is removed is over before its slot is free, because the next one may
// have the same lock, or the same database of the slot.
func TestRemoveWaitsForTheCommand(t *testing.T) {
	t.Parallel()
	s := newScripted(t)
	s.lag = 300 * time.Millisecond
	e, err := s.cluster(-1).Open(t.Context(), Settings{RunID: "r", Deadline: time.Now().Add(time.Hour), PlaceTimeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	d := newDriver(t.Context(), e, execute.Spec{})
	defer d.stop()
	a := d.Attempt(execute.Job{Name: "x", Command: []string{"x"}}).(*attempt)
	if !a.create(t.Context(), 1) {
		t.Fatal("no pod was made")
	}
	for a.ending.pod == nil || !running(a.ending.pod, mainContainer) {
		<-a.watch.changed
		a.ending.pod, _ = a.hub.state(a.watch)
	}
	a.Remove()
	s.mu.Lock()
	if len(s.pods) > 0 {
		t.Errorf("%d pods are there when the slot is free", len(s.pods))
	}
	s.mu.Unlock()
	if err := e.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
