//go:build cluster && !nokube

package kube

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/org/baleen-action/hold"
)

// insideImage is Baleen with a shell and a feature file, on the nodes.
var insideImage = sync.OnceValues(func() (string, error) {
	base, err := busybox()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "baleen-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	image := "baleen-test/inside:" + filepath.Base(dir)
	for name, text := range map[string]string{
		"Dockerfile": "FROM " + base + "\nCOPY baleen /bin/\nCOPY a.feature /suite/features/\nWORKDIR /suite\n",
		"a.feature":  "Feature: A\n  Scenario: One\n    Given a step\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", filepath.Join(dir, "baleen"), "../..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	for _, command := range []*exec.Cmd{build, exec.Command("docker", "build", "--quiet", "--tag", image, dir),
		exec.Command("../../scripts/cluster", "load", image), exec.Command("docker", "rmi", image)} {
		command.Stderr = os.Stderr
		if err := command.Run(); err != nil {
			return "", err
		}
	}
	return image, nil
})

// inside is a namespace at PodSecurity's level restricted, in which Baleen runs with the rights of the example.
type inside struct {
	live
	baleen string // image
}

func (l live) inside(t *testing.T) inside {
	t.Helper()
	image, err := insideImage()
	if err != nil {
		t.Fatal(err)
	}
	own := l.inNamespace(t, map[string]string{"pod-security.kubernetes.io/enforce": "restricted"})
	own.apply(t, "../../examples/kubernetes/rbac.yaml")
	return inside{own, image}
}

// What a Pod of startPod has.
const (
	agentAccount    = "baleen" // its service account
	agentContainer  = "agent"  // runs a script
	besideContainer = "beside" // lives on, and shares /reports
)

// startPod runs a shell script in a Pod, as a CI system does, and returns when it runs.
func (in inside) startPod(t *testing.T, name, script string) {
	t.Helper()
	reports := []corev1.VolumeMount{{Name: "reports", MountPath: "/reports"}}
	container := func(name, script string) corev1.Container {
		return corev1.Container{Name: name, Image: in.baleen, ImagePullPolicy: corev1.PullNever, Command: []string{"sh", "-c", script},
			VolumeMounts: reports, SecurityContext: restricted(1000)}
	}
	now := int64(0)
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PodSpec{
		ServiceAccountName: agentAccount, RestartPolicy: corev1.RestartPolicyNever, TerminationGracePeriodSeconds: &now,
		Containers: []corev1.Container{container(agentContainer, script), container(besideContainer, "sleep 600")},
		Volumes:    []corev1.Volume{{Name: "reports", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}}},
	}}
	if _, err := in.createPod(t.Context(), pod); err != nil {
		t.Fatal(err)
	}
	in.until(t, "pod "+name+" runs", func() bool {
		pod, err := in.pod(t.Context(), name)
		return err == nil && running(pod, besideContainer) && status(pod, agentContainer).State.Waiting == nil
	})
}

// until waits for something.
func (in inside) until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 600 {
		if is() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	logs, _ := in.core.Get().Namespace(in.Namespace).Resource("pods").Name("ci").SubResource("log").Param("container", agentContainer).DoRaw(t.Context())
	t.Fatalf("not after a minute: %s\n%s\nleft: %q", what, logs, in.left(t))
}

// step runs a script in a container of a Pod.
func (in inside) step(t *testing.T, pod, container, script string) (out string, err error) {
	t.Helper()
	var both bytes.Buffer
	err = in.exec(t.Context(), pod, container, []string{"sh", "-c", script}, streams{out: &both, errors: &both})
	return both.String(), err
}

