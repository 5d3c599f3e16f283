package drive

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// TestEngineAttachments: what a scenario attaches is a file of its own, byte for byte, and JUnit's readers find it.
func TestEngineAttachments(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	image := b.With(t, "cucumber-js", map[string]string{
		"features/shot.feature":    "Feature: S\n  Scenario: s\n    Given a shot\n",
		"features/support/shot.js": "require('@cucumber/cucumber').Given('a shot', function () { this.attach(Buffer.from([0, 255, 10, 13]), 'image/png'); this.log('seen') })\n",
	})
	dir := filepath.Join(t.TempDir(), "report")
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	status := p.Run(t.Context(), []string{"run", "--image", image, "--runner", "cucumber-js", "--files-from", "image", "--files", "features/shot.feature",
		"--network", "none", "--report-dir", dir})
	if status != result.ExitPassed {
		t.Fatalf("exit status %d: %s", status, &out)
	}
	run, err := result.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := run.Files[0].Scenarios[0]
	if len(s.Attachments) != 1 || !strings.Contains(s.Log, "seen") {
		t.Fatalf("%+v", s)
	}
	if got := readText(t, filepath.Join(dir, s.Attachments[0])); got != "\x00\xff\n\r" {
		t.Errorf("the file holds %q", got)
	}
	if xml := readText(t, filepath.Join(dir, reportdir.JUnit)); !strings.Contains(xml, "[[ATTACHMENT|"+dir+"/"+s.Attachments[0]+"]]") {
		t.Errorf("JUnit does not name %s:\n%s", s.Attachments[0], xml)
	}
}
