//go:build !nokube

package kube

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

const (
	ownUID   = "7f3dacbb-f9f3-49e1-9698-a3bc44db797e"
	otherUID = "5c9a7f91-5c42-4dcc-8b71-523e55c68099"
)

// clusterWith is a cluster whose API server knows these Pods, each as a path and its JSON, and forbids everything in the namespace secret.
func clusterWith(t *testing.T, pods map[string]string) *Cluster {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer, known := pods[r.URL.Path]
		switch {
		case filepath.Dir(r.URL.Path) == "/api/v1/namespaces/secret/pods":
			w.WriteHeader(http.StatusForbidden)
			answer = `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403}`
		case !known:
			w.WriteHeader(http.StatusNotFound)
			answer = `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	c := &Cluster{Namespace: "ci"}
	if err := c.open(&rest.Config{Host: server.URL}, "baleen-test"); err != nil {
		t.Fatal(err)
	}
	return c
}

// podJSON is a Pod as the API server gives it.
func podJSON(uid, status string) string {
	return `{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "build", "uid": "` + uid + `"}, "status": {` + status + `}}`
}

// mountinfo is that of a container of a Pod.
const mountinfo = `560 308 254:0 /var/lib/kubelet/pods/` + ownUID + `/etc-hosts /etc/hosts rw,relatime - ext4 /dev/vda rw
573 524 254:0 /var/lib/kubelet/pods/` + ownUID + `/containers/main/450747eb /dev/termination-log rw,relatime - ext4 /dev/vda rw
`

// within makes the root of a container's file system.
func within(t *testing.T, mounts string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{"proc/self/mountinfo": mounts, "var/run/secrets/kubernetes.io/serviceaccount/namespace": "ci\n"} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestOwnPod: only the Pod whose UID this process sees of itself is Baleen's own.
func TestOwnPod(t *testing.T) {
	const path = "/api/v1/namespaces/ci/pods/build"
	// Docker in a Pod, whose data lies in one of the Pod's volumes.
	const inner = "560 308 254:0 /var/lib/kubelet/pods/" + ownUID + "/volumes/kubernetes.io~empty-dir/docker/containers/abc/hosts /etc/hosts rw - ext4 /dev/vda rw\n"
	for name, tt := range map[string]struct {
		mounts string
		pods   map[string]string
		env    map[string]string
		want   string
	}{
		"own":             {mountinfo, map[string]string{path: podJSON(ownUID, "")}, map[string]string{"HOSTNAME": "build"}, "ci/build/" + ownUID + "/main/450747eb"},
		"host's name":     {mountinfo, map[string]string{path: podJSON(ownUID, "")}, map[string]string{"HOSTNAME": "node1", "POD_NAME": "build"}, "ci/build/" + ownUID + "/main/450747eb"},
		"hidden":          {"", map[string]string{path: podJSON(ownUID, "")}, map[string]string{"HOSTNAME": "build", "POD_UID": ownUID}, "ci/build/" + ownUID + "//"},
		"nothing known":   {"", map[string]string{path: podJSON(ownUID, "")}, map[string]string{"HOSTNAME": "build"}, ""},
		"docker in a pod": {inner, map[string]string{path: podJSON(ownUID, "")}, map[string]string{"HOSTNAME": "build"}, ""},
		"another's name":  {mountinfo, map[string]string{path: podJSON(otherUID, "")}, map[string]string{"HOSTNAME": "build"}, ""},
		"other cluster":   {mountinfo, nil, map[string]string{"HOSTNAME": "build"}, ""},
		"no right":        {mountinfo, nil, map[string]string{"HOSTNAME": "build", "POD_NAMESPACE": "secret"}, ""},
	} {
		c := clusterWith(t, tt.pods)
		got := c.findOwnPod(t.Context(), func(name string) string { return tt.env[name] }, within(t, tt.mounts))
		if got.String() != tt.want || parseOwnPod(tt.want) != got {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// TestOwners: a Pod owns only what is in its own namespace: the cluster removes anything else at once.
func TestOwners(t *testing.T) {
	c := &Cluster{Namespace: "ci"}
	if got := c.owners(); got != nil {
		t.Error(got)
	}
	c.own = ownPod{namespace: "runners", name: "build", uid: ownUID}
	if got := c.owners(); got != nil {
		t.Error(got)
	}
	c.own.namespace = "ci"
	if got := c.owners(); len(got) != 1 || got[0].Kind != "Pod" || got[0].Name != "build" || got[0].UID != ownUID || got[0].BlockOwnerDeletion != nil {
		t.Error(got)
	}
}

// TestAbandonedInPods: a neighbour that lives in another Pod is never taken for dead, whatever its process numbers are; what a dead Pod left is
// found.
func TestAbandonedInPods(t *testing.T) {
	here := self("/proc")
	reused := here
	reused.start = "1" // this process number, as another kernel with the same boot ID may have it: a copy of a virtual machine
	const path = "/api/v1/namespaces/ci/pods/build"
	me := ownPod{"ci", "me", ownUID, "main", "11111111"}
	another := ownPod{"ci", "build", otherUID, "main", "22222222"}
	before := me
	before.start = "00000000"
	for name, tt := range map[string]struct {
		self, of ownPod
		pods     map[string]string
		want     bool
	}{
		"neighbour lives":          {me, another, map[string]string{path: podJSON(otherUID, `"phase": "Running"`)}, false},
		"neighbour waits":          {me, another, map[string]string{path: podJSON(otherUID, `"phase": "Pending"`)}, false},
		"seen from outside":        {ownPod{}, another, map[string]string{path: podJSON(otherUID, `"phase": "Running"`)}, false},
		"neighbour of a namespace": {me, ownPod{"secret", "build", otherUID, "", ""}, nil, false},
		"gone":                     {me, another, nil, true},
		"gone, from outside":       {ownPod{}, another, nil, true},
		"another of its name":      {me, another, map[string]string{path: podJSON(ownUID, `"phase": "Running"`)}, true},
		"failed":                   {me, another, map[string]string{path: podJSON(otherUID, `"phase": "Failed"`)}, true},
		"its container ended": {me, another, map[string]string{path: podJSON(otherUID,
			`"phase": "Running", "containerStatuses": [{"name": "main", "state": {"terminated": {"exitCode": 137}}}]`)}, true},
		"same pod, other process": {me, me, nil, true},
		"restarted":               {me, before, nil, true},
		"no pod, this machine":    {me, ownPod{}, nil, true},
	} {
		owner := reused
		if name == "restarted" {
			owner.namespace = "0" // a restarted container has a new one
		}
		c := clusterWith(t, tt.pods)
		c.own = tt.self
		job := &batchv1.Job{ObjectMeta: metav1.ObjectMeta{
			Labels:      map[string]string{runLabel: "r", ownerLabel: owner.String(), deadlineLabel: strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)},
			Annotations: map[string]string{ownPodAnnotation: tt.of.String()},
		}}
		if got := c.abandoned(t.Context(), job, witness{time.Now(), here, "/proc"}); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
