package drive

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/result"
)

// TestEngineCutSecrets: wherever Baleen cuts what a container wrote, a secret that the cut goes through is not shown in part.
func TestEngineCutSecrets(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	for name, tt := range map[string]struct {
		script string // is given the number of a file as $n
		args   []string
		exit   int
	}{
		"end of the output":     {`head -c $((200000)) /dev/zero | tr '\0' x; printf %s "$SECRET"; head -c $((4096 - n)) /dev/zero | tr '\0' y; exit 1`, nil, result.ExitFailed},
		"lines of the end":      {`for i in 1 2 3; do echo "$SECRET"; done; seq $((17 + n % 3)); exit 1`, nil, result.ExitFailed},
		"output over its limit": {`head -c $((1000 - n)) /dev/zero | tr '\0' x; echo "$SECRET"; exit 1`, []string{"--output-limit", "1000"}, result.ExitFailed},
		"processes": {`i=0; while [ $i -lt 40 ]; do sh -c 'sleep 60; :' "$(head -c $n /dev/zero | tr '\0' x)$SECRET" & i=$((i + 1)); done; wait`,
			[]string{"--timeout", "4s"}, result.ExitIncomplete},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := platformtest.NewStep(t, nil)
			root, report := filepath.Join(s.Env["GITHUB_WORKSPACE"], "root"), filepath.Join(s.Env["GITHUB_WORKSPACE"], "report")
			for n := range 14 {
				file := filepath.Join(root, fmt.Sprintf("%d.feature", n+1))
				if err := os.MkdirAll(root, 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte("Feature: f\n  Scenario: s\n    Given g\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			s.Env["SECRET"], s.Env["DOCKER_HOST"] = secret, os.Getenv("DOCKER_HOST")
			p := in(s)
			p.Connect = Connect
			status := p.Run(t.Context(), append([]string{"run", "--image", b.Images["behave"], "--runner", cucumber.ExitCode, "--root", root, "--files", ".",
				"--files-from", "workspace", "--network", "none", "--concurrency", "7", "--entrypoint", "none", "--secrets", "SECRET", "--report-dir", report,
				"--command", `set -- {files}; n=${1%.feature}; ` + tt.script, "--timings", root + "/t.json"}, tt.args...))
			if status != tt.exit {
				t.Fatalf("exit status %d: %.2000s", status, s.Stdout.String())
			}
			checkStep(t, s, report)
		})
	}
}

// TestEngineCutMessages: the same of messages and of texts in reports.
func TestEngineCutMessages(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	s := platformtest.NewStep(t, nil)
	root, report := filepath.Join(s.Env["GITHUB_WORKSPACE"], "root"), filepath.Join(s.Env["GITHUB_WORKSPACE"], "report")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	var feature, elements strings.Builder
	feature.WriteString("Feature: f\n")
	for i, cut := range []int{64 << 10, 256 << 10, 1 << 20} {
		for n := 1; n < len(secret); n += 3 {
			fmt.Fprintf(&feature, "  Scenario: %d-%d\n    Given g\n", cut, n)
			line := 2 + 2*(i*5+(n-1)/3)
			message := strings.Repeat("x", cut-n) + secret + strings.Repeat("y", 100)
			fmt.Fprintf(&elements, `,{"type":"scenario","name":"%d-%d","line":%d,"steps":[{"keyword":"Given ","name":"%s","line":%d,"result":{"status":"failed","error_message":"%s"}}]}`,
				cut, n, line, message[max(0, cut-1<<20):], line+1, message)
		}
	}
	for name, text := range map[string]string{"a.feature": feature.String(),
		"rep/r.json": `[{"uri":"a.feature","elements":[` + elements.String()[1:] + `]}]`} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s.Env["SECRET"], s.Env["DOCKER_HOST"] = secret, os.Getenv("DOCKER_HOST")
	p := in(s)
	p.Connect = Connect
	status := p.Run(t.Context(), []string{"run", "--image", b.Images["behave"], "--runner", cucumber.Custom, "--root", root, "--files", ".", "--workspace", "copy",
		"--network", "none", "--entrypoint", "none", "--secrets", "SECRET", "--report-dir", report, "--command", ": {files}; cp rep/* {report}/; exit 1", "--timings", root + "/t.json"})
	if status != result.ExitFailed {
		t.Fatalf("exit status %d: %.2000s", status, s.Stdout.String())
	}
	checkStep(t, s, report)
}
