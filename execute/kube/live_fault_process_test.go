//go:build cluster && !nokube

package kube

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/org/baleen-action/execute"
)

// processFaults are what happens to the processes and objects of a Pod from outside.
func processFaults() []fault {
	const waits = "sleep 3; echo last; exit 7"
	killed := func(container string) func(*testing.T, live, *Engine) {
		return func(t *testing.T, l live, e *Engine) { l.kill(t, l.await(t, e, wrote), container) }
	}
	return []fault{
		{name: "the program beside the command is killed", required: string(execute.OutputIncomplete) + nothing,
			script: waits, do: killed(keepContainer)},
		{name: "the program around the command is killed", required: string(execute.Killed) + soFar, evidence: "killed, perhaps", script: "sleep 60", do: killed(mainContainer)},
		{name: "memory runs out, and the program around the command goes with it", required: string(execute.OOM) + soFar, evidence: "ran out of memory",
			script: "echo 1000 >/proc/1/oom_score_adj; tail /dev/zero", spec: func(s *execute.Spec) { s.Memory = 32 << 20 }},
		{name: "somebody removes the run's job", required: string(execute.Removed) + maybe, script: "sleep 60", do: func(t *testing.T, l live, e *Engine) {
			l.await(t, e, wrote)
			if err := l.deleteJob(t.Context(), e.owner.Name, metav1.Preconditions{}); err != nil {
				t.Error(err)
			}
		}},
		{name: "the run's deadline passes", required: string(execute.Removed) + maybe, evidence: "the deadline of the whole run has passed", script: "sleep 180",
			settings: func(s *Settings) { s.Deadline = time.Now() }, job: func(j *execute.Job) { j.Timeout = 0 }, soak: true},
		{name: "another tool labels and annotates the pod", required: same, script: waits, do: func(t *testing.T, l live, e *Engine) {
			l.patch(t, l.await(t, e, wrote), `{"metadata": {"labels": {"team": "a"}, "annotations": {"seen": "yes"}}}`)
		}},
		{name: "another tool takes the run's label away", required: same, script: waits, do: func(t *testing.T, l live, e *Engine) {
			l.patch(t, l.await(t, e, wrote), `{"metadata": {"labels": {"`+runLabel+`": null}}}`)
		}},
		{name: "another tool holds the pod with a finalizer for a while", required: same, script: waits, do: func(t *testing.T, l live, e *Engine) {
			pod := l.await(t, e, wrote)
			l.patch(t, pod, `{"metadata": {"finalizers": ["example.com/hold"]}}`)
			t.Cleanup(func() { go l.letGo(pod) })
		}},
	}
}

// wrote reports whether the command has run for a moment.
func wrote(pod *corev1.Pod) bool {
	s := status(pod, mainContainer)
	return mainRuns(pod) && time.Since(s.State.Running.StartedAt.Time) > 1500*time.Millisecond
}

func (l live) patch(t *testing.T, pod *corev1.Pod, change string) {
	t.Helper()
	if err := l.core.Patch(types.MergePatchType).Namespace(pod.Namespace).Resource("pods").Name(pod.Name).Body([]byte(change)).Do(t.Context()).Error(); err != nil {
		t.Error(err)
	}
}

// letGo takes the finalizer away a while after the Pod's removal was asked for.
func (l live) letGo(pod *corev1.Pod) {
	for range 300 {
		now, err := l.pod(context.Background(), pod.Name)
		if err == nil && now.DeletionTimestamp != nil && time.Since(now.DeletionTimestamp.Time) > time.Second {
			_ = l.core.Patch(types.MergePatchType).Namespace(pod.Namespace).Resource("pods").Name(pod.Name).Body([]byte(`{"metadata": {"finalizers": null}}`)).Do(context.Background()).Error()
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// kill kills the first process of a container: the node is on this machine.
func (l live) kill(t *testing.T, pod *corev1.Pod, container string) {
	t.Helper()
	_, id, _ := strings.Cut(status(pod, container).ContainerID, "://")
	groups, _ := filepath.Glob("/proc/[0-9]*/cgroup")
	for _, group := range groups {
		if text, _ := os.ReadFile(group); !bytes.Contains(text, []byte(id)) {
			continue
		}
		dir := filepath.Dir(group)
		if state, _ := os.ReadFile(filepath.Join(dir, "status")); !firstOfSpace(string(state)) {
			continue
		}
		pid, _ := strconv.Atoi(filepath.Base(dir))
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
		return
	}
	t.Errorf("%s has no process", container)
}

// firstOfSpace reports whether a process is number 1 in its own PID namespace.
func firstOfSpace(status string) bool {
	for line := range strings.Lines(status) {
		if numbers, ok := strings.CutPrefix(line, "NSpid:"); ok {
			return strings.HasSuffix(strings.TrimSpace(numbers), "\t1")
		}
	}
	return false
}
