//go:build !nokube

package kube

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// TestDisplaced: what the cluster ended, or lost, is tried again if its command certainly does not run any more, and nothing else is.
func TestDisplaced(t *testing.T) {
	runs := corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}
	failed := func(reason string) func(*corev1.Pod) {
		return func(p *corev1.Pod) { p.Status.Phase, p.Status.Reason = corev1.PodFailed, reason }
	}
	lost, fenced := &loss{node: "n"}, &loss{node: "n", fenced: true}
	for name, tt := range map[string]struct {
		ending   ending
		class    execute.Class
		evidence string
		again    bool
	}{
		"lost":                {ending{pod: podWith(runs), loss: lost}, execute.Lost, "it may still run there", false},
		"lost, disrupted":     {ending{pod: with(podWith(runs), disruption("DeletionByTaintManager")), loss: lost}, execute.Lost, "it may still run there", false},
		"lost, its time up":   {ending{pod: podWith(runs), loss: fenced}, execute.Lost, "node n does not answer, and the time of the command is up", true},
		"lost, then gone":     {ending{pod: podWith(runs), loss: lost, gone: true}, execute.Lost, "until its pod was taken out of the API", true},
		"lost, then back":     {ending{pod: exited(137, "Error"), loss: lost}, execute.Lost, "did not answer for a while", true},
		"lost, not confirmed": {ending{pod: podWith(runs), loss: lost, left: left(hold.Ending{Code: 1})}, execute.Lost, "has not confirmed how the command ended", true},
		"lost, and passed":    {ending{pod: podWith(runs), loss: lost, left: left(hold.Ending{})}, execute.Lost, "has not confirmed", false},
		"drained, exits 0":    {ending{pod: with(exited(0, "Completed"), disruption("EvictionByEvictionAPI")), left: left(hold.Ending{Stopped: "terminated"})}, execute.Removed, "EvictionByEvictionAPI", true},
		"drained, passed":     {ending{pod: with(exited(0, "Completed"), disruption("EvictionByEvictionAPI")), left: left(hold.Ending{})}, execute.Passed, "exit status 0", false},
		"lost, cancelled":     {ending{pod: podWith(runs), loss: fenced, Ending: execute.Ending{Cancelled: true}}, execute.Cancelled, "", false},
		"no such node":        {ending{pod: with(podWith(runs), disruption(noNode)), gone: true}, execute.Lost, "taken out of the cluster: because", true},
		"no such node yet":    {ending{pod: with(podWith(runs), disruption(noNode))}, execute.Lost, "taken out of the cluster", false},
		"drained":             {ending{pod: with(exited(143, "Error"), disruption("EvictionByEvictionAPI")), left: left(hold.Ending{Code: 143, Stopped: "terminated"})}, execute.Removed, "EvictionByEvictionAPI", true},
		"drained afterwards":  {ending{pod: with(exited(1, "Error"), disruption("EvictionByEvictionAPI")), left: left(hold.Ending{Code: 1})}, execute.Failed, "exit status 1", false},
		"memory":              {ending{pod: with(exited(137, "Error"), evicted("The node was low on resource: memory."))}, execute.Removed, "memory", true},
		"disk of the node":    {ending{pod: with(exited(137, "Error"), evicted("The node was low on resource: ephemeral-storage."))}, execute.Removed, "ephemeral-storage", true},
		"disk of the pod":     {ending{pod: with(exited(137, "Error"), evicted("Pod ephemeral local storage usage exceeds the total limit of containers 40Mi."))}, execute.NoSpace, "40Mi", false},
		"disk of a container": {ending{pod: with(exited(137, "Error"), evicted(`Container main exceeded its local ephemeral storage limit "20Mi".`))}, execute.NoSpace, "20Mi", false},
		"refused":             {ending{pod: with(&corev1.Pod{}, failed("OutOfcpu"))}, execute.Removed, "the node refused the pod: OutOfcpu", true},
		"shut down":           {ending{pod: with(waitsFor("ContainerCreating", ""), failed("NodeShutdown"))}, execute.Removed, "NodeShutdown", true},
		"by a person":         {ending{pod: podWith(runs), gone: true}, execute.Removed, "somebody else", false},
		"never seen":          {ending{gone: true, lost: context.DeadlineExceeded}, execute.Lost, "deadline", false},
		"the API is away":     {ending{pod: podWith(runs), lost: context.DeadlineExceeded}, execute.Lost, "deadline", false},
	} {
		class, evidence := tt.ending.complete().Classify()
		if again := tt.ending.displaced(); class != tt.class || !strings.Contains(evidence, tt.evidence) || again != tt.again {
			t.Errorf("%s: %s, %q, again %v", name, class, evidence, again)
		}
	}
}

