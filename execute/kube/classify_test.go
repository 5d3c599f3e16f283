//go:build !nokube

package kube

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// exited is a Pod whose main container ended.
func exited(code int32, reason string) *corev1.Pod {
	return podWith(corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, Message: "m"}})
}

func podWith(main corev1.ContainerState) *corev1.Pod {
	return &corev1.Pod{Status: corev1.PodStatus{ContainerStatuses: []corev1.ContainerStatus{
		{Name: keepContainer, State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}},
		{Name: mainContainer, Image: "suite:1", ImageID: "sha256:1", State: main},
	}}}
}

func waitsFor(reason, message string) *corev1.Pod {
	return podWith(corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}})
}

func with(pod *corev1.Pod, change func(*corev1.Pod)) *corev1.Pod {
	change(pod)
	return pod
}

func left(e hold.Ending) *hold.Ending { return &e }

// ended137 adds a container that was killed.
func ended137(name string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Status.ContainerStatuses = append(p.Status.ContainerStatuses, corev1.ContainerStatus{Name: name,
			State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: 137, Reason: "Error"}}})
	}
}

func disruption(reason string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Status.Conditions = []corev1.PodCondition{{Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue, Reason: reason, Message: "because"}}
	}
}

func evicted(message string) func(*corev1.Pod) {
	return func(p *corev1.Pod) {
		p.Status.Phase, p.Status.Reason, p.Status.Message = corev1.PodFailed, "Evicted", message
	}
}

// TestClassify: each end has its class, and words that say why.
func TestClassify(t *testing.T) {
	cut := fmt.Errorf("read from pod: %w", hold.ErrCut)
	refused := fmt.Errorf("read from pod: %w", syscall.ECONNREFUSED)
	for name, tt := range map[string]struct {
		ending   ending
		class    execute.Class
		evidence string
	}{
		"passed":               {ending{pod: exited(0, "Completed"), left: left(hold.Ending{})}, execute.Passed, "exit status 0"},
		"failed":               {ending{pod: exited(3, "Error"), left: left(hold.Ending{Code: 3})}, execute.Failed, "exit status 3"},
		"two truths":           {ending{pod: exited(0, "Completed"), left: left(hold.Ending{Code: 1})}, execute.OutputIncomplete, "the kubelet reports exit status 0, and the command left 1"},
		"nothing left":         {ending{pod: exited(0, "Completed")}, execute.OutputIncomplete, "exit status 0, and what the command left is missing"},
		"cut three times":      {ending{pod: exited(0, "Completed"), left: left(hold.Ending{}), fetch: cut}, execute.OutputIncomplete, "incomplete"},
		"API away":             {ending{pod: exited(0, "Completed"), fetch: refused}, execute.Lost, "connection refused"},
		"API given up":         {ending{pod: exited(0, "Completed"), lost: errors.New("no answer")}, execute.Lost, "no answer"},
		"report disk full":     {ending{pod: exited(0, "Completed"), fetch: fmt.Errorf("x: %w", syscall.ENOSPC)}, execute.NoSpace, "no space"},
		"timeout":              {ending{pod: exited(130, "Error"), left: left(hold.Ending{Code: 130, TimedOut: true, Processes: "sleep 9"})}, execute.Timeout, "time was up: exit status 130, while these ran: sleep 9"},
		"overdue":              {ending{pod: podWith(corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}), overdue: true}, execute.Timeout, "a minute after"},
		"out of memory":        {ending{pod: exited(137, "OOMKilled"), left: left(hold.Ending{Code: 137})}, execute.OOM, "out of memory"},
		"group out of memory":  {ending{pod: exited(137, "OOMKilled")}, execute.OOM, "out of memory"},
		"killed":               {ending{pod: exited(137, "Error")}, execute.Killed, "killed, perhaps"},
		"command killed":       {ending{pod: exited(137, "Error"), left: left(hold.Ending{Code: 137})}, execute.Killed, "killed, perhaps"},
		"missing program":      {ending{pod: exited(127, "Error"), left: left(hold.Ending{Code: 127, NotRun: "not found"})}, execute.StartFailed, "exit status 127, not found"},
		"127 of its own":       {ending{pod: exited(127, "Error"), left: left(hold.Ending{Code: 127})}, execute.StartFailed, "exit status 127"},
		"start error":          {ending{pod: exited(128, "StartError")}, execute.StartFailed, "StartError"},
		"no image":             {ending{pod: waitsFor("ErrImagePull", "manifest unknown")}, execute.BadImage, "image suite:1: ErrImagePull: manifest unknown"},
		"odd name":             {ending{pod: waitsFor("InvalidImageName", "x")}, execute.BadImage, "InvalidImageName"},
		"no config":            {ending{pod: waitsFor("CreateContainerConfigError", "runAsNonRoot")}, execute.StartFailed, "runAsNonRoot"},
		"another image":        {ending{pod: exited(0, "Completed"), image: "sha256:2", left: left(hold.Ending{})}, execute.BadImage, "ran image sha256:1"},
		"same image":           {ending{pod: exited(0, "Completed"), image: "sha256:1", left: left(hold.Ending{})}, execute.Passed, ""},
		"evicted, disk":        {ending{pod: with(exited(137, "Error"), evicted("Usage of EmptyDir volume exceeds the limit \"1Gi\". emptyDir"))}, execute.NoSpace, "evicted"},
		"evicted, memory":      {ending{pod: with(exited(137, "Error"), evicted("The node was low on resource: memory."))}, execute.Removed, "low on resource"},
		"drained":              {ending{pod: with(exited(143, "Error"), disruption("EvictionByEvictionAPI")), left: left(hold.Ending{Code: 143, Stopped: "terminated"})}, execute.Removed, "EvictionByEvictionAPI, because"},
		"preempted":            {ending{pod: with(exited(137, "Error"), disruption("PreemptionByScheduler"))}, execute.Removed, "PreemptionByScheduler"},
		"pod deadline":         {ending{pod: with(exited(137, "Error"), func(p *corev1.Pod) { p.Status.Reason = "DeadlineExceeded" })}, execute.Timeout, "deadline"},
		"removed":              {ending{pod: podWith(corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}), gone: true}, execute.Removed, "removed by somebody else"},
		"never seen":           {ending{gone: true}, execute.Removed, "before it was seen"},
		"no node":              {ending{pod: podWith(corev1.ContainerState{}), unplaced: "0/1 nodes are available"}, execute.Unplaced, "0/1 nodes"},
		"checkout cut":         {ending{pod: podWith(corev1.ContainerState{}), undelivered: cut}, execute.StartFailed, "incomplete"},
		"checkout, API away":   {ending{pod: podWith(corev1.ContainerState{}), undelivered: refused}, execute.Lost, "connection refused"},
		"checkout, full":       {ending{pod: podWith(corev1.ContainerState{}), undelivered: errors.New("write: no space left on device")}, execute.NoSpace, "no space"},
		"checkout, full later": {ending{pod: exited(126, "Error"), left: left(hold.Ending{Code: 126, NotRun: "unpack checkout: no space left on device"})}, execute.NoSpace, "no space"},
		"checkout, no copy":    {ending{pod: with(podWith(corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}), ended137(copyContainer))}, execute.StartFailed, "container copy ended"},
		"checkout, pod gone":   {ending{pod: podWith(corev1.ContainerState{}), gone: true, undelivered: cut}, execute.Removed, "somebody else"},
		"refused":              {ending{create: errors.New("pods is forbidden")}, execute.StartFailed, "forbidden"},
		"cancelled":            {ending{pod: exited(130, "Error"), Ending: execute.Ending{Cancelled: true}, left: left(hold.Ending{Code: 130})}, execute.Cancelled, "cancelled"},
		"output on full disk":  {ending{pod: exited(0, "Completed"), left: left(hold.Ending{Spool: "write: no space left on device"})}, execute.NoSpace, "no space"},
		"output held open":     {ending{pod: exited(0, "Completed"), left: left(hold.Ending{Spool: "kept open"})}, execute.OutputIncomplete, "kept open"},
		"our folder read-only": {ending{Ending: execute.Ending{Spool: errors.New("read-only")}}, execute.OutputIncomplete, "read-only"},
	} {
		class, evidence := tt.ending.complete().Classify()
		if class != tt.class || !strings.Contains(evidence, tt.evidence) {
			t.Errorf("%s: %s, %q, want %s, %q", name, class, evidence, tt.class, tt.evidence)
		}
	}
}

