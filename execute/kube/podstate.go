//go:build !nokube

package kube

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// status is what the kubelet says of a container; nil: nothing yet.
func status(pod *corev1.Pod, container string) *corev1.ContainerStatus {
	if pod == nil {
		return nil
	}
	for i := range pod.Status.ContainerStatuses {
		if pod.Status.ContainerStatuses[i].Name == container {
			return &pod.Status.ContainerStatuses[i]
		}
	}
	return nil
}

func running(pod *corev1.Pod, container string) bool {
	s := status(pod, container)
	return s != nil && s.State.Running != nil
}

// allRun reports whether all containers of a Pod run.
func allRun(pod *corev1.Pod) bool {
	return pod != nil && !slices.ContainsFunc(pod.Spec.Containers, func(c corev1.Container) bool { return !running(pod, c.Name) })
}

// terminated is how a container ended; nil: it has not.
func terminated(pod *corev1.Pod, container string) *corev1.ContainerStateTerminated {
	if s := status(pod, container); s != nil {
		return s.State.Terminated
	}
	return nil
}

// ended reports whether the command has ended, or the Pod has without it. A Pod whose node was taken out of the API is called failed while
// its command may still run.
func ended(pod *corev1.Pod) bool {
	over := pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
	return terminated(pod, mainContainer) != nil || over && !running(pod, mainContainer)
}

// condition is a condition of a Pod that is in a state; nil: it is not.
func condition(pod *corev1.Pod, kind corev1.PodConditionType, state corev1.ConditionStatus) *corev1.PodCondition {
	for i, c := range pod.Status.Conditions {
		if c.Type == kind && c.Status == state {
			return &pod.Status.Conditions[i]
		}
	}
	return nil
}

// unplaced is why the scheduler has found no node; empty: it has, or has not tried yet.
func unplaced(pod *corev1.Pod) string {
	c := condition(pod, corev1.PodScheduled, corev1.ConditionFalse)
	if c == nil || pod.Spec.NodeName != "" {
		return ""
	}
	return c.Message
}

// disrupted is why the cluster ended a Pod: eviction, preemption, a drain, a lost node; empty: it did not.
func disrupted(pod *corev1.Pod) string {
	if c := condition(pod, corev1.DisruptionTarget, corev1.ConditionTrue); c != nil {
		return c.Reason
	}
	return ""
}

// obstacle is why a container will not run.
type obstacle struct {
	image bool // no usable image
	err   error
}

// neverRuns is why one of the containers of the tests will not run; nil: it may.
func neverRuns(pod *corev1.Pod, waited time.Duration) *obstacle {
	if found := anObstacle(pod, pod.Status.ContainerStatuses, waited); found != nil {
		return found
	}
	if s := terminated(pod, keepContainer); s != nil && terminated(pod, mainContainer) == nil && !running(pod, mainContainer) {
		return &obstacle{false, errors.New("container keep ended: " + s.Reason + " " + s.Message)}
	}
	if s := terminated(pod, copyContainer); s != nil && s.ExitCode != 0 {
		return &obstacle{false, fmt.Errorf("container copy ended before it had copied the image's folder: %s, exit status %d", s.Reason, s.ExitCode)}
	}
	return nil
}

// anObstacle is the first obstacle in the way of any of some containers of a Pod; nil: there is none.
func anObstacle(pod *corev1.Pod, of []corev1.ContainerStatus, waited time.Duration) *obstacle {
	for _, s := range of {
		w := s.State.Waiting
		if w == nil {
			continue
		}
		err := fmt.Errorf("container %s, image %s: %s: %s", s.Name, s.Image, w.Reason, w.Message)
		switch w.Reason {
		case "InvalidImageName", "ErrImageNeverPull":
			return &obstacle{true, err}
		case "ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable":
			if pullFailed(pod, w.Message, waited) {
				return &obstacle{true, err}
			}
		case "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "CrashLoopBackOff", "PostStartHookError":
			return &obstacle{false, err}
		}
	}
	return nil
}

// pullFailed reports whether another pull would fail as well, or enough of them have.
func pullFailed(pod *corev1.Pod, message string, waited time.Duration) bool {
	patience := pullPatience
	switch {
	case hopeless.MatchString(message), noLogin.MatchString(message) && len(pod.Spec.ImagePullSecrets) == 0:
		return true
	case noLogin.MatchString(message):
		patience = loginPatience
	}
	return waited > patience
}

// hopeless matches a registry's answers that a second pull would get again.
var hopeless = regexp.MustCompile(`(?i)not found|manifest unknown|no match for platform|invalid`)

// noLogin matches a registry's answers to somebody without the right login. A kubelet that may not read the Pod's secret yet pulls without it:
// the API server allows that soon after the Pod came to the node, not at once.
var noLogin = regexp.MustCompile(`(?i)unauthorized|denied|forbidden`)

// How long an image may fail to be pulled. The kubelet tries again after 10 and 20 s.
const (
	loginPatience = 20 * time.Second
	pullPatience  = 30 * time.Second
)

// copied reports whether nothing of the image is copied any more: the command's time runs only then.
func copied(pod *corev1.Pod) bool {
	return status(pod, copyContainer) == nil || terminated(pod, copyContainer) != nil
}
