package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestEngineHostileNames sends file names that a shell could take for something else through a whole run, with every
// shell: each container must have been given its own file, as one argument.
func TestEngineHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a Docker engine")
	}
	images := map[string]string{}
	for _, pair := range buildImages(t) {
		name, tag, _ := strings.Cut(pair, "=")
		images[name] = tag
	}
	root := t.TempDir()
	for _, name := range hostileNames {
		if err := os.WriteFile(filepath.Join(root, name), []byte("Feature: x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for shell, image := range map[string]string{"sh -c": "BUSYBOX_IMAGE", "bash -c": "BEHAVE_IMAGE", "none": "BUSYBOX_IMAGE"} {
		t.Run(shell, func(t *testing.T) {
			dir := t.TempDir()
			var stdout, stderr bytes.Buffer
			p := program{getenv: laptop, stdout: &stdout, stderr: &stderr, now: time.Now, connect: connect}
			status := p.run(t.Context(), []string{"run", "--image", images[image], "--runner", cucumber.ExitCode,
				"--root", root, "--files", ".", "--files-from", "workspace", "--shell", shell, "--concurrency", "4",
				"--network", "none", "--command", `printf '<%s>' {files}`, "--report-dir", dir})
			if status != result.ExitPassed {
				t.Fatalf("exit status %d: %s%s", status, stdout.String(), stderr.String())
			}
			run, err := result.Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			if len(run.Attempts) != len(hostileNames) {
				t.Errorf("%d containers for %d files", len(run.Attempts), len(hostileNames))
			}
			for _, a := range run.Attempts {
				want := a.Files[0]
				if strings.HasPrefix(want, "-") || strings.HasPrefix(want, "@") {
					want = "./" + want
				}
				if got := readText(t, filepath.Join(dir, a.Stdout)); got != "<"+want+">" {
					t.Errorf("%q was given as %s", a.Files[0], got)
				}
			}
		})
	}
}
