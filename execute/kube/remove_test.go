//go:build !nokube

package kube

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// TestRemoveWaitsForTheCommand: a command that still runs when its Pod is removed is over before its slot is free, because the next one may
// have the same lock, or the same database of the slot.
func TestRemoveWaitsForTheCommand(t *testing.T) {
	t.Parallel()
	s := newScripted(t)
	s.lag = 300 * time.Millisecond
	a := s.attempt()
	a.Remove()
	s.mu.Lock()
	if len(s.pods) > 0 {
		t.Errorf("%d pods are there when the slot is free", len(s.pods))
	}
	s.mu.Unlock()
}

// attempt is one whose command runs in a Pod.
func (s *scripted) attempt() *attempt {
	s.t.Helper()
	e, err := s.cluster(-1).Open(s.t.Context(), Settings{RunID: "r", Deadline: time.Now().Add(time.Hour), PlaceTimeout: time.Minute})
	if err != nil {
		s.t.Fatal(err)
	}
	d := newDriver(s.t.Context(), e, execute.Spec{})
	s.t.Cleanup(func() {
		d.stop()
		if err := e.Close(context.Background()); err != nil {
			s.t.Error(err)
		}
	})
	a := d.Attempt(execute.Job{Name: "x", Command: []string{"x"}}).(*attempt)
	if !a.create(s.t.Context(), 1) {
		s.t.Fatal("no pod was made")
	}
	for !running(a.ending.pod, mainContainer) {
		<-a.watch.changed
		a.ending.pod, _ = a.hub.state(a.watch)
	}
	return a
}

// TestAReasonIsAwaited: a kubelet that starts again says that a command was ended before it says that it has refused the Pod.
func TestAReasonIsAwaited(t *testing.T) {
	t.Parallel()
	s := newScripted(t)
	a := s.attempt()
	over := corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: exitTerm}}
	s.mu.Lock()
	pod := s.pods[a.name]
	s.become(pod, over, over)
	s.mu.Unlock()
	for terminated(a.ending.pod, mainContainer) == nil {
		<-a.watch.changed
		a.ending.pod, _ = a.hub.state(a.watch)
	}
	removed := attempt{ending: a.ending}
	removed.ending.left, removed.ending.pod = &hold.Ending{Code: exitTerm, Stopped: "terminated"}, pod.DeepCopy()
	if !removed.unexplained() {
		t.Error("nothing says why the command got a signal")
	}
	if removed.ending.pod.DeletionTimestamp = new(metav1.Time); removed.unexplained() {
		t.Error("a pod that somebody removes gets no reason later")
	}
	time.AfterFunc(300*time.Millisecond, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		pod.Status.Phase, pod.Status.Reason, pod.Status.Message = corev1.PodFailed, "Evicted", "The node had condition: [DiskPressure]."
	})
	a.awaitReason()
	if class, why := a.ending.byPod(); class != execute.Removed || !a.ending.displaced() {
		t.Errorf("%s: %s", class, why)
	}
}