// sh runs a script in a container of a Pod, and returns what it prints. That goes through a file, because exec may lose output.
func (in inside) sh(t *testing.T, pod, container, script string) string {
	t.Helper()
	if _, err := in.step(t, pod, container, "{ "+script+"\n} >/tmp/out 2>&1"); err != nil {
		out, _ := in.step(t, pod, container, "cat /tmp/out")
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	var out string
	const end = "whole"
	in.until(t, "the output of "+script, func() (is bool) {
		out, _ = in.step(t, pod, container, "cat /tmp/out; printf "+end)
		out, is = strings.CutSuffix(out, end)
		return is
	})
	return out
}

// ended waits for the script of a Pod, and returns its exit status.
func (in inside) ended(t *testing.T, name string) (code int32) {
	t.Helper()
	in.until(t, "the script of pod "+name+" ends", func() bool {
		pod, err := in.pod(t.Context(), name)
		if err != nil || terminated(pod, agentContainer) == nil {
			return false
		}
		code = terminated(pod, agentContainer).ExitCode
		return true
	})
	return code
}

// left are the names of the objects that runs made and that are still there.
func (in inside) left(t *testing.T) []string {
	t.Helper()
	jobs, err := in.jobs(t.Context(), runLabel)
	if err != nil {
		t.Fatal(err)
	}
	pods, err := in.pods(t.Context(), runLabel)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, job := range jobs.Items {
		names = append(names, "job "+job.Name)
	}
	for _, pod := range pods.Items {
		names = append(names, "pod "+pod.Name)
	}
	return names
}

// commandRuns waits until a command of a run of these Pods runs.
func (in inside) commandRuns(t *testing.T, runs int) {
	t.Helper()
	in.until(t, "commands run", func() bool {
		found, err := in.pods(t.Context(), runLabel)
		n := 0
		for i := range found.Items {
			if mainRuns(&found.Items[i]) && strings.Contains(strings.Join(found.Items[i].Spec.Containers[1].Command, " "), hold.Program+" exec") {
				n++
			}
		}
		return err == nil && n == runs
	})
}

// longRun is a run whose only command takes longer than any test.
func (in inside) longRun(more string) string {
	return "baleen run --engine auto --image " + in.baleen + " --pull never --pod-image " + holdImage + " --user 1000 --runner exit-code --command 'sleep 600; : {files}' " +
		"--files-from image --files features/ --report-dir /reports/$$ " + more
}

// TestClusterInside: in a Pod without a daemon, engine auto is the cluster. The run is green, and its reports are in the Pod's folder.
func TestClusterInside(t *testing.T) {
	t.Parallel()
	in := connect(t).inside(t)
	tag, err := exec.Command("../../testdata/images/build", "demo").Output()
	if err != nil {
		t.Fatal(err)
	}
	demo := strings.TrimSpace(string(tag))
	if err := exec.Command("../../scripts/cluster", "load", demo).Run(); err != nil {
		t.Fatal(err)
	}
	in.startPod(t, "ci", "baleen run --engine auto --image "+demo+" --pull never --pod-image "+holdImage+" --user 1000 --runner godog --shell none --command './suite {files}' "+
		"--files-from image --files features/berths --concurrency 3 --report-dir /reports/run >/reports/log 2>&1")
	code := in.ended(t, "ci")
	log := in.sh(t, "ci", besideContainer, "cat /reports/log")
	if code != 0 || !strings.Contains(log, "PASSED") || !strings.Contains(log, "Kubernetes v1.") {
		t.Errorf("exit status %d:\n%s", code, log)
	}
	if report := in.sh(t, "ci", besideContainer, "cat /reports/run/TEST-baleen.xml"); !strings.Contains(report, "<testcase") || strings.Contains(report, "<failure") {
		t.Error(report)
	}
	in.until(t, "nothing is left", func() bool { return len(in.left(t)) == 0 })
}

// killBaleen kills the process of Baleen in a Pod, and nothing else.
func (in inside) killBaleen(t *testing.T, pod string) {
	t.Helper()
	if _, err := in.step(t, pod, agentContainer, "kill -KILL $(pidof baleen)"); err != nil { // its container may end with it
		t.Log(err)
	}
	in.until(t, "baleen has ended", func() bool {
		// The first process of the Pod asks for the end of none, so a process that has ended stays as a zombie.
		_, err := in.step(t, pod, agentContainer, "for p in $(pidof baleen); do grep -q '^State:.Z' /proc/$p/status || exit 0; done; exit 1")
		return err != nil
	})
}
