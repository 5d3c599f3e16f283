//go:build !nokube

package kube

import (
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// How long things take when a node does not answer.
const (
	// awayTime is how long a Pod stays on a node that does not answer or is not ready; the cluster's own default is 300 s. It is longer
	// than nodes need to report again after the API server was away for a minute.
	awayTime = 30 * time.Second
	// confirmTime is how long a node that answers may take to say that a Pod's containers have ended, beyond their grace period.
	confirmTime = 10 * time.Second
	// settleTime is how long a node that answers may take to end a Pod that was taken out of the API without its word.
	settleTime = 3 * grace
	// pressureTime is how long it may take until the scheduler knows that a node is low on something.
	pressureTime = 12 * time.Second
)

// whileAway are the taints of a node that does not answer. Those that a toleration of the user's covers are left to it.
func (s Settings) whileAway() []corev1.Toleration {
	var all []corev1.Toleration
	seconds := int64(awayTime / time.Second)
	for _, key := range []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable} {
		covered := func(t Toleration) bool {
			return t.Key == key && (t.Effect == "" || t.Effect == string(corev1.TaintEffectNoExecute))
		}
		if !slices.ContainsFunc(s.Tolerations, covered) {
			all = append(all, corev1.Toleration{Key: key, Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoExecute, TolerationSeconds: &seconds})
		}
	}
	return all
}

// loss is a node that does not confirm the end of a Pod that the cluster has ended: the Pod may still run there. The Pod's program
// needs no cluster: it ends the command when its time is up.
type loss struct {
	node   string
	since  time.Time
	fenced bool // the command has had its time
	waited time.Duration
}

// nodeLost reports whether the Pod's node has not confirmed in time that the Pod is over.
func (w *waiting) nodeLost(pod *corev1.Pod) bool {
	if pod.DeletionTimestamp == nil || pod.Spec.NodeName == "" {
		return false
	}
	if w.removal.IsZero() {
		w.removal = time.Now() // the server's clock may differ from ours
	}
	patience := confirmTime
	if seconds := pod.DeletionGracePeriodSeconds; seconds != nil {
		patience += time.Duration(*seconds) * time.Second
	}
	if w.ending.loss == nil && time.Since(w.removal) > patience {
		w.ending.loss = &loss{node: pod.Spec.NodeName, since: time.Now()}
		w.notice("node " + pod.Spec.NodeName + " does not answer; what ran there runs again as soon as it is certain that it no longer runs")
	}
	return w.ending.loss != nil
}

// lossOver reports whether a Pod on a lost node is certainly over, or has been waited for long enough.
func (w *waiting) lossOver() bool {
	l := w.ending.loss
	l.fenced = w.overdue()
	l.waited = time.Since(l.since)
	return l.fenced || l.waited > w.settings.PlaceTimeout || w.ending.left != nil
}

// overdue reports whether the program in the Pod must have ended the command, if it runs at all.
func (w *waiting) overdue() bool {
	return w.job.Timeout > 0 && !w.started.IsZero() && time.Since(w.started) > w.job.Timeout+overtime
}

// provedOver reports whether the command certainly no longer runs.
func (e *ending) provedOver() bool {
	return e.gone || e.left != nil || terminated(e.pod, mainContainer) != nil || e.loss != nil && e.loss.fenced
}

// passed reports whether the command ended by itself and well.
func passed(left *hold.Ending) bool {
	return left.Code == 0 && left.Stopped == "" && !left.TimedOut && left.Silent == nil
}

// lostWhy is the evidence for the loss of a node.
func (e *ending) lostWhy() string {
	node := "node " + e.loss.node
	switch {
	case e.gone:
		return node + " did not answer until its pod was taken out of the API"
	case terminated(e.pod, mainContainer) != nil:
		return node + " did not answer for a while, and then ended the pod"
	case e.left != nil:
		return node + " does not answer, and has not confirmed how the command ended"
	case e.loss.fenced:
		return node + " does not answer, and the time of the command is up"
	}
	return node + " does not answer, and for " + e.loss.waited.Round(time.Second).String() + " nothing showed that its pod is over: it may still run there"
}

// displaced reports whether the cluster ended the Pod for reasons of its own, or lost its node, so that another Pod is worth a try. It
// never is while the command may still run, nor after its slot was left to the next one.
func (e *ending) displaced() bool {
	if e.left != nil && passed(e.left) {
		return false
	}
	switch class, _ := e.complete().Classify(); class {
	case execute.Removed:
		return e.pod != nil && (disrupted(e.pod) != "" || e.pod.Status.Reason == "Evicted" || refused(e.pod) != "")
	case execute.Lost:
		return e.provedOver() && (e.loss != nil || e.pod != nil && disrupted(e.pod) == noNode)
	}
	return false
}

// noNode is the reason of Pods whose node was taken out of the API.
const noNode = "DeletionByPodGC"

// refused is why a node did not take the Pod that the scheduler gave it; empty: it did.
func refused(pod *corev1.Pod) string {
	if s := status(pod, mainContainer); pod.Status.Phase != corev1.PodFailed || s != nil && s.State.Waiting == nil {
		return ""
	}
	return pod.Status.Reason
}

// beforeNext waits, if the Pod was taken out of the API without its node's word, until a node that answers has ended it; and if its node
// did not want it, until the next Pod would not be sent there.
func (a *attempt) beforeNext() {
	e := &a.ending
	switch {
	case e.gone && terminated(e.pod, mainContainer) == nil:
		execute.Pause(a.salvage, settleTime)
	case e.pod.Status.Reason == "Evicted", refused(e.pod) != "":
		execute.Pause(a.salvage, pressureTime)
	}
}

// lookAgain finds out what became of a Pod whose results could not be fetched: its node may be lost by now.
func (a *attempt) lookAgain() {
	if a.ending.fetch != nil && a.salvage.Err() == nil {
		a.hub.ask(a.salvage, a.name)
		a.ending.pod, a.ending.gone = a.hub.state(a.watch)
	}
}

// awaitReason waits a moment for the cluster's word on a command that a signal ended, and not ours: a kubelet that starts again may report the
// end of a container before it says that it has refused the Pod.
func (a *attempt) awaitReason() {
	const patience = 5 * time.Second
	for end := time.Now().Add(patience); a.unexplained() && time.Now().Before(end) && execute.Pause(a.salvage, firstWait); {
		a.hub.ask(a.salvage, a.name)
		a.ending.pod, a.ending.gone = a.hub.state(a.watch)
	}
}

// unexplained reports whether a signal from outside ended the command, and nothing says why. A Pod that somebody removes gets no reason later.
func (a *attempt) unexplained() bool {
	e := &a.ending
	main := terminated(e.pod, mainContainer)
	if main == nil || main.Reason == "OOMKilled" || e.left != nil && e.left.Stopped == "" || e.Cancelled || e.pod.DeletionTimestamp != nil {
		return false
	}
	class, _ := e.byPod()
	return class == "" && (main.ExitCode == exitTerm || main.ExitCode == exitKilled)
}

// unconfirmed reports whether a Pod's node has not said that its containers have ended.
func unconfirmed(pod *corev1.Pod) bool {
	running := func(s corev1.ContainerStatus) bool { return s.State.Terminated == nil }
	return pod.Spec.NodeName != "" && (len(pod.Status.ContainerStatuses) == 0 || slices.ContainsFunc(pod.Status.ContainerStatuses, running))
}
