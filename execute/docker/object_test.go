package docker

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOwnNames: what a run made has both its label and a name that only it gives.
func TestOwnNames(t *testing.T) {
	for name, test := range map[string]struct {
		run   string
		names []string
		own   []string
	}{
		"container":                           {"r1", []string{"/baleen-r1-a.1"}, []string{"baleen-r1-a.1"}},
		"image":                               {"r1", []string{"baleen-workspace:r1-X"}, []string{"baleen-workspace:r1-X"}},
		"image on Podman":                     {"r1", []string{"localhost/baleen-report:r1-X"}, []string{"localhost/baleen-report:r1-X"}},
		"image on Podman, by Docker's names":  {"r1", []string{"docker.io/library/baleen-workspace:r1-X"}, []string{"docker.io/library/baleen-workspace:r1-X"}},
		"image that somebody tagged too":      {"r1", []string{"mine:1", "baleen-sandbox:r1-X"}, []string{"baleen-sandbox:r1-X"}},
		"image that somebody committed":       {"r1", []string{"mine:debug"}, nil},
		"image that somebody pushed":          {"r1", []string{"registry.example/baleen-workspace:r1-X"}, nil},
		"image without a tag":                 {"r1", nil, nil},
		"container of an image with our name": {"r1", []string{"/zealous_kare"}, nil},
		"name of another run":                 {"r1", []string{"/baleen-r10-a.1", "baleen-workspace:r10-X"}, nil},
		"name without a label":                {"", []string{"/baleen--a", "/baleen-r1-a", "baleen-workspace:-X"}, nil},
		"image of another purpose":            {"r1", []string{"baleen-test:r1-X"}, nil},
	} {
		labels := map[string]string{labelRun: test.run}
		if diff := cmp.Diff(test.own, newObject("id", labels, test.names...).ownNames()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
