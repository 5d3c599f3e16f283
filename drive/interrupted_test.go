package drive

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// TestEngineTimeoutTellsWhereItHung: the step that a container hung in, the processes that ran, and the last lines of its
// output are there for a person to see.
func TestEngineTimeoutTellsWhereItHung(t *testing.T) {
	t.Parallel()
	b := enginetest.NewBench(t)
	image := b.With(t, "cucumber-js", map[string]string{
		"features/hang.feature": "Feature: H\n  Scenario: h\n    Given a pause\n    When it hangs\n    Then nothing\n",
		"features/support/hang.js": "const c = require('@cucumber/cucumber'); c.Given('a pause', () => console.log('last words')); c.When('it hangs', { timeout: -1 }, () => new Promise(() => setInterval(() => {}, 1000)))\n" +
			"c.Then('nothing', () => {})\n",
	})
	dir := filepath.Join(t.TempDir(), "report")
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	status := p.Run(t.Context(), []string{"run", "--image", image, "--runner", "cucumber-js", "--files-from", "image", "--files", "features/hang.feature",
		"--network", "none", "--report-dir", dir, "--timeout", "8s"})
	if status != result.ExitIncomplete {
		t.Fatalf("exit status %d: %s", status, &out)
	}
	run, err := result.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	s, a := run.Files[0].Scenarios[0], run.Attempts[0]
	if s.Status != result.Interrupted || s.Failure.Step != "When it hangs" || s.Failure.Line != 4 {
		t.Errorf("%s, %+v", s.Status, s.Failure)
	}
	if a.Class != result.Timeout || !strings.Contains(a.Evidence, "while these ran: ") || !strings.Contains(a.Evidence, "cucumber") || !strings.Contains(a.Tail, "last words") {
		t.Errorf("%+v", a)
	}
	for _, said := range []string{"When it hangs", "last words", "features/hang.feature:4"} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("the console does not say %q:\n%s", said, &out)
		}
	}
}
