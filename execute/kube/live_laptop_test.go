//go:build cluster && !nokube

package kube

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestClusterLaptop: the example for a machine with a kubeconfig runs as it stands, and leaves only the account that it makes.
func TestClusterLaptop(t *testing.T) {
	l := connect(t).inNamespace(t, nil)
	if out, err := exec.Command("../../scripts/need", "kubectl", "kubernetes-client").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	script, err := filepath.Abs("../../examples/kubernetes/laptop.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.feature"), []byte("Feature: A\n  Scenario: One\n    Given a step\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	// What a suite of its own would have in baleen.yml, and a laptop of a team in its environment.
	run := exec.Command("sh", script, l.Namespace, l.image, "--pull", "never", "--pod-image", holdImage, "--user", "1000", "--workspace", "copy",
		"--files", "a.feature", "--runner", "exit-code", "--command", "cat {files}")
	run.Dir = dir
	run.Env = append(os.Environ(), "PATH="+filepath.Dir(l.program(t))+":"+os.Getenv("PATH"))
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "\nREADY\n") || !strings.Contains(string(out), "\nPASSED") {
		t.Errorf("%v: %s", err, out)
	}
	pods, err := l.pods(context.Background(), runLabel)
	if err != nil || len(pods.Items) > 0 {
		t.Errorf("%d pods are left, %v", len(pods.Items), err)
	}
}
