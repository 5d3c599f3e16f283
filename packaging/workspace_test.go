package packaging

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

// TestEngineActionWorkspace: the action, in whose image there is no git and whose paths are not the daemon's, brings a
// feature file into containers whose image does not hold it.
func TestEngineActionWorkspace(t *testing.T) {
	p := newPackaging(t)
	for _, workspace := range []string{"copy", "bind"} {
		t.Run(workspace, func(t *testing.T) {
			s := p.newStep(t, nil, "passing.feature")
			s.write(t, "workspace/features/new.feature", "Feature: New\n  Scenario: one\n    Given a step\n")
			s.inputs = map[string]string{"image": s.behave, "workspace": workspace, "runner": "exit-code", "entrypoint": "none",
				// Neither the daemon, nor what the job's later steps read, nor the job's own token gets into a container.
				"command": "! test -e /var/run/docker.sock && ! test -e /github && ! env | grep -E 'GITHUB_|RUNNER_|token-of' && cat {files}"}
			if status, log := s.run(t); status != result.ExitPassed {
				t.Fatalf("exit status %d:\n%s", status, log)
			}
			if seen := readText(t, s.path("workspace/baleen-report/output/features-new.1.stdout.log")); !strings.HasPrefix(seen, "Feature: New\n") {
				t.Errorf("the container saw %q", seen)
			}
			if run := s.report(t); len(run.Files) != 2 {
				t.Errorf("%+v", run.Files)
			}
			if left := s.containers(t); len(left) > 0 {
				t.Errorf("%d containers are left", len(left))
			}
		})
	}
	s := p.newStep(t, nil, "passing.feature")
	s.inputs = map[string]string{"image": s.behave, "workspace": "bind", "runner": "exit-code", "command": "cat {files}", "root": "/tmp"}
	status, log := s.run(t)
	if status != result.ExitInputs || !strings.Contains(log, "workspace: bind needs a daemon that sees root") {
		t.Errorf("a folder of the container's own: exit status %d:\n%s", status, log)
	}
}
