package packaging

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/image"

	"github.com/org/baleen-action/enginetest"
)

// These tests run the quick starts of the README unchanged. They replace what a test cannot have: the base image, npm's
// downloads, and a release.

// block is the first code block of a language below a heading of the README.
func block(t *testing.T, heading, language string) string {
	t.Helper()
	_, below, found := strings.Cut(readText(t, "README.md"), "\n"+heading+"\n")
	code := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindStringSubmatch(below)
	if !found || code == nil {
		t.Fatalf("README.md has no %s below %q", language, heading)
	}
	return code[1]
}

func TestEngineQuickStartGitHub(t *testing.T) {
	workflow := block(t, "## Quick start: GitHub", "yaml")
	if lines := strings.Count(workflow, "\n"); lines >= 30 {
		t.Errorf("the workflow has %d lines", lines)
	}
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	if used := s.acceptance(t, workflow); used != "actions/checkout  org/baleen-action actions/upload-artifact" {
		t.Errorf("the steps are %q", used)
	}
	s.check(t)
}

func TestEngineQuickStartLaptop(t *testing.T) {
	bench := enginetest.NewBench(t)
	dir, release := quickStartCheckout(t, bench.Images["cucumber-js"]), t.TempDir()
	script := block(t, "## Quick start: a laptop", "sh")
	const home = "https://github.com/org/baleen-action/releases/latest/download/"
	if !strings.Contains(script, home) {
		t.Fatalf("nothing is downloaded from %s:\n%s", home, script)
	}
	mustRun(t, "go", "build", "-o", filepath.Join(release, "baleen_linux_amd64"), ".")
	t.Cleanup(func() {
		if _, err := bench.Docker.ImageRemove(context.Background(), "acceptance", image.RemoveOptions{}); err != nil {
			t.Error(err)
		}
	})
	command := exec.Command("sh", "-euc", strings.ReplaceAll(script, home, "file://"+release+"/"))
	command.Dir, command.Env = dir, append(os.Environ(), "DOCKER_HOST="+bench.Docker.DaemonHost())
	if out, err := command.CombinedOutput(); err != nil || !strings.Contains(string(out), "\nPASSED\n") {
		t.Fatalf("%v:\n%s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "baleen-report/TEST-baleen.xml")); err != nil {
		t.Error(err)
	}
}

// quickStartCheckout is a checkout of a small suite with the Dockerfile of the README, whose base image is one that is there.
func quickStartCheckout(t *testing.T, base string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "features/passing.feature", "features/support/steps.js"} {
		copyFile(t, filepath.Join("testdata/suites/cucumber-js", name), filepath.Join(dir, name))
	}
	// The base has what npm ci would download, and must not have the suite.
	npm := `RUN printf '#!/bin/sh\n' >/usr/local/bin/npm && chmod +x /usr/local/bin/npm && rm -r /suite/features`
	dockerfile := block(t, "## Quick start: GitHub", "dockerfile")
	from := regexp.MustCompile(`^FROM .*`)
	writeText(t, filepath.Join(dir, "Dockerfile"), from.ReplaceAllLiteralString(dockerfile, "FROM "+base+"\n"+npm))
	writeText(t, filepath.Join(dir, ".gitignore"), "node_modules/\n")
	mustRun(t, "git", "init", "--quiet", dir)
	return dir
}
