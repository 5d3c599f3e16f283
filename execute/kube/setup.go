//go:build !nokube

package kube

import (
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// setup is since when a node has been making the volumes and the network of a Pod, by our clock.
type setup struct{ since time.Time }

// late is why a Pod is given up whose node has had its time; nil: it still has some. The kubelet itself would try again for ever. Clusters
// before 1.29 do not say how far a node is.
func (s *setup) late(pod *corev1.Pod, patience time.Duration) error {
	if pod.Spec.NodeName == "" || condition(pod, corev1.PodReadyToStartContainers, corev1.ConditionFalse) == nil {
		s.since = time.Time{}
		return nil
	}
	if s.since.IsZero() {
		s.since = time.Now()
	}
	if time.Since(s.since) <= patience {
		return nil
	}
	return fmt.Errorf("node %s has not made the pod's volumes and network within %s; kubectl describe pod shows why", pod.Spec.NodeName, patience)
}
