//go:build cluster && !nokube

package drive

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// shop is a checkout with a Compose file, and the images that it names.
type shop struct {
	dir     string
	environ []string
}

// run runs a feature file of the shop, and returns what it left.
func (s shop) run(t *testing.T, report string, args ...string) *result.Run {
	t.Helper()
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Environ: s.environ, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	dir := filepath.Join(t.TempDir(), report)
	all := []string{"run", "--root", s.dir, "--files", "features/apples.feature", "--service", "e2e", "--compose", filepath.Join(s.dir, "compose.yml"), "--report-dir", dir, "--timings", filepath.Join(dir, "timings")}
	p.Run(t.Context(), append(all, args...))
	run, err := result.Load(dir)
	if err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(out.String())
		}
	})
	return run
}

func (s shop) write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "more.yml")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestClusterServices: with a database in its Pod, a suite has the verdict that it has with one on a daemon; one that ends is the class
// service there, too, and the file runs once more.
func TestClusterServices(t *testing.T) {
	n := enginetest.Node{Bench: enginetest.NewBench(t)}
	n.Load(t, []enginetest.Variant{{Runner: "compose-js"}, {Runner: "postgres"}})
	dir, err := filepath.Abs("../testdata/suites/compose-js")
	if err != nil {
		t.Fatal(err)
	}
	s := shop{dir, []string{"SUITE=" + n.Images["compose-js"], "POSTGRES=" + n.Images["postgres"]}}
	// A cluster does not see the health check of an image, and a named volume starts empty there.
	told := s.write(t, "services: {db: {healthcheck: {test: [CMD, pg_isready, --host=127.0.0.1, --quiet]}, volumes: !reset []}}\n")
	broken := s.write(t, "services: {db: {command: [sh, -c, \"echo no disk; exit 9\"]}}\n")
	for name, more := range map[string][]string{"well": nil, "broken": {"--compose", broken}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pods := s.run(t, "pods", append(append(n.Args(), "--compose", told), more...)...)
			daemon := s.run(t, "daemon", append([]string{"--compose", told}, more...)...)
			if got, want := story(pods), story(daemon); got != want {
				t.Errorf("on a cluster %s\non a daemon  %s", got, want)
			}
		})
	}
}

// story is what must not depend on the engine.
func story(run *result.Run) string {
	var all []string
	all = append(all, string(run.Verdict.State), statuses(run))
	for _, a := range run.Attempts {
		all = append(all, string(a.Class), a.Evidence)
		for _, log := range a.Services {
			all = append(all, log.Service)
		}
	}
	for _, s := range run.Services {
		all = append(all, s.Name, s.Image)
	}
	return strings.Join(all, "; ")
}
