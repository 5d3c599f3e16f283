//go:build cluster && !nokube

package kube

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// roomFaults are about room for Pods, on nodes that are well.
func roomFaults() []fault {
	return []fault{
		{name: "no node has as many CPUs", required: "unplaced" + nothing, evidence: "Insufficient cpu",
			spec: func(s *execute.Spec) { s.CPUs = 100 }, settings: func(s *Settings) { s.PlaceTimeout = 2 * time.Second }},
		{name: "a pod of a higher priority takes the room, and gives it back", required: same, evidence: "an earlier pod of it was lost: the pod was ended from outside: PreemptionByScheduler",
			script: "sleep 5; echo last; exit 7", do: preempt,
			spec:     func(s *execute.Spec) { s.CPUs = 1.5 },
			settings: func(s *Settings) { onNode(secondNode)(s); s.PlaceTimeout = time.Minute }},
		{name: "the pod writes more to disk than its namespace allows", required: "no-space" + maybe, evidence: "the node evicted the pod: Container main exceeded its local ephemeral storage limit",
			script: "head -c 30000000 /dev/zero >/tmp/x; sleep 55", // more than one container may, less than both
			limits: corev1.ResourceList{corev1.ResourceEphemeralStorage: resource.MustParse("20Mi")}},
	}
}

// limited is a namespace of its own, which limits each container.
func (l live) limited(t *testing.T, limits corev1.ResourceList) live {
	t.Helper()
	l = l.inNamespace(t, nil)
	limit := &corev1.LimitRange{ObjectMeta: metav1.ObjectMeta{Name: "limits"},
		Spec: corev1.LimitRangeSpec{Limits: []corev1.LimitRangeItem{{Type: corev1.LimitTypeContainer, Default: limits}}}}
	if err := l.core.Post().Namespace(l.Namespace).Resource("limitranges").Body(limit).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	l.enforced(t, nil, func(pod *corev1.Pod, err error) bool {
		return err == nil && len(pod.Spec.Containers[0].Resources.Limits) > 0
	})
	return l
}

// enforced waits until the API server applies a rule of the namespace that was just made: its admission hears of it a moment later.
func (l live) enforced(t *testing.T, limits corev1.ResourceList, does func(*corev1.Pod, error) bool) {
	t.Helper()
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "tried"}, Spec: corev1.PodSpec{
		Containers: []corev1.Container{{Name: "main", Image: l.image, Resources: corev1.ResourceRequirements{Limits: limits}}}}}
	for range 100 {
		made := new(corev1.Pod)
		err := l.core.Post().Namespace(l.Namespace).Resource("pods").Param("dryRun", metav1.DryRunAll).Body(pod).Do(t.Context()).Into(made)
		if does(made, err) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("the API server does not apply the rule")
}

// preempt lets a Pod of a higher priority take the room of the run's Pod, until the next one waits for it.
func preempt(t *testing.T, l live, e *Engine) {
	first := l.await(t, e, mainRuns)
	const name = "baleen-test-preempts"
	const classes = "/apis/scheduling.k8s.io/v1/priorityclasses"
	class := `{"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "` + name + `"}, "value": 1000}`
	if err := l.core.Post().AbsPath(classes).SetHeader("Content-Type", "application/json").Body([]byte(class)).Do(t.Context()).Error(); err != nil {
		t.Error(err)
	}
	defer func() {
		if err := l.core.Delete().AbsPath(classes, name).Do(context.Background()).Error(); err != nil {
			t.Error(err)
		}
	}()
	room := corev1.ResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1500m")}}
	greater, err := l.createPod(t.Context(), &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.PodSpec{PriorityClassName: name, NodeSelector: map[string]string{corev1.LabelHostname: secondNode},
			Containers: []corev1.Container{{Name: "wait", Image: holdImage, Command: []string{holdProgram, "keep"}, Resources: room}}}})
	if err != nil {
		t.Error(err)
		return
	}
	l.await(t, e, func(pod *corev1.Pod) bool { return !ofJob(*pod) && pod.Name != first.Name && unplaced(pod) != "" })
	if err := l.removePod(t.Context(), greater); err != nil {
		t.Error(err)
	}
}
