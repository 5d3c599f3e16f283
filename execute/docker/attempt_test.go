package docker

import (
	"testing"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// TestRemovingAsGone: a container that is being removed counts as not found if it never ran; one that ran keeps its
// result.
func TestRemovingAsGone(t *testing.T) {
	const ran, never = "2026-01-02T03:04:05Z", "0001-01-01T00:00:00Z"
	for _, test := range []struct {
		status, started string
		want            bool
	}{
		{container.StateRemoving, never, true}, {container.StateDead, never, true}, {container.StateRemoving, ran, false},
		{container.StateCreated, never, false}, {container.StateExited, ran, false},
	} {
		found := container.InspectResponse{ContainerJSONBase: &container.ContainerJSONBase{State: &container.State{Status: test.status, StartedAt: test.started}}}
		if got := cerrdefs.IsNotFound(removingAsGone(found, nil)); got != test.want {
			t.Errorf("%s, started %s: %v", test.status, test.started, got)
		}
	}
	if err := removingAsGone(container.InspectResponse{}, errReset); err != errReset {
		t.Error(err)
	}
}
