//go:build cluster && !nokube

package kube

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// TestClusterQuota: with a quota, fewer Pods run at a time, and all of them run.
func TestClusterQuota(t *testing.T) {
	l := connect(t).inNamespace(t, nil)
	quota := &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Name: "few"}, Spec: corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{"pods": resource.MustParse("3")}}}
	if err := l.core.Post().Namespace(l.Namespace).Resource("resourcequotas").Body(quota).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	if n := l.Slots(t.Context(), Settings{}, l.spec()); n != 2 { // one Pod is the Job's
		t.Errorf("concurrency auto is %d", n)
	}
	e := l.open(t, func(s *Settings) { s.PlaceTimeout = time.Minute })
	var jobs []execute.Job
	for _, name := range strings.Fields("a b c d e f") {
		jobs = append(jobs, jobFor(t, name, "sleep", "0.5"))
	}
	for name, o := range run(t, e, l.spec(), 4, jobs...) {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s, %s", name, o.Class, o.Evidence)
		}
		jobs = jobs[1:]
	}
	if len(jobs) > 0 {
		t.Errorf("%d jobs have no outcome", len(jobs))
	}
}

// inNamespace makes a namespace of its own, which is gone after the test.
func (l live) inNamespace(t *testing.T, labels map[string]string) live {
	t.Helper()
	name := "t" + strings.Replace(time.Now().Format("150405.000000000"), ".", "-", 1)
	space := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}
	if err := l.core.Post().Resource("namespaces").Body(space).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.core.Delete().Resource("namespaces").Name(name).Do(context.Background()).Error(); err != nil {
			t.Error(err)
		}
	})
	other := *l.Cluster
	other.Namespace = name
	for range 100 { // Pods are refused until the controller has made it
		if err := l.core.Get().Namespace(name).Resource("serviceaccounts").Name("default").Do(t.Context()).Error(); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return live{Cluster: &other, image: l.image}
}

// TestClusterCancel: when the run is cancelled, signals reach the commands, their reports are fetched, and nothing is left soon after.
func TestClusterCancel(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var jobs []execute.Job
	pods := 4
	if os.Getenv(soakVariable) != "" {
		pods = 32
	}
	for i := range pods {
		job := jobFor(t, itoa(i), "sh", "-c", "trap 'echo reported >/baleen-report/r; exit 130' INT; echo up; touch /tmp/ready; sleep 600 & wait")
		job.Timeout = 0
		jobs = append(jobs, job)
	}
	all := jobs
	began := make(chan time.Time, 1)
	go func() {
		seen := map[string]bool{}
		l.await(t, e, func(pod *corev1.Pod) bool {
			if mainRuns(pod) {
				seen[pod.Name] = true
			}
			return len(seen) == len(all)
		})
		for name := range seen {
			l.awaitFile(t, name, "/tmp/ready")
		}
		began <- time.Now()
		cancel()
	}()
	next := func(execute.Opening) (execute.Job, bool) {
		if len(jobs) == 0 {
			return execute.Job{}, false
		}
		job := jobs[0]
		jobs = jobs[1:]
		return job, true
	}
	ended := 0
	_ = e.Run(ctx, l.spec(), execute.Queue{Slots: pods, Next: next, Done: func(o execute.Outcome) {
		ended++
		if o.Class != execute.Cancelled || text(t, o.Job.Into+"/r") != "reported\n" || text(t, o.Job.Stdout) != "up\n" {
			t.Errorf("%s: %s, %s", o.Job.Name, o.Class, o.Evidence)
		}
	}})
	signalled := <-began
	run := time.Since(signalled)
	err := e.Close(ctx)
	if took := time.Since(signalled); ended != len(all) || err != nil || took > 15*time.Second {
		t.Errorf("%d outcomes, run %s and all %s after the signal: %v", ended, run, took, err)
	} else {
		t.Logf("%d pods: run %s and all %s after the signal", pods, run, took)
	}
}

// await waits until a Pod of the run is in a state, and returns it.
func (l live) await(t *testing.T, e *Engine, is func(*corev1.Pod) bool) *corev1.Pod {
	t.Helper()
	for range 900 {
		found, err := l.pods(t.Context(), runLabel+"="+label(e.settings.RunID))
		if err == nil {
			for i := range found.Items {
				if is(&found.Items[i]) {
					return &found.Items[i]
				}
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("no pod came into the state")
	return nil
}

// awaitFile waits until the command in a Pod has made a file.
func (l live) awaitFile(t *testing.T, pod, name string) {
	t.Helper()
	for range 300 {
		if l.exec(t.Context(), pod, mainContainer, []string{"test", "-e", name}, streams{out: new(said)}) == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("pod %s has made no %s", pod, name)
}
