package docker

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// ownContainer finds the container that this process runs in, if it belongs to this daemon. An ID from a mount is proof
// enough if the daemon knows it; a container found by our host name must also have that host name.
func ownContainer(ctx context.Context, d inspector, proc string) (container.InspectResponse, bool) {
	hostname := ""
	if text, err := os.ReadFile(filepath.Join(proc, "sys/kernel/hostname")); err == nil {
		hostname = strings.TrimSpace(string(text))
	}
	for _, name := range slices.Compact(possibleNames(proc)) {
		if name == "" {
			continue
		}
		found, err := d.ContainerInspect(ctx, name)
		if err != nil || found.ContainerJSONBase == nil || found.State == nil || !found.State.Running {
			continue
		}
		if found.ID == name || found.Config != nil && found.Config.Hostname == hostname {
			return found, true
		}
	}
	return container.InspectResponse{}, false
}

// OwnNetwork returns the first user-defined network of the container that this process runs in, if it belongs to this
// daemon: the services of a CI job are on it. Empty if there is none.
func OwnNetwork(ctx context.Context, d inspector) (string, error) {
	return ownNetwork(ctx, d, "/proc"), ctx.Err()
}

func ownNetwork(ctx context.Context, d inspector, proc string) string {
	me, ok := ownContainer(ctx, d, proc)
	if !ok || me.NetworkSettings == nil {
		return ""
	}
	var names []string
	for name := range me.NetworkSettings.Networks {
		if container.NetworkMode(name).IsUserDefined() {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return slices.Min(names)
}
