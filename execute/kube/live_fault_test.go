//go:build cluster && !nokube

package kube

import (
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

// await waits until a Pod of the run is in a state, and returns it.
func (l live) await(t *testing.T, e *Engine, is func(*corev1.Pod) bool) *corev1.Pod {
	t.Helper()
	for range 300 {
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

func mainRuns(pod *corev1.Pod) bool { return running(pod, mainContainer) }

// fault is something that goes wrong with a run of one job.
type fault struct {
	script   string
	settings func(*Settings)
	spec     func(*execute.Spec)
	do       func(t *testing.T, l live, e *Engine) // while the command runs; nil: nothing
	class    execute.Class
	evidence string
}

// TestClusterFaults: each fault has its class, with the cluster's own words, and leaves nothing.
func TestClusterFaults(t *testing.T) {
	l := connect(t)
	for name, f := range map[string]fault{
		"out of memory": {script: "tail /dev/zero", spec: func(s *execute.Spec) { s.Memory = 32 << 20 }, class: execute.OOM, evidence: "ran out of memory"},
		"no image":      {spec: func(s *execute.Spec) { s.Image.Ref = "baleen-test/nowhere:1" }, settings: func(s *Settings) { s.Pull = "never" }, class: execute.BadImage, evidence: "ErrImageNeverPull"},
		"no registry":   {spec: func(s *execute.Spec) { s.Image.Ref = "127.0.0.1:1/nowhere:1" }, class: execute.BadImage, evidence: "refused"},
		"no node":       {settings: func(s *Settings) { s.NodeSelector, s.PlaceTimeout = map[string]string{"no": "where"}, 2*time.Second }, class: execute.Unplaced, evidence: "didn't match Pod's node affinity"},
		"no folder":     {spec: func(s *execute.Spec) { s.WorkDir = "/bin/sh" }, class: execute.StartFailed, evidence: "not a directory"},
		"removed": {script: "sleep 60", class: execute.Removed, evidence: "removed by somebody else", do: func(t *testing.T, l live, e *Engine) {
			if err := l.removePod(t.Context(), l.await(t, e, mainRuns)); err != nil {
				t.Error(err)
			}
		}},
		"evicted once": {script: "sleep 5", class: execute.Passed, evidence: "an earlier pod of it was lost: the pod was ended from outside: EvictionByEvictionAPI", do: func(t *testing.T, l live, e *Engine) {
			pod := l.await(t, e, mainRuns)
			body := `{"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "` + pod.Name + `", "namespace": "` + pod.Namespace + `"}}`
			if err := l.core.Post().Namespace(pod.Namespace).Resource("pods").Name(pod.Name).SubResource("eviction").Body([]byte(body)).SetHeader("Content-Type", "application/json").Do(t.Context()).Error(); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := l.open(t, f.settings)
			spec := l.spec()
			if f.spec != nil {
				f.spec(&spec)
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				if f.do != nil {
					f.do(t, l, e)
				}
			}()
			o := run(t, e, spec, 1, jobFor(t, "a", "sh", "-c", f.script))["a"]
			<-done
			if o.Class != f.class || !strings.Contains(o.Evidence, f.evidence) {
				t.Errorf("%s, %q, want %s, %q", o.Class, o.Evidence, f.class, f.evidence)
			}
		})
	}
}

// TestClusterQuota: a quota makes it fewer at a time, and all run.
func TestClusterQuota(t *testing.T) {
	l := connect(t).inNamespace(t, nil)
	quota := &corev1.ResourceQuota{ObjectMeta: metav1.ObjectMeta{Name: "few"}, Spec: corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{"pods": resource.MustParse("3")}}}
	if err := l.core.Post().Namespace(l.Namespace).Resource("resourcequotas").Body(quota).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
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
	name := "t" + time.Now().Format("150405-000000000")
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
	return live{&other, l.image}
}

// TestClusterCancel: when the run is cancelled, signals reach the commands, their reports are fetched, and nothing is left soon after.
func TestClusterCancel(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	var jobs []execute.Job
	for _, name := range strings.Fields("a b c d") {
		jobs = append(jobs, jobFor(t, name, "sh", "-c", "trap 'echo reported >/baleen-report/r; exit 130' INT; echo up; sleep 60 & wait"))
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
		time.Sleep(time.Second) // for the traps
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
	_ = e.Run(ctx, l.spec(), execute.Queue{Slots: 4, Next: next, Done: func(o execute.Outcome) {
		ended++
		if o.Class != execute.Cancelled || text(t, o.Job.Into+"/r") != "reported\n" || text(t, o.Job.Stdout) != "up\n" {
			t.Errorf("%s: %s, %s", o.Job.Name, o.Class, o.Evidence)
		}
	}})
	if took := time.Since(<-began); ended != len(all) || took > 15*time.Second {
		t.Errorf("%d outcomes, %s after the signal", ended, took)
	}
}

// TestClusterServerGone: while the API server is away for ten seconds, a command ends, and its results are fetched afterwards.
func TestClusterServerGone(t *testing.T) {
	l := connect(t)
	e := l.open(t, nil)
	over := make(chan struct{})
	go func() {
		defer close(over)
		l.await(t, e, mainRuns)
		pid, err := exec.Command("../../scripts/cluster", "pid", "apiserver").Output()
		if err != nil {
			t.Error(err)
			return
		}
		if err := exec.Command("kill", "-KILL", strings.TrimSpace(string(pid))).Run(); err != nil {
			t.Error(err)
		}
		time.Sleep(10 * time.Second)
		if err := exec.Command("../../scripts/cluster", "restart", "apiserver").Run(); err != nil {
			t.Error(err)
		}
	}()
	o := run(t, e, l.spec(), 1, jobFor(t, "a", "sh", "-c", "sleep 4; echo out; echo x >/baleen-report/r"))["a"]
	<-over
	if o.Class != execute.Passed || text(t, o.Job.Stdout) != "out\n" || text(t, o.Job.Into+"/r") != "x\n" {
		t.Errorf("%s, %s", o.Class, o.Evidence)
	}
}
