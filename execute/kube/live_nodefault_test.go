//go:build cluster && !nokube

package kube

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// nodeFaults happen to the second node, on which the Pod begins. They happen one after another. Only the first ones are quick: a cluster
// takes a minute to give a node up.
func nodeFaults() []fault {
	const works, goesOn = "sleep 8; echo last; exit 7", "sleep 45; echo last; exit 7"
	const earlier = "an earlier pod of it was lost: "
	patient := func(s *Settings) { s.PlaceTimeout = 5 * time.Minute }
	return []fault{
		{name: "the node gets a taint that the pod does not tolerate", required: same, evidence: earlier + "the pod was ended from outside: DeletionByTaintManager", script: works, do: onSecond(taint)},
		{name: "the machine is gone, and a person says so (out-of-service)", required: same, evidence: earlier + "node node2 did not answer until its pod was taken out of the API", script: works, settings: patient, do: onSecond(breakDown)},
		{name: "the machine is gone, and its node is removed", required: same, evidence: earlier + "node node2 was taken out of the cluster: PodGC: node no longer exists", script: works, soak: true, settings: patient,
			do: onSecond(func(t *testing.T, l live, pod *corev1.Pod) { kill(t, "node2"); l.removeNode(t) })},
		{name: "the node is removed, but its kubelet runs", required: same, evidence: earlier + "node node2 was taken out of the cluster: PodGC: node no longer exists", script: "sleep 90; echo last; exit 7", soak: true, settings: patient, job: func(j *execute.Job) { j.Timeout = time.Hour },
			do: onSecond(func(t *testing.T, l live, _ *corev1.Pod) { l.removeNode(t) })},
		{name: "the node's network is away for half a minute", required: same, evidence: "exit status 7", script: goesOn, soak: true, do: onSecond(unplugUntil(notReady))},
		{name: "the node's network comes back after its pods were given up", required: same, evidence: earlier + "node node2 did not answer", script: "sleep 100; echo last; exit 7", soak: true, settings: patient,
			job: func(j *execute.Job) { j.Timeout = time.Hour }, do: onSecond(unplugUntil(givenUp))},
		{name: "the node's network stays away, and the command's time is up", required: "timeout" + soFar, evidence: earlier + "node node2 does not answer, and the time of the command is up", script: "sleep 600", soak: true,
			settings: patient, job: func(j *execute.Job) { j.Timeout = 20 * time.Second }, do: onSecond(endsAlone)},
		{name: "the node's network stays away, and nothing shows that the command ended", required: "lost" + nothing, evidence: "nothing showed that its pod is over: it may still run there", script: "sleep 600", soak: true,
			job: func(j *execute.Job) { j.Timeout = time.Hour }, do: onSecond(unplug)},
		{name: "the node is low on memory", required: same, evidence: earlier + "the node evicted the pod: The node was low on resource: memory", script: goesOn, soak: true, do: onSecond(pressure("memory.available: 100Mi", "memory.available: 99%"))},
		{name: "the node is low on disk, and does not want the pod any more", required: same, evidence: earlier + "the node evicted the pod: Pod was rejected: The node had condition: [DiskPressure]", script: works, soak: true, do: onSecond(pressure("nodefs.available: 1%", "nodefs.available: 99%"))},
	}
}

// TestClusterNodeFaults: what becomes of a run whose node is lost, drained by a taint, or full.
func TestClusterNodeFaults(t *testing.T) {
	l := connect(t)
	l.mend(t)
	l.cordon(t, secondNode, true)
	l.neighbours(t)
	l.cordon(t, secondNode, false)
	for _, f := range nodeFaults() {
		l.cordon(t, firstNode, true)
		l.measureAll(t, []fault{f}, 1)
		l.mend(t)
	}
}

const firstNode = "node1"

// onSecond lets something happen when the Pod runs on the second node. From then on it could run on the first one.
func onSecond(do func(*testing.T, live, *corev1.Pod)) func(*testing.T, live, *Engine) {
	return func(t *testing.T, l live, e *Engine) {
		pod := l.await(t, e, mainRuns)
		l.cordon(t, firstNode, false)
		if pod == nil || pod.Spec.NodeName != secondNode {
			t.Errorf("the pod does not run on %s", secondNode)
			return
		}
		do(t, l, pod)
	}
}

func taint(t *testing.T, l live, _ *corev1.Pod) {
	l.patchNode(t, secondNode, `{"spec": {"taints": [{"key": "baleen-test", "value": "maintenance", "effect": "NoExecute"}]}}`)
}

// breakDown ends a machine with all that runs on it. When the cluster should have heard of the Pod's end, a person says that the machine is
// out of service.
func breakDown(t *testing.T, l live, pod *corev1.Pod) {
	kill(t, "node2")
	l.evict(t, pod) // a drain, as a person might try it: the cluster's own would take longer
	l.awaitPod(t, pod.Name, givenUp)
	l.patchNode(t, secondNode, `{"spec": {"taints": [{"key": "node.kubernetes.io/out-of-service", "value": "nodeshutdown", "effect": "NoExecute"}]}}`)
}

func (l live) removeNode(t *testing.T) {
	if err := l.core.Delete().Resource("nodes").Name(secondNode).Do(t.Context()).Error(); err != nil {
		t.Error(err)
	}
}

func unplug(t *testing.T, _ live, _ *corev1.Pod) { cluster(t, "unplug") }

// unplugUntil takes the node's network away until its Pod is in a state.
func unplugUntil(is func(*corev1.Pod) bool) func(*testing.T, live, *corev1.Pod) {
	return func(t *testing.T, l live, pod *corev1.Pod) {
		cluster(t, "unplug")
		l.awaitPod(t, pod.Name, is)
		cluster(t, "plug")
	}
}

