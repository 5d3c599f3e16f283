//go:build cluster && !nokube

package kube

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/org/baleen-action/execute"
)

// secondNode is the node that tests take away. The first one shares the network of the control plane.
const secondNode = "node2"

// onNode lets Pods run on one node only.
func onNode(name string) func(*Settings) {
	return func(s *Settings) { s.NodeSelector = map[string]string{corev1.LabelHostname: name} }
}

// runPods are the Pods of a run, without the one of its Job.
func (l live) runPods(t *testing.T, e *Engine) []corev1.Pod {
	t.Helper()
	found, err := l.pods(t.Context(), runLabel+"="+label(e.settings.RunID))
	if err != nil {
		t.Error(err)
		return nil
	}
	return slices.DeleteFunc(found.Items, ofJob)
}

func ofJob(pod corev1.Pod) bool { return len(pod.Spec.Containers) == 1 }

// patchNode changes a node.
func (l live) patchNode(t *testing.T, name, patch string) {
	t.Helper()
	if err := l.core.Patch(types.MergePatchType).Resource("nodes").Name(name).Body([]byte(patch)).Do(t.Context()).Error(); err != nil {
		t.Error(err)
	}
}

// nodesUsed notes on which nodes the Pods of a run are, until stopped.
func (l live) nodesUsed(t *testing.T, e *Engine) (stop func() []string) {
	t.Helper()
	over, used := make(chan struct{}), map[string]bool{}
	var watching sync.WaitGroup
	watching.Go(func() {
		for {
			for _, pod := range l.runPods(t, e) {
				used[pod.Spec.NodeName] = true
			}
			select {
			case <-over:
				delete(used, "")
				return
			default:
				execute.Pause(t.Context(), firstWait)
			}
		}
	})
	return func() []string {
		close(over)
		watching.Wait()
		return slices.Sorted(maps.Keys(used))
	}
}

// TestClusterTwoNodes: the Pods of one run are on both nodes, and what they leave arrives byte for byte from both.
func TestClusterTwoNodes(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	used := l.nodesUsed(t, e)
	const script = `head -c 5000000 /dev/urandom >/tmp/x; cat /tmp/x; head -c 1000 /tmp/x >&2
sha256sum /tmp/x | cut -d' ' -f1 >/baleen-report/sum; hostname >/baleen-report/pod; sleep 1`
	var jobs []execute.Job
	for _, name := range strings.Fields("a b c d e f g h") {
		jobs = append(jobs, jobFor(t, name, "sh", "-c", script))
	}
	outcomes := run(t, e, l.spec(), len(jobs), jobs...)
	if nodes := used(); !slices.Equal(nodes, []string{"node1", secondNode}) {
		t.Errorf("pods ran on %s", nodes)
	}
	for _, job := range jobs {
		out, err := os.ReadFile(job.Stdout)
		if err != nil || fmt.Sprintf("%x\n", sha256.Sum256(out)) != text(t, job.Into+"/sum") || text(t, job.Stderr) != string(out[:1000]) {
			t.Errorf("%s: %d bytes, %v: %s", job.Name, len(out), err, outcomes[job.Name].Evidence)
		}
	}
}

// TestClusterLook: an image can be looked into wherever the probe runs.
func TestClusterLook(t *testing.T) {
	l := connect(t)
	for _, node := range []string{"node1", secondNode} {
		e := l.open(t, onNode(node))
		if _, err := e.Resolve(t.Context(), l.spec()); err != nil {
			t.Fatal(err)
		}
		files, err := e.Files(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if at, err := files.Real("/bin/sh"); at != "/bin/busybox" || err != nil {
			t.Errorf("%s: %s, %v", node, at, err)
		}
		if err := files.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestClusterADisplacedLook: the Pod through which an image is looked into waits for a volume when it goes. If a person removes it, the look
// fails; if it is evicted, as by a drain, another one follows.
func TestClusterADisplacedLook(t *testing.T) {
	t.Parallel()
	const missing = "baleen-test-missing"
	template, problems := ReadTemplate([]byte(`spec:
  containers: [{name: main, volumeMounts: [{name: late, mountPath: /late}]}]
  volumes: [{name: late, configMap: {name: ` + missing + `}}]
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	l := connect(t).inNamespace(t, nil)
	e := l.open(t, func(s *Settings) { s.Template = template })
	looked := make(chan error, 1)
	look := func() (first *corev1.Pod) {
		go func() {
			_, err := e.Resolve(t.Context(), l.spec())
			looked <- err
		}()
		return l.await(t, e, func(pod *corev1.Pod) bool {
			return !ofJob(*pod) && pod.Spec.NodeName != "" && pod.DeletionTimestamp == nil
		})
	}
	if err := l.removePod(t.Context(), look()); err != nil {
		t.Error(err)
	}
	if err := <-looked; err == nil || !strings.Contains(err.Error(), "its pod is removed: by somebody else") || e.numbers.Load() != 1 {
		t.Errorf("%v after %d pods", err, e.numbers.Load())
	}
	first := look()
	l.evict(t, first)
	l.await(t, e, func(pod *corev1.Pod) bool { return !ofJob(*pod) && pod.Name > first.Name })
	l.post(t, "configmaps", &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: missing}})
	if err := <-looked; err != nil || e.numbers.Load() != 3 {
		t.Errorf("%v after %d pods", err, e.numbers.Load())
	}
}

// TestClusterDrain: while a node is drained, each of its Pods is run again elsewhere. The Job's own Pod goes, too, and nothing follows
// from that.
func TestClusterDrain(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	var jobs []execute.Job
	for _, name := range strings.Fields("a b c d") {
		jobs = append(jobs, jobFor(t, name, "sh", "-c", "hostname; sleep 6"))
	}
	drained := make(chan int, 1)
	go func() {
		l.awaitPods(t, e, len(jobs))
		l.patchNode(t, secondNode, `{"spec": {"unschedulable": true}}`)
		found, err := l.pods(t.Context(), runLabel+"="+label(e.settings.RunID))
		if err != nil {
			t.Error(err)
		}
		n := 0
		for _, pod := range found.Items {
			if ofJob(pod) || pod.Spec.NodeName == secondNode {
				l.evict(t, &pod)
				n++
			}
		}
		drained <- n - 1
	}()
	outcomes := run(t, e, l.spec(), len(jobs), jobs...)
	l.patchNode(t, secondNode, `{"spec": {"unschedulable": false}}`)
	again := 0
	for name, o := range outcomes {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s, %s", name, o.Class, o.Evidence)
		}
		if strings.Contains(o.Evidence, "an earlier pod of it was lost: the pod was ended from outside: EvictionByEvictionAPI") {
			again++
		}
	}
	if n := <-drained; n == 0 || again != n || len(outcomes) != len(jobs) {
		t.Errorf("%d pods were evicted, %d of %d ran again", n, again, len(outcomes))
	}
	if jobs, err := l.jobs(t.Context(), runLabel+"="+label(e.settings.RunID)); err != nil || len(jobs.Items) != 1 {
		t.Errorf("the job of the run went with its pod: %v", err)
	}
}

// awaitPods waits until the commands of so many Pods run.
func (l live) awaitPods(t *testing.T, e *Engine, n int) {
	t.Helper()
	seen := map[string]bool{}
	l.await(t, e, func(pod *corev1.Pod) bool {
		seen[pod.Name] = seen[pod.Name] || mainRuns(pod)
		running := 0
		for _, runs := range seen {
			if runs {
				running++
			}
		}
		return running == n
	})
}
