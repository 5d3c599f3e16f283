package drive

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// smallDisk is a file system of so many MiB.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Fatalf("mount: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// TestEngineFullDisk: a disk that is nearly full is a wrong input before anything runs; one that gets full is a class of
// its own, and never green.
func TestEngineFullDisk(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	checkout := t.TempDir()
	if err := os.WriteFile(filepath.Join(checkout, "a.feature"), []byte("Feature: A\n  Scenario: one\n    Given a step\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		size   string
		status int
		says   string
	}{
		{"8m", result.ExitInputs, "report-dir: its disk has only"},
		{"20m", result.ExitIncomplete, "NO-SPACE"},
	} {
		var out bytes.Buffer
		p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
		status := p.Run(t.Context(), []string{"run", "--image", b.Images["behave"], "--runner", "exit-code", "--files-from", "workspace", "--root", checkout,
			"--files", "a.feature", "--entrypoint", "none", "--command", "head -c 30000000 /dev/zero; : {files}", "--network", "none",
			"--report-dir", filepath.Join(smallDisk(t, test.size), "report")})
		if status != test.status || !strings.Contains(out.String(), test.says) {
			t.Errorf("%s: exit status %d: %s", test.size, status, &out)
		}
	}
}

// TestEngineFullDiskAtTheEnd: reports that have no room any more are told of in the exit status, and what stood there before
// them is whole.
func TestEngineFullDiskAtTheEnd(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	disk := smallDisk(t, "24m")
	dir := filepath.Join(disk, "report")
	var features strings.Builder
	for i := range 300 { // run.json of which takes more than a block
		features.WriteString("  Scenario: " + strings.Repeat("x", 100+i) + "\n    Given a step\n")
	}
	checkout := t.TempDir()
	if err := os.WriteFile(filepath.Join(checkout, "a.feature"), []byte("Feature: A\n"+features.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	status := p.Run(t.Context(), []string{"run", "--image", b.Images["behave"], "--runner", "exit-code", "--files-from", "workspace", "--root", checkout,
		"--files", "a.feature", "--entrypoint", "none", "--volume", disk + ":/disk", "--command", "cat /dev/zero >/disk/full; : {files}", "--network", "none",
		"--report-dir", dir})
	if status != result.ExitIncomplete || !strings.Contains(out.String(), "no space left on device") {
		t.Errorf("exit status %d: %s", status, &out)
	}
	if run, err := result.Load(dir); err != nil || run.Verdict.State != result.StateRunning {
		t.Errorf("%+v, %v", run, err)
	}
	for _, pattern := range []string{"TEST-*", "run.json.*"} {
		if left, err := filepath.Glob(filepath.Join(dir, pattern)); err != nil || len(left) > 0 {
			t.Errorf("%q is left, %v", left, err)
		}
	}
}