// notReady reports whether the cluster has heard nothing of the Pod's node for a while.
func notReady(pod *corev1.Pod) bool {
	return condition(pod, corev1.PodReady, corev1.ConditionFalse) != nil && mainRuns(pod)
}

// givenUp reports whether the node should have ended the Pod by now.
func givenUp(pod *corev1.Pod) bool {
	return pod.DeletionTimestamp != nil && time.Since(pod.DeletionTimestamp.Time) > confirmTime+2*time.Second
}

// endsAlone takes the node's network away for good, and checks that the command there ended before the Pod that follows was made.
func endsAlone(t *testing.T, l live, pod *corev1.Pod) {
	cluster(t, "unplug")
	var next *corev1.Pod
	for next == nil && execute.Pause(t.Context(), firstWait) {
		found, err := l.pods(t.Context(), runLabel+"="+pod.Labels[runLabel])
		if err != nil {
			t.Error(err)
			return
		}
		for i := range found.Items {
			if !ofJob(found.Items[i]) && found.Items[i].Name != pod.Name {
				next = &found.Items[i]
			}
		}
	}
	var ending hold.Ending
	name := filepath.Join(clusterData(), secondNode, "kubelet/pods", string(pod.UID), "volumes/kubernetes.io~empty-dir", sharedVolume, "ending")
	if err := json.Unmarshal([]byte(text(t, name)), &ending); err != nil || !ending.TimedOut || !ending.Finished.Before(next.CreationTimestamp.Time) {
		t.Errorf("%v: %+v, and the next pod is of %s", err, ending, next.CreationTimestamp)
	}
}

// pressure makes the node's kubelet think that it has too little of something.
func pressure(usual, high string) func(*testing.T, live, *corev1.Pod) {
	return func(t *testing.T, _ live, _ *corev1.Pod) {
		file := filepath.Join(clusterData(), secondNode, "kubelet.yaml")
		config := text(t, file)
		raised := strings.Replace(config, usual, high, 1)
		if raised == config {
			t.Errorf("%s has no %s", file, usual)
		}
		if err := os.WriteFile(file, []byte(raised), 0o644); err != nil {
			t.Error(err)
		}
		cluster(t, "restart", "kubelet2")
	}
}

// mend makes both nodes as they were at first, and waits for them.
func (l live) mend(t *testing.T) {
	t.Helper()
	config := text(t, filepath.Join(clusterData(), secondNode, "kubelet.yaml"))
	_, dead := exec.Command("../../scripts/cluster", "pid", "node2").Output()
	switch {
	case dead != nil, strings.Contains(config, "99%"):
		cluster(t, "restart", "node2") // which writes its configuration again
		cluster(t, "load", l.image)    // a node that is low on disk removes images
	case !l.known(t, secondNode):
		cluster(t, "restart", "kubelet2") // which makes itself known again
	default:
		cluster(t, "plug")
	}
	for _, name := range []string{firstNode, secondNode} {
		for range 600 {
			if l.known(t, name) {
				break
			}
			execute.Pause(t.Context(), firstWait)
		}
		l.patchNode(t, name, `{"spec": {"unschedulable": null, "taints": null}}`)
	}
	for range 600 {
		if l.ready(t, secondNode) {
			return
		}
		execute.Pause(t.Context(), firstWait)
	}
	t.Fatalf("%s did not come back", secondNode)
}

func (l live) node(t *testing.T, name string) (*corev1.Node, error) {
	node := new(corev1.Node)
	err := l.core.Get().Resource("nodes").Name(name).Do(t.Context()).Into(node)
	return node, err
}

// known reports whether the API has a node.
func (l live) known(t *testing.T, name string) bool {
	_, err := l.node(t, name)
	return err == nil
}

// ready reports whether Pods can run on a node.
func (l live) ready(t *testing.T, name string) bool {
	node, err := l.node(t, name)
	isReady := func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	}
	return err == nil && len(node.Spec.Taints) == 0 && slices.ContainsFunc(node.Status.Conditions, isReady)
}

func (l live) cordon(t *testing.T, node string, closed bool) {
	t.Helper()
	value := map[bool]string{true: "true", false: "null"}[closed]
	l.patchNode(t, node, `{"spec": {"unschedulable": `+value+`}}`)
}

// awaitPod waits until a Pod is in a state, as long as a cluster takes to give a node up.
func (l live) awaitPod(t *testing.T, name string, is func(*corev1.Pod) bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); execute.Pause(t.Context(), firstWait) {
		if pod, err := l.pod(t.Context(), name); err == nil && is(pod) {
			return
		}
	}
	t.Errorf("pod %s did not come into the state", name)
}

// cluster runs a command of scripts/cluster.
func cluster(t *testing.T, words ...string) {
	t.Helper()
	if out, err := exec.Command("../../scripts/cluster", words...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v: %s", words, err, out)
	}
}

// clusterData is the folder of the cluster.
func clusterData() string { return filepath.Dir(os.Getenv("KUBECONFIG")) }

// kill kills a part of the cluster; with a node's first process, all that runs there.
func kill(t *testing.T, part string) {
	t.Helper()
	pid, err := exec.Command("../../scripts/cluster", "pid", part).Output()
	if err == nil {
		err = exec.Command("kill", "-KILL", strings.TrimSpace(string(pid))).Run()
	}
	if err != nil {
		t.Errorf("kill %s: %v", part, err)
	}
}
