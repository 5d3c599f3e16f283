//go:build cluster && !nokube

package kube

import (
	"context"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// neighbours puts beside the test what must stay as it is: a Pod and a Job of somebody else, and a Pod of another run. The test's end
// checks that.
func (l live) neighbours(t *testing.T) {
	t.Helper()
	name := "neighbour-" + strings.ReplaceAll(time.Now().Format("150405.000000000"), ".", "-")
	wait := corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "wait", Image: holdImage, Command: []string{holdProgram, "keep"}}}}
	foreign := metav1.ObjectMeta{Name: name, Labels: map[string]string{runLabel: "of-somebody-else", "neighbour": name}}
	if _, err := l.createPod(t.Context(), &corev1.Pod{ObjectMeta: foreign, Spec: wait}); err != nil {
		t.Fatal(err)
	}
	job := &batchv1.Job{ObjectMeta: foreign, Spec: batchv1.JobSpec{Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: foreign.Labels}, Spec: wait}}}
	if _, err := l.createJob(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	other := l.open(t, nil)
	p := plan{other.settings, l.spec()}
	mine := p.pod(p.podName(1), execute.Job{Command: []string{"sleep", "3600"}}, 1, other.owner)
	mine.Labels["neighbour"] = name
	if _, err := l.createPod(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	before := l.awaitNeighbours(t, name)
	t.Cleanup(func() {
		after := l.awaitNeighbours(t, name)
		for id := range before {
			if !after[id] {
				t.Errorf("neighbour %s was harmed", id)
			}
		}
		l.removeNeighbours(t, name)
	})
}

// awaitNeighbours waits until all run, each in its first containers, and returns what they are.
func (l live) awaitNeighbours(t *testing.T, name string) map[string]bool {
	t.Helper()
	const all = 3
	var ids map[string]bool
	for range 300 {
		found, err := l.pods(context.Background(), "neighbour="+name)
		ids = map[string]bool{}
		if err != nil {
			found = &corev1.PodList{}
		}
		for _, pod := range found.Items {
			intact := pod.Status.Phase == corev1.PodRunning && pod.DeletionTimestamp == nil
			for _, c := range pod.Status.ContainerStatuses {
				intact = intact && c.Ready && c.RestartCount == 0
				ids[pod.Name+" "+string(pod.UID)+" "+c.ContainerID] = intact
			}
			if !intact {
				clear(ids)
				break
			}
		}
		if len(found.Items) == all && len(ids) > all {
			return ids
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the neighbours do not run")
	return ids
}

func (l live) removeNeighbours(t *testing.T, name string) {
	t.Helper()
	pod, err := l.pod(context.Background(), name)
	if err == nil {
		err = l.removePod(context.Background(), pod)
	}
	if err != nil {
		t.Error(err)
	}
	if err := l.deleteJob(context.Background(), name, metav1.Preconditions{}); err != nil {
		t.Error(err)
	}
}

// evict does what kubectl drain does to each Pod.
func (l live) evict(t *testing.T, pod *corev1.Pod) {
	t.Helper()
	body := `{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "` + pod.Name + `", "namespace": "` + pod.Namespace + `"}}`
	if err := l.core.Post().Namespace(pod.Namespace).Resource("pods").Name(pod.Name).SubResource("eviction").Body([]byte(body)).
		SetHeader("Content-Type", "application/json").Do(t.Context()).Error(); err != nil {
		t.Error(err)
	}
}
