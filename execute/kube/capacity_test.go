//go:build !nokube

package kube

import (
	"net/http"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

func amounts(pairs ...string) corev1.ResourceList {
	list := corev1.ResourceList{}
	for i := 0; i < len(pairs); i += 2 {
		list[corev1.ResourceName(pairs[i])] = resource.MustParse(pairs[i+1])
	}
	return list
}

// TestSlots: what quotas and nodes have room for, as far as Baleen may ask.
func TestSlots(t *testing.T) {
	node := func(name, cpu, memory string, change func(*corev1.Node)) corev1.Node {
		n := corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}, Status: corev1.NodeStatus{Allocatable: amounts("cpu", cpu, "memory", memory, "pods", "20")}}
		if change != nil {
			change(&n)
		}
		return n
	}
	nodes := []corev1.Node{
		node("a", "3920m", "8Gi", nil), node("b", "2", "4Gi", nil),
		node("off", "64", "64Gi", func(n *corev1.Node) { n.Spec.Unschedulable = true }),
		node("down", "64", "64Gi", func(n *corev1.Node) {
			n.Status.Conditions = []corev1.NodeCondition{{Type: corev1.NodeReady, Status: corev1.ConditionUnknown}}
		}),
		node("tainted", "64", "64Gi", func(n *corev1.Node) { n.Spec.Taints = []corev1.Taint{{Key: "gpu", Effect: "NoSchedule"}} }),
	}
	others := []corev1.Pod{{Spec: corev1.PodSpec{NodeName: "a", Containers: []corev1.Container{{Resources: corev1.ResourceRequirements{Requests: amounts("cpu", "1", "memory", "2Gi")}}}}}}
	quota := func(hard, used corev1.ResourceList) []corev1.ResourceQuota {
		return []corev1.ResourceQuota{{Spec: corev1.ResourceQuotaSpec{Hard: hard}, Status: corev1.ResourceQuotaStatus{Used: used}}}
	}
	small := execute.Spec{CPUs: 0.5, Memory: 1 << 30}
	for name, tt := range map[string]struct {
		spec   execute.Spec
		pods   Settings
		nodes  []corev1.Node // nil: they may not be asked for
		quotas []corev1.ResourceQuota
		want   int
	}{
		"nothing known":           {want: usualSlots},
		"only what a pod needs":   {spec: small, want: mostSlots},
		"nodes by CPU":            {spec: execute.Spec{CPUs: 0.5}, nodes: nodes, want: 5 + 3}, // keep takes its part
		"nodes by memory":         {spec: execute.Spec{CPUs: 0.01, Memory: 1 << 30}, nodes: nodes, want: 5 + 3},
		"nodes by their CPUs":     {nodes: nodes, want: 4 + 2},
		"tolerated":               {nodes: nodes, pods: Settings{Tolerations: []Toleration{{Key: "gpu"}}}, want: 4 + 2 + 19 + 1},
		"selected":                {nodes: nodes, pods: Settings{NodeSelector: map[string]string{"disk": "fast"}}, want: 1},
		"quota of pods":           {spec: small, quotas: quota(amounts("pods", "10"), amounts("pods", "2")), want: 7}, // one is the Job's
		"quota of CPU":            {spec: small, quotas: quota(amounts("requests.cpu", "3"), amounts("requests.cpu", "1")), want: 3},
		"quota of limits":         {spec: small, quotas: quota(amounts("limits.memory", "5Gi"), nil), want: 4},
		"quota that is full":      {spec: small, quotas: quota(amounts("pods", "2"), amounts("pods", "2")), want: 1},
		"quota of something else": {spec: small, quotas: quota(amounts("services", "1"), nil), want: mostSlots},
		"quota and nodes":         {spec: small, nodes: nodes, quotas: quota(amounts("count/pods", "4"), nil), want: 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScripted(t)
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				switch {
				case strings.HasSuffix(r.URL.Path, "/resourcequotas") && tt.quotas != nil:
					s.answer(w, http.StatusOK, &corev1.ResourceQuotaList{Items: tt.quotas})
				case r.URL.Path == "/api/v1/nodes" && tt.nodes != nil:
					s.answer(w, http.StatusOK, &corev1.NodeList{Items: tt.nodes})
				case r.URL.Path == "/api/v1/pods" && tt.nodes != nil:
					s.answer(w, http.StatusOK, &corev1.PodList{Items: others})
				default:
					s.refuse(w, http.StatusForbidden, metav1.StatusReasonForbidden, "no")
				}
				return true
			}
			if got := s.cluster(-1).Slots(t.Context(), tt.pods, tt.spec); got != tt.want {
				t.Errorf("%d, want %d", got, tt.want)
			}
		})
	}
}
