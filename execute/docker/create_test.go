package docker

import (
	"context"
	"fmt"
	"strings"
	"testing"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// TestAnImageThatWasPrunedIsRestored: it has to be the one that the run began with.
func TestAnImageThatWasPrunedIsRestored(t *testing.T) {
	gone := fmt.Errorf("No such image: %w", cerrdefs.ErrNotFound)
	for name, test := range map[string]struct {
		restored execute.Image
		err      error
		class    execute.Class
		evidence string
	}{
		"the same": {execute.Image{ID: "sha256:image"}, nil, execute.Passed, ""},
		"another":  {execute.Image{ID: "sha256:other", Ref: "suite:1"}, nil, execute.BadImage, `"suite:1" is another one now`},
		"none":     {execute.Image{}, errDenied, execute.BadImage, errDenied.Error()},
	} {
		s := newScript(t)
		s.before["create"] = first(1, gone)
		spec := execute.Spec{RunID: "run", Image: execute.Image{ID: "sha256:image"}}
		asked := 0
		spec.Restore = func(context.Context) (execute.Image, error) { asked++; return test.restored, test.err }
		e := New(s.fake, spec, 1)
		e.timing, e.proc = shortTiming(), t.TempDir()
		err := e.Run(t.Context(), queue(s.job), func(o execute.Outcome) { s.outcome = o })
		if o := s.outcome; err != nil || o.Class != test.class || asked != 1 || !strings.Contains(o.Evidence, test.evidence) {
			t.Errorf("%s: %s: %s, asked %d times, %v", name, o.Class, o.Evidence, asked, err)
		}
	}
}

// TestANameThatIsInUse: what has our name is ours only if an answer was lost, it has our label, and it never ran.
func TestANameThatIsInUse(t *testing.T) {
	created := container.State{Status: container.StateCreated, StartedAt: "0001-01-01T00:00:00Z"}
	exited := container.State{Status: container.StateExited, StartedAt: "2026-01-02T03:04:05Z"}
	for name, test := range map[string]struct {
		state *container.State // of what has the name; nil: it is gone when it is looked at
		run   string           // its label
		lost  bool
		class execute.Class
	}{
		"ours":               {&created, "run", true, execute.Passed},
		"no answer was lost": {&created, "run", false, execute.StartFailed},
		"another run's":      {&created, "other", true, execute.StartFailed},
		"ours, and it ran":   {&exited, "run", true, execute.StartFailed},
		"it is gone":         {nil, "", false, execute.Passed},
	} {
		s := newScript(t)
		s.before["create"] = func(call int) error {
			if call == 1 && test.state != nil {
				s.mu.Lock()
				defer s.mu.Unlock()
				state := *test.state
				s.state, s.labels, s.ended = &state, map[string]string{labelRun: test.run}, make(chan struct{})
			}
			switch {
			case call == 1 && test.lost:
				return errReset
			case call == 1 && test.state == nil:
				return fmt.Errorf("name is in use: %w", cerrdefs.ErrConflict)
			}
			return nil
		}
		s.run(t.Context())
		if o := s.outcome; o.Class != test.class {
			t.Errorf("%s: %s: %s, %v", name, o.Class, o.Evidence, s.err)
		}
	}
}
