package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

var volatile = regexp.MustCompile(` (time|timestamp|hostname)="[^"]*"`)

// TestEngineIdentity: two runs with different concurrency give the same cases in the same order; histories of every
// viewer hang on that.
func TestEngineIdentity(t *testing.T) {
	b := newBench(t)
	report := func(concurrency string) string {
		dir := t.TempDir()
		var out bytes.Buffer
		p := program{getenv: laptop, stdout: &out, stderr: &out, now: time.Now, connect: connect}
		status := p.run(t.Context(), []string{"run", "--image", b.images["godog"], "--runner", "godog", "--files-from", "image",
			"--concurrency", concurrency, "--network", "none", "--report-dir", dir})
		if status != result.ExitFailed {
			t.Fatalf("exit status %d: %s", status, &out)
		}
		return volatile.ReplaceAllString(readText(t, filepath.Join(dir, junitName)), "")
	}
	if diff := cmp.Diff(report("1"), report("4")); diff != "" {
		t.Error(diff)
	}
}
