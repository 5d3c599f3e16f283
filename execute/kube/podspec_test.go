//go:build !nokube

package kube

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/execute"
)

func testPlan() plan {
	return plan{
		Settings{RunID: "20261126-030000-0a0b0c0d", Deadline: time.Unix(1_800_000_000, 0), HoldImage: "baleen:1", PlaceTimeout: time.Minute},
		execute.Spec{Image: execute.Image{Ref: "suite:1"}, WorkDir: "/w", Env: []string{"A=1", "B=$(A)"}},
	}
}

// TestPod: what is in a Pod, in its own words.
func TestPod(t *testing.T) {
	p := testPlan()
	p.User, p.Memory, p.CPUs, p.ShmSize, p.AddHosts = "1000:100", 1<<30, 1.5, 1<<26, []string{"db:10.0.0.5"}
	p.Image.Digests = []string{"registry/suite@sha256:12"}
	job := execute.Job{Name: "a", Command: []string{"sh", "-c", "echo $$ $HOME"}, Env: []string{"A=2"}, Timeout: time.Minute, Limit: 10, Scratch: "/baleen-report",
		SlotEnv: func(int) []string { return []string{"SLOT=1"} }, Artifacts: &execute.Artifacts{Globs: []string{"shots"}}}
	text, err := json.MarshalIndent(p.pod("baleen-x-1", job, 1, metav1.OwnerReference{Name: "baleen-x-0", UID: "u"}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"baleen.run": "20261126-030000-0a0b0c0d"`, `"baleen.owner": "`, `"baleen.deadline": "1800000000"`,
		`"image": "registry/suite@sha256:12"`, `"image": "baleen:1"`,
		`"echo $$$$ $$HOME"`, `"value": "$$(A)"`, `"value": "2"`, `"name": "SLOT"`,
		`"-timeout",`, `"1m0s",`, `"-limit",`, `"-artifact",`, `"shots",`,
		`"mountPath": "/baleen-report"`, `"subPath": "report"`, `"mountPath": "/dev/shm"`, `"sizeLimit": "64Mi"`,
		`"runAsUser": 1000`, `"runAsGroup": 100`, `"cpu": "1500m"`, `"memory": "1Gi"`, `"ip": "10.0.0.5"`,
		`"automountServiceAccountToken": false`, `"restartPolicy": "Never"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

// TestSecurity: both containers pass PodSecurity's level restricted as soon as the user is a number that is not root.
func TestSecurity(t *testing.T) {
	for user, hardened := range map[string]bool{"1000": true, "1000:0": true, "": false, "0": false, "node": false} {
		p := testPlan()
		p.User = user
		pod := p.pod("x", execute.Job{}, 1, metav1.OwnerReference{})
		for _, c := range pod.Spec.Containers {
			got := c.SecurityContext.RunAsNonRoot != nil && c.SecurityContext.SeccompProfile != nil && *c.SecurityContext.AllowPrivilegeEscalation == false
			if want := hardened || c.Name == keepContainer; got != want {
				t.Errorf("user %q, container %s: %v", user, c.Name, got)
			}
		}
	}
}

func TestLabel(t *testing.T) {
	for text, want := range map[string]string{"a": "a", "a/b c": "a-b-c", "-x-": "x", "": "", strings.Repeat("é", 70): "", strings.Repeat("a", 70): strings.Repeat("a", 63)} {
		if got := label(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestJobEndsItself: the cluster removes the Job soon after the run's deadline, also if Baleen is gone, and not because its own Pod ends.
func TestJobEndsItself(t *testing.T) {
	job := testPlan().job(time.Unix(1_800_000_000-3600, 0))
	if *job.Spec.ActiveDeadlineSeconds != 3600 || *job.Spec.TTLSecondsAfterFinished != 0 || *job.Spec.BackoffLimit < 1000 {
		t.Errorf("%+v", job.Spec)
	}
}
