//go:build !nokube

package kube

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// unmade reports whether a node has had its time to make the volumes and the network of a Pod, and has not: the kubelet tries again for ever.
// Clusters before 1.29 do not say how far it is.
func (w *waiting) unmade(pod *corev1.Pod) bool {
	if !isUnmade(pod) || !w.started.IsZero() {
		w.unset = time.Time{}
		return false
	}
	if w.unset.IsZero() {
		w.unset = time.Now()
	}
	return time.Since(w.unset) > w.settings.PlaceTimeout
}

func isUnmade(pod *corev1.Pod) bool {
	return pod.Spec.NodeName != "" && condition(pod, corev1.PodReadyToStartContainers, corev1.ConditionFalse) != nil
}

// unmadeError says what the node has not made.
func unmadeError(pod *corev1.Pod, patience time.Duration) error {
	return fmt.Errorf("node %s has not made the pod's volumes and network within %s; kubectl describe pod shows why", pod.Spec.NodeName, patience)
}
