//go:build cluster && !nokube

package kube

import (
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/org/baleen-action/execute"
)

// TestClusterCleanupBeside: cleanups that go on all the time harm neither of two runs in a namespace, and remove what a dead one left.
func TestClusterCleanupBeside(t *testing.T) {
	l := connect(t)
	l.neighbours(t)
	dead := l.dead(t)
	over, sweeping := make(chan struct{}), sync.WaitGroup{}
	for range 2 {
		sweeping.Go(func() {
			for {
				if _, err := l.Sweep(t.Context()); err != nil {
					t.Error(err)
				}
				select {
				case <-over:
					return
				case <-time.After(100 * time.Millisecond):
				}
			}
		})
	}
	var runs sync.WaitGroup
	for range 2 {
		e := l.open(t, nil)
		runs.Go(func() {
			var jobs []execute.Job
			for i := range 6 {
				jobs = append(jobs, jobFor(t, strconv.Itoa(i), "sh", "-c", "sleep 0.5; echo whole; echo x >/baleen-report/r"))
			}
			outcomes := run(t, e, l.spec(), 3, jobs...)
			for name, o := range outcomes {
				if o.Class != execute.Passed || text(t, o.Job.Stdout) != "whole\n" || text(t, o.Job.Into+"/r") != "x\n" {
					t.Errorf("%s: %s, %s", name, o.Class, o.Evidence)
				}
			}
			if len(outcomes) != len(jobs) {
				t.Errorf("%d outcomes", len(outcomes))
			}
		})
	}
	runs.Wait()
	close(over)
	sweeping.Wait()
	l.nothingLeft(t, dead)
}

// dead makes the Job of a run whose process has ended.
func (l live) dead(t *testing.T) Settings {
	t.Helper()
	child := exec.Command("true")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	s := Settings{RunID: "dead" + time.Now().Format("150405.000000000"), Deadline: time.Now().Add(time.Hour), HoldImage: holdImage}
	job := s.job(time.Now())
	owner := self("/proc")
	owner.pid = strconv.Itoa(child.ProcessState.Pid())
	job.Labels[ownerLabel] = owner.String()
	if _, err := l.createJob(t.Context(), job); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestClusterGivenUpAtOnce: a run that is cancelled while its Job is made leaves no Job.
func TestClusterGivenUpAtOnce(t *testing.T) {
	l := connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	s := Settings{RunID: "t" + time.Now().Format("150405.000000000"), Deadline: time.Now().Add(time.Hour), HoldImage: holdImage}
	if _, err := l.through(t, []rule{at("make job", behind(cancel))}).Open(ctx, s); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	l.nothingLeft(t, s)
}

// TestClusterLimits: what the namespace's rules for memory refuse is a wrong input that quotes the server.
func TestClusterLimits(t *testing.T) {
	admin := connect(t)
	most := corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("64Mi")}
	limits := &corev1.LimitRange{Spec: corev1.LimitRangeSpec{Limits: []corev1.LimitRangeItem{{Type: corev1.LimitTypeContainer, Max: most}}}}
	limits.Name = "small"
	quota := &corev1.ResourceQuota{Spec: corev1.ResourceQuotaSpec{Hard: corev1.ResourceList{corev1.ResourceLimitsMemory: resource.MustParse("1Gi")}}}
	quota.Name = "few"
	for _, tt := range []struct {
		kind   string
		rule   runtime.Object
		memory int64
		words  string
	}{
		{"limitranges", limits, 1 << 30, "maximum memory usage per Container is 64Mi"},
		{"resourcequotas", quota, 0, "must specify limits.memory"},
	} {
		l := admin.inNamespace(t, nil)
		l.post(t, tt.kind, tt.rule)
		l.enforced(t, resources(0, tt.memory).Limits, func(_ *corev1.Pod, err error) bool { return apierrors.IsForbidden(err) })
		spec := l.spec()
		spec.Memory = tt.memory
		var r *Refused
		if _, err := l.open(t, nil).Resolve(t.Context(), spec); !errors.As(err, &r) || r.Input != "memory" || !strings.Contains(err.Error(), tt.words) {
			t.Errorf("%v, want %q", err, tt.words)
		}
	}
}

func (l live) post(t *testing.T, kind string, object runtime.Object) {
	t.Helper()
	if err := l.core.Post().Namespace(l.Namespace).Resource(kind).Body(object).Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
}