// TestPulls: an image that a registry does not have is given up at once, one that could not be pulled now is waited for.
func TestPulls(t *testing.T) {
	for message, hopeless := range map[string]bool{
		"manifest unknown": true, "pull access denied": true, "rpc error: NotFound: not found": true,
		"dial tcp: i/o timeout": false, "503 service unavailable": false,
	} {
		pod := waitsFor("ErrImagePull", message)
		if got := neverRuns(pod, time.Second) != nil; got != hopeless {
			t.Errorf("%s: %v", message, got)
		}
		if neverRuns(pod, pullPatience+time.Second) == nil {
			t.Errorf("%s: waited for ever", message)
		}
	}
	early := with(waitsFor("ErrImagePull", "401 Unauthorized"), func(pod *corev1.Pod) { pod.Spec.ImagePullSecrets = make([]corev1.LocalObjectReference, 1) })
	if neverRuns(early, time.Second) != nil || neverRuns(early, loginPatience+time.Second) == nil {
		t.Error("a secret that the node may not read yet is no wrong login, and a wrong one is")
	}
}

// TestAdvice: advice for a cluster does not name a daemon.
func TestAdvice(t *testing.T) {
	for _, class := range []execute.Class{execute.Killed, execute.Lost, execute.OOM, execute.Removed, execute.BadImage, execute.NoSpace, execute.Timeout,
		execute.StartFailed, execute.OutputIncomplete, execute.Unplaced, execute.Cancelled} {
		for _, evidence := range []string{"", "exec format error", "cgroup: no", "cpuset", "memory", "network", "pids limit", "volume", "privileged", "exec /suite: permission denied"} {
			got := advice(class, evidence)
			if got == "" || strings.Contains(got, "daemon") || strings.Contains(got, "docker") || strings.Contains(got, "engine") || strings.Contains(got, "volume") {
				t.Errorf("%s, %s: %q", class, evidence, got)
			}
		}
	}
}