// TestNodeLost: a node is lost when it does not confirm the end of a Pod in time. Then the Pod is waited for until its command's time is
// up, or for as long as Pods are waited for.
func TestNodeLost(t *testing.T) {
	for name, tt := range map[string]struct {
		timeout, place time.Duration
		fenced         bool
		over           time.Duration // since the removal
	}{
		"time up":    {time.Minute, time.Hour, true, time.Minute + overtime},
		"no timeout": {0, 5 * time.Minute, false, 20*time.Second + 5*time.Minute},
		"too long":   {time.Hour, 5 * time.Minute, false, 20*time.Second + 5*time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &driver{Engine: &Engine{settings: Settings{PlaceTimeout: tt.place}}}
				w := &waiting{attempt: &attempt{driver: d, job: execute.Job{Timeout: tt.timeout}}, started: time.Now()}
				seconds, long := int64(10), metav1.NewTime(time.Now().Add(-time.Hour)) // by a clock that differs
				pod := podWith(corev1.ContainerState{Running: &corev1.ContainerStateRunning{}})
				pod.Spec.NodeName = "n"
				if w.nodeLost(pod) {
					t.Error("lost without a removal")
				}
				pod.DeletionTimestamp, pod.DeletionGracePeriodSeconds = &long, &seconds
				began, lost := time.Now(), time.Duration(0)
				for ; !w.nodeLost(pod) || !w.lossOver(); time.Sleep(time.Second) {
					if w.ending.loss != nil && lost == 0 {
						lost = time.Since(began)
					}
				}
				took := time.Since(began).Round(time.Minute / 2)
				if lost < 20*time.Second || lost > 22*time.Second || took != tt.over.Round(time.Minute/2) || w.ending.loss.fenced != tt.fenced {
					t.Errorf("lost after %s, over after %s: %+v", lost, took, w.ending.loss)
				}
			})
		})
	}
}

// TestWhileAway: Pods leave a node that does not answer soon, unless a toleration says otherwise.
func TestWhileAway(t *testing.T) {
	for name, tt := range map[string]struct {
		given []Toleration
		short []string
	}{
		"none":         {nil, []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable}},
		"another":      {[]Toleration{{Key: "ci", Effect: "NoExecute"}}, []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable}},
		"one":          {[]Toleration{{Key: corev1.TaintNodeUnreachable}}, []string{corev1.TaintNodeNotReady}},
		"its effect":   {[]Toleration{{Key: corev1.TaintNodeNotReady, Effect: "NoExecute"}}, []string{corev1.TaintNodeUnreachable}},
		"other effect": {[]Toleration{{Key: corev1.TaintNodeNotReady, Effect: "NoSchedule"}}, []string{corev1.TaintNodeNotReady, corev1.TaintNodeUnreachable}},
	} {
		var short []string
		for _, toleration := range (Settings{Tolerations: tt.given}).tolerations() {
			if seconds := toleration.TolerationSeconds; seconds != nil && *seconds == 30 {
				short = append(short, toleration.Key)
			}
		}
		if !slices.Equal(short, tt.short) {
			t.Errorf("%s: %s", name, short)
		}
	}
}
