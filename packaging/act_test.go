//go:build act

package packaging

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestActOnItself lets act, which is not the runner but reads the same files, run "uses: ./" in a repository of its own.
func TestActOnItself(t *testing.T) {
	p := newPackaging(t)
	repo := t.TempDir()
	copySources(t, repo)
	for _, name := range []string{"action.yml", ".dockerignore"} {
		copyFile(t, name, filepath.Join(repo, name))
	}
	builder := strings.TrimSpace(mustRun(t, "testdata/packaging/builder"))
	// The legacy builder leaves the build stage behind. A label marks the stage of this test.
	mark := fmt.Sprintf("baleen-test-act=%d", time.Now().UnixNano())
	dockerfile := regexp.MustCompile(`(?m)^ARG BUILDER=.*$`).ReplaceAllString(readText(t, "Dockerfile"), "ARG BUILDER="+builder)
	dockerfile = strings.Replace(dockerfile, " AS build\n", " AS build\nLABEL "+mark+"\n", 1)
	writeText(t, filepath.Join(repo, "Dockerfile"), dockerfile)
	t.Cleanup(func() {
		mustRun(t, "docker", "rmi", "act-dockeraction")
		mustRun(t, "docker", "image", "prune", "--force", "--filter", "label="+mark)
	})
	writeText(t, filepath.Join(repo, "features/a.feature"), "Feature: a\n  Scenario: a\n    Given a\n")
	writeText(t, filepath.Join(repo, "features/b.feature"), "Feature: b\n  Scenario: b\n    Given b\n")
	copyFile(t, "testdata/packaging/act/workflow.yml", filepath.Join(repo, ".github/workflows/act.yml"))
	for _, args := range [][]string{
		{"init", "--quiet", "--initial-branch", "main"}, {"config", "user.name", "test"}, {"config", "user.email", "test@example.com"},
		{"add", "."}, {"commit", "--quiet", "--message", "all"}, {"remote", "add", "origin", "https://github.com/org/suite"},
	} {
		mustRun(t, "git", append([]string{"-C", repo}, args...)...)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute) // it compiles Baleen in a container
	defer cancel()
	act := exec.CommandContext(ctx, strings.TrimSpace(mustRun(t, "scripts/act")), "push",
		"--platform", "ubuntu-latest="+p.busybox, "--pull=false", "--action-offline-mode", "--rm",
		"--var", "SUITE_IMAGE="+p.busybox, "--container-daemon-socket", "unix://"+p.socket)
	act.Dir = repo
	log, err := act.CombinedOutput()
	t.Logf("act printed:\n%s", log)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"passing: success passed 2", "failing: failure failed 1", "JUnit: baleen-report/failing/TEST-baleen.xml",
	} {
		if !strings.Contains(string(log), "| "+want+"\n") {
			t.Errorf("act did not print %q", want)
		}
	}
}
