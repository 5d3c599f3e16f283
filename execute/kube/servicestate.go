//go:build !nokube

package kube

import (
	"context"
	"errors"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
)

// servicesSeen is what is known of the services of a Pod while it runs, by our clock.
type servicesSeen struct {
	placed  time.Time            // when the Pod was first seen on a node
	running map[string]time.Time // when each service was
	broken  time.Time            // when one of them was found to be of no use
}

// broken notes a service that is of no use, and then ends the command. It reports whether there is nothing more to wait for.
func (w *waiting) broken(pod *corev1.Pod) bool {
	if len(w.plan.World.Services) == 0 {
		return false
	}
	e, seen := &w.ending, &w.services
	if seen.placed.IsZero() && pod.Spec.NodeName != "" {
		seen.placed, seen.running = time.Now(), map[string]time.Time{}
	}
	if e.Waited == 0 && !seen.placed.IsZero() && initialized(pod) {
		e.Waited = time.Since(seen.placed)
	}
	if e.service == nil {
		if e.service = w.serviceFault(pod); e.service == nil {
			return false
		}
		if seen.broken = time.Now(); e.Waited == 0 {
			e.Waited = time.Since(seen.placed)
		}
		if !w.interrupt() {
			return true
		}
	}
	return ended(pod) || time.Since(seen.broken) > 2*grace
}

func initialized(pod *corev1.Pod) bool {
	return condition(pod, corev1.PodInitialized, corev1.ConditionTrue) != nil
}

// serviceFault is why the services of the Pod are of no use; nil: nothing is known against them. If the Pod is ended as a whole, so are
// they; and a command that was killed was so, perhaps, with them.
func (w *waiting) serviceFault(pod *corev1.Pod) *execute.WorldFault {
	main := terminated(pod, mainContainer)
	switch {
	case pod.DeletionTimestamp != nil, pod.Status.Reason != "", disrupted(pod) != "":
		return nil
	case main != nil && (execute.Exit{Code: int(main.ExitCode)}).BySignal():
		return nil
	}
	for _, s := range inOrder(w.plan.World) {
		seen := initStatus(pod, containerOf(w.plan.World, s.Name))
		if seen == nil {
			continue
		}
		if problem := w.problemOf(s, pod, seen); problem != "" {
			return &execute.WorldFault{Service: s.Name, Problem: problem}
		}
	}
	return nil
}

// initStatus is what the kubelet says of a service's container; nil: nothing yet.
func initStatus(pod *corev1.Pod, container string) *corev1.ContainerStatus {
	i := slices.IndexFunc(pod.Status.InitContainerStatuses, func(s corev1.ContainerStatus) bool { return s.Name == container })
	if i < 0 {
		return nil
	}
	return &pod.Status.InitContainerStatuses[i]
}

// problemOf is what is wrong with a service, said after its name; empty: nothing is.
func (w *waiting) problemOf(s execute.Service, pod *corev1.Pod, seen *corev1.ContainerStatus) string {
	completes := w.plan.World.Until(s) == execute.ServiceCompleted
	end := endOf(seen)
	switch {
	case end != nil && (end.Reason == "StartError" || end.Reason == "ContainerCannotRun"):
		return execute.NotStarted + execute.OneLine(errors.New(end.Message))
	case end != nil && completes && end.ExitCode == 0, end != nil && w.afterTests(end):
		return ""
	case end != nil:
		problem := execute.ServiceEnd(execute.Exit{Code: int(end.ExitCode), OOM: end.Reason == "OOMKilled"})
		if gated(w.plan.World, s) && !overtaken(pod, seen.Name) {
			problem += execute.UncheckedYet
		}
		return problem
	}
	if never := anObstacle(pod, []corev1.ContainerStatus{*seen}, time.Since(w.since)); never != nil {
		return execute.NotStarted + execute.OneLine(never.err)
	}
	return w.tooLate(s, seen)
}

// afterTests reports whether a service ended when the command had ended: then it was of use until the end. What the kubelet says are
// whole seconds; a command that failed in the same second may have failed for that.
func (w *waiting) afterTests(end *corev1.ContainerStateTerminated) bool {
	left, main := w.ending.left, terminated(w.ending.pod, mainContainer)
	var finished time.Time
	failed := false
	switch {
	case left != nil:
		finished, failed = left.Finished, left.Code != 0
	case main != nil:
		finished, failed = main.FinishedAt.Time, main.ExitCode != 0
	default:
		return false
	}
	late := end.FinishedAt.Sub(finished.Truncate(time.Second))
	return late > 0 || late == 0 && !failed
}

// endOf is how a service ended, even if the kubelet has started it anew; nil: it has not.
func endOf(seen *corev1.ContainerStatus) *corev1.ContainerStateTerminated {
	if seen.State.Terminated != nil {
		return seen.State.Terminated
	}
	return seen.LastTerminationState.Terminated
}

// overtaken reports whether something that comes after a service has started, so that the service had been ready.
func overtaken(pod *corev1.Pod, container string) bool {
	if initialized(pod) {
		return true
	}
	at := slices.IndexFunc(pod.Spec.InitContainers, func(c corev1.Container) bool { return c.Name == container })
	return slices.ContainsFunc(pod.Spec.InitContainers[at+1:], func(c corev1.Container) bool {
		later := initStatus(pod, c.Name)
		return later != nil && (later.State.Waiting == nil || later.RestartCount > 0)
	})
}

// tooLate is what is said of a service that has not reached the awaited state in time; empty: it has, or there is time left.
func (w *waiting) tooLate(s execute.Service, seen *corev1.ContainerStatus) string {
	if seen.State.Running == nil {
		return ""
	}
	since, patience := w.services.running[s.Name], w.plan.World.Patience()
	if since.IsZero() {
		since = time.Now()
		w.services.running[s.Name] = since
	}
	switch {
	case time.Since(since) <= patience:
		return ""
	case w.plan.World.Until(s) == execute.ServiceCompleted:
		return execute.NotCompleted(patience)
	case !gated(w.plan.World, s) || seen.Started != nil && *seen.Started:
		return ""
	}
	healthy, why := w.check(s, seen.Name)
	if healthy { // the kubelet will see that, too
		w.services.running[s.Name] = time.Now()
		return ""
	}
	return execute.NotHealthy(patience, why)
}

// check runs the health check of a service once, and reports whether it is healthy; else what the check said, after a colon.
func (w *waiting) check(s execute.Service, container string) (healthy bool, said string) {
	ctx, cancel := context.WithTimeout(w.salvage, callTime)
	defer cancel()
	last := &execute.LastLine{}
	err := w.cluster.exec(ctx, w.name, container, checkOf(s), streams{out: last, errors: last})
	var status interface{ ExitStatus() int }
	switch {
	case err == nil:
		return true, ""
	case errors.As(err, &status):
		return false, execute.CheckEnded(status.ExitStatus(), last)
	}
	return false, ": the check could not be run: " + execute.OneLine(err)
}
