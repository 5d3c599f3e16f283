//go:build !nokube

package kube

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// ownPod is the Pod that a Baleen runs in. The zero value is none, or one that is not known for certain.
type ownPod struct {
	namespace, name, uid string
	container            string // empty: unknown
	start                string // of the container; another one after a restart
}

// ownPodAnnotation says on a Job in which Pod its Baleen runs.
const ownPodAnnotation = "baleen.pod"

// String returns the annotation's value. No part can hold a slash.
func (p ownPod) String() string {
	if p.uid == "" {
		return ""
	}
	return strings.Join([]string{p.namespace, p.name, p.uid, p.container, p.start}, "/")
}

// parseOwnPod parses what String returned. From any other text it returns the zero value.
func parseOwnPod(text string) ownPod {
	words := strings.Split(text, "/")
	if len(words) != 5 {
		return ownPod{}
	}
	return ownPod{words[0], words[1], words[2], words[3], words[4]}
}

// findOwnPod asks the cluster for the Pod of this process; root is the file system's. Only a Pod with the UID that the process sees of
// itself counts: the kubeconfig may be that of another cluster, and a host's name may be that of another Pod.
func (c *Cluster) findOwnPod(ctx context.Context, getenv func(string) string, root string) ownPod {
	p := mountedPod(root)
	p.uid = cmp.Or(p.uid, getenv("POD_UID"))
	p.name = cmp.Or(getenv("POD_NAME"), getenv("HOSTNAME"))
	if p.uid == "" || p.name == "" {
		return ownPod{}
	}
	account, _ := os.ReadFile(filepath.Join(root, "var/run/secrets/kubernetes.io/serviceaccount/namespace")) // missing if the Pod has no token
	p.namespace = cmp.Or(getenv("POD_NAMESPACE"), strings.TrimSpace(string(account)), c.Namespace)
	pod, err := c.podOf(ctx, p)
	if err != nil || string(pod.UID) != p.uid {
		return ownPod{}
	}
	return p
}

// podOf asks for the Pod that has this one's name now.
func (c *Cluster) podOf(ctx context.Context, p ownPod) (pod *corev1.Pod, err error) {
	in := *c
	in.Namespace = p.namespace
	err = patientFor(ctx, callTime, func(ctx context.Context) (err error) {
		pod, err = in.pod(ctx, p.name)
		return err
	})
	return pod, err
}

// mounted finds the Pod's UID in the paths of the files that the kubelet mounts into each of its containers: /etc/hosts, and
// /dev/termination-log, whose path also has the container's name and one word for each of its starts.
var mounted = regexp.MustCompile(`/pods/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:etc-hosts |containers/([^/ ]+)/([^/ ]+) )`)

// mountedPod is what this process sees of its Pod; all is empty if it has none, or if the container's runtime hides it.
func mountedPod(root string) (p ownPod) {
	mounts, _ := os.ReadFile(filepath.Join(root, "proc/self/mountinfo"))
	for _, found := range mounted.FindAllStringSubmatch(string(mounts), -1) {
		p = ownPod{uid: found[1], container: cmp.Or(found[2], p.container), start: cmp.Or(found[3], p.start)}
	}
	return p
}

// owners own a run's Job: once Baleen's own Pod is removed, the cluster removes the Job, and all Pods with it. A Pod can own only what is in
// its namespace; anything else the cluster would remove at once.
func (c *Cluster) owners() []metav1.OwnerReference {
	if c.own.uid == "" || c.own.namespace != c.Namespace {
		return nil
	}
	return []metav1.OwnerReference{{APIVersion: "v1", Kind: "Pod", Name: c.own.name, UID: types.UID(c.own.uid)}}
}

// restarted reports whether other is the same container of the same Pod after a restart, which ended every process in it.
func (p ownPod) restarted(other ownPod) bool {
	return p.uid != "" && p.uid == other.uid && p.container != "" && p.container == other.container && p.start != other.start
}

// hasEnded reports whether no process of a Pod's Baleen can be alive, as the cluster sees it. If that is unknown, one can.
func (c *Cluster) hasEnded(ctx context.Context, p ownPod) bool {
	pod, err := c.podOf(ctx, p)
	switch {
	case apierrors.IsNotFound(err):
		return true
	case err != nil:
		return false
	}
	return string(pod.UID) != p.uid || pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed ||
		terminated(pod, p.container) != nil
}
