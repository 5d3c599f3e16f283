package suite

import (
	"testing"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// TestUnlinked: a link of the image is another name for the folder of reports, or for one above it.
func TestUnlinked(t *testing.T) {
	image := imageFiles{"/out": "-> /baleen-report", "/all": "-> /", "/app/near": "-> ../baleen-reports"}
	for at, refused := range map[string]bool{"/out": true, "/out/raw": true, "/all/baleen-report": true, "/all/out/x": true, "/app/near": false, "/all/app": false} {
		if got := inputs.Find(unlinked(execute.Spec{Volumes: []string{"/tmp/old:" + at}}, image)) != nil; got != refused {
			t.Errorf("a volume at %s is refused: %v", at, got)
		}
	}
	if wrong := inputs.Find(unlinked(execute.Spec{WorkDir: "/out"}, image)); len(wrong) != 1 || wrong[0].Input != "work-dir" {
		t.Errorf("a work-dir: %+v", wrong)
	}
}
