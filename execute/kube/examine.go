//go:build !nokube

package kube

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// Examine looks whether a run could work in the namespace. It makes nothing there: the API server only checks a Pod.
func (c *Cluster) Examine(ctx context.Context, s Settings, spec execute.Spec) []Finding {
	found := []Finding{c.release(), c.rights(ctx)}
	if !found[1].Fatal {
		found = append(found, c.tryPod(ctx, s, spec))
	}
	found = append(found, c.podSecurity(ctx), c.quotas(ctx))
	if c.own.uid != "" {
		own := Finding{What: "own pod", Text: c.own.namespace + "/" + c.own.name + ": if it is removed, its runs are removed, too"}
		if c.owners() == nil {
			own.Text = fmt.Sprintf("%s/%s cannot own runs in namespace %s", c.own.namespace, c.own.name, c.Namespace)
			own.Hint = "leave namespace out, and runs are removed with the pod; in another namespace, they end at run-timeout"
		}
		found = append(found, own)
	}
	return found
}

// oldest is the minor version of Kubernetes 1 from which on everything that Baleen uses is on by default: exec over WebSocket.
const oldest = 30

// release says which Kubernetes it is.
func (c *Cluster) release() Finding {
	f := Finding{What: "version", Text: "Kubernetes " + c.Version}
	if c.before(oldest) {
		f.Text += ": exec goes over SPDY, which some proxies cut"
		f.Hint = fmt.Sprintf("use Kubernetes 1.%d or later, or reach the API server without a proxy", oldest)
	}
	return f
}

// A right is what Baleen does with objects of a kind.
type right struct{ group, resource, subresource, verbs string }

// needed are the rights that a run cannot do without: those in examples/kubernetes/rbac.yaml.
var needed = [...]right{
	{"", "pods", "", "create delete get list watch"},
	{"", "pods", "exec", "create get"},
	{"batch", "jobs", "", "create delete get list"},
}

// rights asks which of them are missing. Any user may ask that about itself.
func (c *Cluster) rights(ctx context.Context) Finding {
	var missing []string
	for _, r := range needed {
		for verb := range strings.FieldsSeq(r.verbs) {
			allowed, err := c.may(ctx, verb, r)
			if err != nil {
				return Finding{"rights", "they cannot be checked: " + execute.OneLine(err), "check the credentials of the kubeconfig or the service account", apierrors.IsUnauthorized(err)}
			}
			if !allowed {
				missing = append(missing, strings.TrimSuffix(verb+" "+r.resource+"/"+r.subresource, "/"))
			}
		}
	}
	if missing == nil {
		return Finding{What: "rights", Text: "all that a run needs in namespace " + c.Namespace}
	}
	return Finding{"rights", "missing in namespace " + c.Namespace + ": " + strings.Join(missing, ", "),
		"kubectl --namespace " + c.Namespace + " apply -f examples/kubernetes/rbac.yaml, and run Baleen as its service account", true}
}

// may asks for one right.
func (c *Cluster) may(ctx context.Context, verb string, r right) (bool, error) {
	type attributes struct {
		Namespace   string `json:"namespace"`
		Verb        string `json:"verb"`
		Group       string `json:"group,omitempty"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource,omitempty"`
	}
	question := map[string]any{"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
		"spec": map[string]any{"resourceAttributes": attributes{c.Namespace, verb, r.group, r.resource, r.subresource}}}
	body, err := json.Marshal(question)
	if err != nil {
		return false, err
	}
	var answer struct{ Status struct{ Allowed bool } }
	err = patientFor(ctx, callTime, func(ctx context.Context) error {
		text, err := c.core.Post().AbsPath("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews").
			SetHeader("Content-Type", "application/json").Body(body).Do(ctx).Raw()
		if err != nil {
			return err
		}
		return decode(text, &answer)
	})
	return answer.Status.Allowed, err
}

// tryPod has the API server check a Pod of the run: PodSecurity, limits, quota and whatever else it is configured with.
func (c *Cluster) tryPod(ctx context.Context, s Settings, spec execute.Spec) Finding {
	s.RunID += "-check"
	pod := plan{Settings: s, Spec: spec}.pod(s.podName(1), execute.Job{Command: []string{"true"}}, 0, metav1.OwnerReference{})
	pod.OwnerReferences = nil
	err := patientFor(ctx, callTime, func(ctx context.Context) error {
		return c.core.Post().Namespace(c.Namespace).Resource("pods").
			VersionedParams(&metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}, c.codec).Body(pod).Do(ctx).Error()
	})
	var refused *Refused
	switch {
	case err == nil:
		return Finding{What: "admission", Text: "the API server accepts a pod of this run"}
	case overQuota(err):
		return Finding{What: "admission", Text: execute.OneLine(err), Hint: "the quota has no room for a pod now: a run waits for room, at most as long as place-timeout"}
	case errors.As(refusal(err), &refused):
		return Finding{"admission", execute.OneLine(err), refused.Input + ": " + refused.Advice, true}
	}
	return Finding{"admission", execute.OneLine(err), "change what the API server refuses, or its rules", true}
}

// podSecurity says which level the namespace enforces, if Baleen may read that.
func (c *Cluster) podSecurity(ctx context.Context) Finding {
	f := Finding{What: "podsecurity", Text: "the level cannot be read with these rights; admission says whether pods pass it"}
	var space corev1.Namespace
	err := patientFor(ctx, callTime, func(ctx context.Context) error {
		return c.core.Get().Resource("namespaces").Name(c.Namespace).Do(ctx).Into(&space)
	})
	if err == nil {
		level := space.Labels["pod-security.kubernetes.io/enforce"]
		if f.Text = "the namespace enforces level " + level; level == "" {
			f.Text = "the namespace enforces no level of its own"
		}
	}
	return f
}

// quotas says how many Pods the namespace's quotas leave room for, if Baleen may read them.
func (c *Cluster) quotas(ctx context.Context) Finding {
	f := Finding{What: "quota", Text: "none"}
	all, err := c.resourceQuotas(ctx)
	if err != nil {
		f.Text = "it cannot be read with these rights; if it is full, fewer pods run at a time"
		return f
	}
	var uses []string
	for _, quota := range all {
		for name, hard := range quota.Status.Hard {
			used := quota.Status.Used[name]
			uses = append(uses, fmt.Sprintf("%s: %s of %s used", name, used.String(), hard.String()))
		}
	}
	if len(uses) > 0 {
		slices.Sort(uses)
		f.Text = strings.Join(uses, "; ")
	}
	return f
}
