//go:build !nokube

package kube

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

var update = flag.Bool("update", false, "write golden files")

func shop() execute.World {
	return execute.World{
		Services: []execute.Service{
			{Name: "app", Image: execute.Image{Ref: "app:1", Digests: []string{"registry/app@sha256:12"}}, Entrypoint: []string{"tini", "--"}, Command: []string{"serve", "$PORT"},
				Env: []string{"PORT=$(PATH)"}, WorkDir: "/app", User: "1000:100", CPUs: 0.5, Memory: 1 << 28, Extra: execute.Extra{Reservation: 1 << 27, ReadOnly: true},
				Aliases: []string{"shop"}, AddHosts: []string{"a:10.0.0.5"}, Needs: []execute.Need{{Service: "schema", Condition: execute.ServiceCompleted}}},
			{Name: "db", Image: execute.Image{Ref: "db:1"}, ShmSize: 1 << 26, SlotVolumes: []string{"data:/d"}, Tmpfs: []string{"/run:size=1m"},
				Extra: execute.Extra{CapDrop: []string{"NET_RAW"}}, CapAdd: []string{"CAP_SYS_NICE"},
				Health: &execute.HealthCheck{Test: []string{"CMD", "pg_isready", "$HOST"}, Timeout: 1500 * time.Millisecond}},
			{Name: "schema", Image: execute.Image{Ref: "db:1"}, Entrypoint: []string{}, Command: []string{"psql"}, SlotVolumes: []string{"data:/d:ro"},
				Needs: []execute.Need{{Service: "db", Condition: execute.ServiceHealthy}}},
			{Name: "web.cache", Image: execute.Image{Ref: "cache:1"}, Privileged: true, User: "0"},
		},
		Aliases: []string{"e2e_tests", "tests"}, Volumes: []string{"data:/in"}, Needs: []execute.Need{{Service: "app", Condition: execute.ServiceStarted}},
	}
}

// TestServicesInPod: what the services add to a Pod, word by word.
func TestServicesInPod(t *testing.T) {
	p := testPlan()
	p.World, p.ServicePull = shop(), map[string]string{"db": "always"}
	pod := p.pod("x", execute.Job{}, 1, metav1.OwnerReference{})
	text, err := json.MarshalIndent(struct {
		Containers []corev1.Container
		Volumes    []corev1.Volume
		Hosts      []corev1.HostAlias
		Tests      []corev1.VolumeMount
	}{pod.Spec.InitContainers, pod.Spec.Volumes, pod.Spec.HostAliases, pod.Spec.Containers[1].VolumeMounts}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/services.json"
	if *update {
		if err := os.WriteFile(golden, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != string(text)+"\n" {
		t.Errorf("not as in %s (make golden): %v\n%s", golden, err, text)
	}
}

// TestLookedInto: services only wait while images are looked into.
func TestLookedInto(t *testing.T) {
	p := testPlan()
	p.World = shop()
	pod := p.pod("x", execute.Job{}, 0, metav1.OwnerReference{})
	p.lookedInto(pod)
	if len(pod.Spec.InitContainers) > 0 || len(pod.Spec.Containers) != 6 {
		t.Fatalf("%+v", pod.Spec)
	}
	for _, c := range pod.Spec.Containers[2:] {
		if strings.Join(c.Command, " ") != "/baleen/hold keep" || c.Args != nil || c.StartupProbe != nil || c.RestartPolicy != nil {
			t.Errorf("%+v", c)
		}
	}
}

// TestOrderOfServices: none comes before what it needs, and what nothing waits for comes early.
func TestOrderOfServices(t *testing.T) {
	var names []string
	for _, s := range inOrder(shop()) {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, " "); got != "web.cache db schema app" {
		t.Error(got)
	}
}

func TestOldClusters(t *testing.T) {
	for version, old := range map[string]bool{"v1.28.9": true, "v1.29.0-gke.1": false, "v1.34.4": false, "v2.0.0": false, "": false} {
		c := Cluster{Version: version}
		var refused *Refused
		if got := errors.As(c.sidecars(shop()), &refused); got != old {
			t.Errorf("%s: %v", version, got)
		}
		if err := c.sidecars(execute.World{}); err != nil {
			t.Error(err)
		}
	}
}

// TestServiceProblems: what the kubelet says of services, and what is made of it.
func TestServiceProblems(t *testing.T) {
	ended := func(code int32, reason string) *corev1.ContainerStateTerminated {
		return &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, Message: reason + "!"}
	}
	now := &corev1.ContainerStateRunning{}
	for name, test := range map[string]struct {
		service  string
		status   corev1.ContainerStatus
		later    bool // what comes next has started
		reason   string
		evidence string
	}{
		"runs":          {service: "db", status: corev1.ContainerStatus{State: corev1.ContainerState{Running: now}}},
		"not yet":       {service: "db", status: corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "PodInitializing"}}}},
		"ended":         {service: "db", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(1, "Error")}}, later: true, evidence: "service db ended with exit status 1"},
		"not healthy":   {service: "db", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(0, "Completed")}}, evidence: "service db ended with exit status 0 before it was healthy"},
		"started anew":  {service: "db", status: corev1.ContainerStatus{RestartCount: 1, State: corev1.ContainerState{Running: now}, LastTerminationState: corev1.ContainerState{Terminated: ended(137, "OOMKilled")}}, later: true, evidence: "service db ended with exit status 137, out of memory"},
		"completed":     {service: "schema", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(0, "Completed")}}},
		"not completed": {service: "schema", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(2, "Error")}}, evidence: "service schema ended with exit status 2"},
		"no program":    {service: "schema", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(128, "StartError")}}, evidence: "service schema could not be started: StartError!"},
		"no image":      {service: "db", status: corev1.ContainerStatus{Image: "db:1", State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ErrImagePull", Message: "not found"}}}, evidence: "service db could not be started: container service-2-db, image db:1: ErrImagePull: not found"},
		"evicted":       {service: "db", status: corev1.ContainerStatus{State: corev1.ContainerState{Terminated: ended(137, "Error")}}, reason: "Evicted"},
	} {
		p := testPlan()
		p.World = shop()
		w := waiting{attempt: &attempt{driver: &driver{plan: p}}, since: time.Now(), services: servicesSeen{running: map[string]time.Time{}}}
		pod := p.pod("x", execute.Job{}, 1, metav1.OwnerReference{})
		pod.Status.Reason = test.reason
		test.status.Name = containerOf(p.World, test.service)
		pod.Status.InitContainerStatuses = []corev1.ContainerStatus{test.status}
		if test.later {
			pod.Status.InitContainerStatuses = append(pod.Status.InitContainerStatuses, corev1.ContainerStatus{Name: containerOf(p.World, "schema"), State: corev1.ContainerState{Running: now}})
		}
		got := ""
		if f := w.serviceFault(pod); f != nil {
			got = f.Error()
		}
		if got != test.evidence {
			t.Errorf("%s: %q, want %q", name, got, test.evidence)
		}
	}
}
