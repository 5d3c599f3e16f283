package drive

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

var volatile = regexp.MustCompile(` (time|timestamp|hostname)="[^"]*"`)

// TestEngineIdentity: two runs with different concurrency give the same cases in the same order; histories of every
// viewer hang on that.
func TestEngineIdentity(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	report := func(concurrency string) string {
		dir := t.TempDir()
		var out bytes.Buffer
		p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
		status := p.Run(t.Context(), []string{"run", "--image", b.Images["godog"], "--runner", "godog", "--files-from", "image",
			"--concurrency", concurrency, "--network", "none", "--report-dir", dir, "--timings", filepath.Join(t.TempDir(), "timings.json")})
		if status != result.ExitFailed {
			t.Fatalf("exit status %d: %s", status, &out)
		}
		return volatile.ReplaceAllString(readText(t, filepath.Join(dir, reportdir.JUnit)), "")
	}
	if diff := cmp.Diff(report("1"), report("4")); diff != "" {
		t.Error(diff)
	}
}
