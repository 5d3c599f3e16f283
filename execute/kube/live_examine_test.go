//go:build cluster && !nokube

package kube

import (
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// TestClusterDoctor: doctor says what a namespace lacks for a run and what to do about it, and that a run works if it does.
func TestClusterDoctor(t *testing.T) {
	t.Parallel()
	in := connect(t).inside(t)
	quota := &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Name: "some"}, Spec: corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{"pods": resource.MustParse("20")}}}
	if err := in.core.Post().Namespace(in.Namespace).Resource("resourcequotas").Body(quota).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	in.startPod(t, "ci", agent)
	out := in.sh(t, "ci", agentContainer, "baleen doctor --engine auto --image "+in.baleen+" --pull never --pod-image "+holdImage+" --user 1000 --runner exit-code "+
		"--command 'cat {files}' --files-from image --files features/ --report-dir /tmp/r --timings /tmp/t")
	for _, want := range []string{"OK    cluster      https://10.245.", "OK    version      Kubernetes v1.34", "OK    rights       all that a run needs", "OK    admission    the API server accepts a pod of this run",
		"OK    podsecurity  the level cannot be read", "OK    own pod      " + in.Namespace + "/ci: ", "OK    pod-image    a node has " + holdImage, "OK    smoke        features/a.feature ran in", "\nREADY\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	settings := Settings{RunID: "t", HoldImage: holdImage, Deadline: time.Now().Add(time.Hour)}
	spec := in.spec()
	for what, tt := range map[string]struct {
		as           *Cluster
		fatal        bool
		text, advice string
	}{
		"rights":      {in.as(t, "default").Cluster, true, "missing in namespace " + in.Namespace + ": create pods, delete pods, get pods", "apply -f examples/kubernetes/rbac.yaml"},
		"admission":   {in.Cluster, true, "violates PodSecurity", "user: --user 1000"},
		"podsecurity": {in.Cluster, false, "enforces level restricted", ""},
		"quota":       {in.Cluster, false, "pods: 1 of 20 used", ""},
	} {
		found := tt.as.Examine(t.Context(), settings, spec)
		at := slices.IndexFunc(found, func(f Finding) bool { return f.What == what })
		if at < 0 || found[at].Fatal != tt.fatal || !strings.Contains(found[at].Text, tt.text) || !strings.Contains(found[at].Hint, tt.advice) {
			t.Errorf("%s: %+v", what, found)
		}
	}
	in.until(t, "nothing is left", func() bool { return len(in.left(t)) == 0 })
}
