//go:build !nokube

package kube

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// Bounds of how many Pods run at a time if nothing else says so.
const (
	mostSlots  = 64
	usualSlots = 8 // where nothing at all is known
)

// Slots is how many Pods of a specification run at a time: as many as the namespace's quotas and the nodes have room for. What Baleen may
// not ask for does not count; if the nodes are unknown and no Pod says what it needs, it is a usual number. If others take the room
// later, Pods wait.
func (c *Cluster) Slots(ctx context.Context, s Settings, spec execute.Spec) int {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	pod := plan{s, spec}.pod("", execute.Job{}, 1, metav1.OwnerReference{})
	n := mostSlots
	if room, known := c.nodeRoom(ctx, pod, spec.CPUs); known {
		n = min(n, room)
	} else if spec.CPUs == 0 && spec.Memory == 0 {
		n = min(n, usualSlots)
	}
	own := s.job(time.Now()).Spec.Template.Spec
	quotas, _ := c.resourceQuotas(ctx) // without the right to list them, the API server enforces them anyway
	for _, quota := range quotas {
		n = min(n, quotaRoom(quota, demand(pod.Spec), demand(own)))
	}
	return max(1, n)
}

func (c *Cluster) resourceQuotas(ctx context.Context) ([]corev1.ResourceQuota, error) {
	var found corev1.ResourceQuotaList
	err := patientFor(ctx, callTime, func(ctx context.Context) error {
		return c.core.Get().Namespace(c.Namespace).Resource("resourcequotas").Do(ctx).Into(&found)
	})
	return found.Items, err
}

// demand is what a Pod takes of a quota.
func demand(spec corev1.PodSpec) corev1.ResourceList {
	all := corev1.ResourceList{corev1.ResourcePods: resource.MustParse("1"), "count/pods": resource.MustParse("1")}
	add := func(prefix corev1.ResourceName, list corev1.ResourceList) {
		for name, q := range list {
			sum := all[prefix+name]
			sum.Add(q)
			all[prefix+name] = sum
		}
	}
	for _, c := range spec.Containers {
		add("", c.Resources.Requests)
		add("requests.", c.Resources.Requests)
		add("limits.", c.Resources.Limits)
	}
	return all
}

// quotaRoom is how many Pods a quota has room for, beside one other. A quota that is only for some Pods is left to the API server.
func quotaRoom(quota corev1.ResourceQuota, pod, other corev1.ResourceList) int {
	n := mostSlots
	if len(quota.Spec.Scopes) > 0 || quota.Spec.ScopeSelector != nil {
		return n
	}
	for name, hard := range quota.Spec.Hard {
		used, beside := quota.Status.Used[name], other[name]
		hard.Sub(used)
		hard.Sub(beside)
		n = min(n, fits(hard, pod[name]))
	}
	return n
}

// fits is how often a part fits into what is free; a part of size 0 fits any number of times.
func fits(free, part resource.Quantity) int {
	if part.IsZero() {
		return mostSlots
	}
	const most = 1000 // of them, so that a count fits into an int
	return int(max(0, min(most, free.MilliValue()/part.MilliValue())))
}

// nodeRoom is how many Pods fit on the nodes that may take them. It is unknown without the right to list nodes and the Pods of all
// namespaces.
func (c *Cluster) nodeRoom(ctx context.Context, pod *corev1.Pod, cpus float64) (room int, known bool) {
	nodes := new(corev1.NodeList)
	if err := c.core.Get().Resource("nodes").Do(ctx).Into(nodes); err != nil {
		return 0, false
	}
	free := map[string]corev1.ResourceList{}
	for _, node := range nodes.Items {
		if takes(node, pod) {
			free[node.Name] = node.Status.Allocatable.DeepCopy()
		}
	}
	if err := c.subtractPods(ctx, free); err != nil {
		return 0, false
	}
	need := demand(pod.Spec)
	for _, node := range nodes.Items {
		left, ok := free[node.Name]
		if !ok {
			continue
		}
		n := min(fits(left[corev1.ResourcePods], need[corev1.ResourcePods]), fits(left[corev1.ResourceMemory], need[corev1.ResourceMemory]))
		cpu := left[corev1.ResourceCPU]
		if cpus > 0 {
			n = min(n, fits(cpu, need[corev1.ResourceCPU]))
		} else { // a Pod that does not say what it needs gets a CPU, as on a daemon
			n = min(n, int((node.Status.Allocatable.Cpu().MilliValue()+500)/1000))
		}
		room += n
	}
	return room, true
}

// takes reports whether a node takes such Pods.
func takes(node corev1.Node, pod *corev1.Pod) bool {
	if node.Spec.Unschedulable {
		return false
	}
	for key, value := range pod.Spec.NodeSelector {
		if node.Labels[key] != value {
			return false
		}
	}
	for _, c := range node.Status.Conditions {
		if c.Type == corev1.NodeReady && c.Status != corev1.ConditionTrue {
			return false
		}
	}
	for _, taint := range node.Spec.Taints {
		if taint.Effect != corev1.TaintEffectPreferNoSchedule && !tolerates(pod, taint) {
			return false
		}
	}
	return true
}

func tolerates(pod *corev1.Pod, taint corev1.Taint) bool {
	for _, t := range pod.Spec.Tolerations {
		if t.ToleratesTaint(&taint) {
			return true
		}
	}
	return false
}

// subtractPods takes away what the Pods of all namespaces hold, in parts, because a cluster may have very many.
func (c *Cluster) subtractPods(ctx context.Context, free map[string]corev1.ResourceList) error {
	const atATime = 250
	o := metav1.ListOptions{Limit: atATime, FieldSelector: "status.phase!=Succeeded,status.phase!=Failed"}
	for {
		found := new(corev1.PodList)
		if err := c.core.Get().Resource("pods").VersionedParams(&o, c.codec).Do(ctx).Into(found); err != nil {
			return err
		}
		for _, pod := range found.Items {
			subtract(free[pod.Spec.NodeName], demand(pod.Spec))
		}
		if o.Continue = found.Continue; o.Continue == "" {
			return nil
		}
	}
}

// subtract takes away what a Pod holds of what a node has.
func subtract(left, held corev1.ResourceList) {
	for name, part := range held {
		if q, has := left[name]; has {
			q.Sub(part)
			left[name] = q
		}
	}
}
