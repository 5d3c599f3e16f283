package packaging

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

// TestEngineActionVolumes: a path in the action's container is translated to the host's path, or refused before the daemon
// creates an empty folder.
func TestEngineActionVolumes(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	for _, dir := range []string{"workspace/fixtures", "elsewhere"} {
		if err := os.MkdirAll(s.path(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		s.write(t, dir+"/it", "is here")
	}
	s.inputs = map[string]string{"image": s.behave, "files-from": "workspace", "runner": "exit-code", "entrypoint": "none", "network": "none", "shell": "sh -c", "command": "set -e; grep 'is here' /x/it; : {files}"}
	for _, volume := range []string{
		"./fixtures:/x", "./sub/../fixtures:/x", "/github/workspace/fixtures:/x:ro", // as the runner translates ${{ github.workspace }}
		"/github/runner_temp/elsewhere:/x", s.path("elsewhere") + ":/x", // a path of the daemon's machine
	} {
		s.inputs["volume"] = volume
		if status, log := s.run(t); status != result.ExitPassed {
			t.Errorf("%s: exit status %d:\n%s", volume, status, log)
		}
	}
	for volume, want := range map[string]string{
		"./missing:/x":                 "volume: find \"./missing\"",
		"/github/workspace/missing:/x": "volume: find \"/github/workspace/missing\"",
		"../../etc/ssl:/x":             "volume: mount \"../../etc/ssl\"",
	} {
		s.inputs["volume"] = volume
		if status, log := s.run(t); status != result.ExitInputs || !strings.Contains(log, want) {
			t.Errorf("%s: exit status %d:\n%s", volume, status, log)
		}
	}
	if _, err := os.Lstat(s.path("workspace/missing")); err == nil {
		t.Error("the daemon made a folder")
	}
	if made, _ := filepath.Glob("/github/*"); len(made) > 0 {
		t.Errorf("the daemon made %q on its machine", made)
	}
}

// TestEngineActionLosesNothing: a path for output that no later step can see is a wrong input.
func TestEngineActionLosesNothing(t *testing.T) {
	s := newPackaging(t).newStep(t, nil, "passing.feature")
	base := map[string]string{"image": s.behave, "files-from": "workspace", "runner": "exit-code", "entrypoint": "none", "network": "none", "command": ": {files}"}
	for input, places := range map[string][]string{"report-dir": {"/tmp/report", "/github/report"}, "timings": {"/tmp/timings.json"}} {
		for _, place := range places {
			s.inputs = map[string]string{input: place}
			for name, value := range base {
				s.inputs[name] = value
			}
			if status, log := s.run(t); status != result.ExitInputs || !strings.Contains(log, input+": \""+place+"\" is in Baleen's own container") {
				t.Errorf("%s %s: exit status %d:\n%s", input, place, status, log)
			}
		}
	}
	s.inputs = base
	s.inputs["report-dir"] = "/github/runner_temp/report"
	if status, log := s.run(t); status != result.ExitPassed {
		t.Errorf("exit status %d:\n%s", status, log)
	}
	if _, err := os.Stat(s.path("report/run.json")); err != nil {
		t.Error(err)
	}
}
