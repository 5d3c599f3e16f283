package drive

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// hostileNames are file names that a shell, a flag parser or a splitter could take for something else.
var hostileNames = []string{
	"plain.feature",
	"with space.feature",
	"it's.feature",
	`say "hi".feature`,
	"semi;touch pwned.feature",
	"$(touch pwned).feature",
	"`touch pwned`.feature",
	"new\nline.feature",
	"ünïcödé ☃.feature",
	"-leading.feature",
	"@leading.feature",
	"*.feature",
	"a&b|c>d<e.feature",
	`back\slash.feature`,
	"#hash.feature",
	"~tilde.feature",
	"{files}.feature",
	"{report}.feature",
	"%s%d.feature",
	"two  spaces.feature",
	"colour\x1b[31m.feature",
	"title\x1b]0;pwned\a.feature",
	"turned\u202eround\u2066.feature",
	"::set-output name=result::passed.feature",
	strings.Repeat("long", 60) + ".feature",
}

// TestEngineHostileNames sends file names that a shell could take for something else through a whole run, with every
// shell: each container must have been given its own file, as one argument.
func TestEngineHostileNames(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	root := t.TempDir()
	for _, name := range hostileNames {
		if err := os.WriteFile(filepath.Join(root, name), []byte("Feature: x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for shell, image := range map[string]string{"sh -c": "busybox", "bash -c": "behave", "none": "busybox"} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var stdout, stderr bytes.Buffer
			p := Program{Getenv: enginetest.Laptop, Stdout: &stdout, Stderr: &stderr, Now: time.Now, Connect: Connect}
			status := p.Run(t.Context(), []string{"run", "--image", b.Images[image], "--runner", cucumber.ExitCode,
				"--root", root, "--files", ".", "--files-from", "workspace", "--shell", shell, "--concurrency", "4",
				"--network", "none", "--command", `printf '<%s>' {files}`, "--report-dir", dir})
			if status != result.ExitPassed {
				t.Fatalf("exit status %d: %s%s", status, stdout.String(), stderr.String())
			}
			run, err := result.Load(dir)
			if err != nil {
				t.Fatal(err)
			}
			given := map[string]bool{}
			for _, a := range run.Attempts {
				given[readText(t, filepath.Join(dir, a.Stdout))] = true
			}
			for _, want := range hostileNames {
				if strings.HasPrefix(want, "-") || strings.HasPrefix(want, "@") {
					want = "./" + want
				}
				if !given["<"+want+">"] {
					t.Errorf("no container was given %q", want)
				}
			}
			if len(run.Attempts) != len(hostileNames) || len(given) != len(hostileNames) {
				t.Errorf("%d containers for %d files", len(run.Attempts), len(hostileNames))
			}
		})
	}
}
