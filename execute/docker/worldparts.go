package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// labels are those of whatever a world consists of.
func (w *world) labels() map[string]string { return maps.Clone(w.template.config.Labels) }

// makeNetwork makes the network of the slot. Its name is the run's, so one that is there already is from a try whose answer
// was lost.
func (w *world) makeNetwork(ctx context.Context) error {
	name := w.prefix + "network"
	err := w.retry(w.salvage, w.timing.longCall, func(ctx context.Context) error {
		made, err := w.services.NetworkCreate(ctx, name, network.CreateOptions{Driver: "bridge", Labels: w.labels()})
		w.network = made.ID
		if cerrdefs.IsConflict(err) {
			found, look := w.sweep.NetworkInspect(ctx, name, network.InspectOptions{})
			w.network, err = found.ID, look
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("create network: %w", err)
	}
	return context.Cause(ctx)
}

func (w *world) makeVolumes(ctx context.Context) error {
	for _, name := range w.spec.World.VolumeNames() {
		err := w.retry(w.salvage, w.timing.longCall, func(ctx context.Context) error {
			_, err := w.services.VolumeCreate(ctx, volume.CreateOptions{Name: w.prefix + name, Labels: w.labels()})
			return err
		})
		if err != nil {
			return fmt.Errorf("create volume %q: %w", name, err)
		}
	}
	return context.Cause(ctx)
}

// removeVolumes removes the volumes; what it cannot remove, removeLeftovers tries again.
func (w *world) removeVolumes() {
	for _, name := range w.spec.World.VolumeNames() {
		_ = w.retry(w.cleanup, w.timing.shortCall, func(ctx context.Context) error {
			return retryInUse(ctx, func() error { return w.sweep.VolumeRemove(ctx, w.prefix+name, true) })
		})
	}
}

// removeNetwork removes the network; what it cannot remove, removeLeftovers tries again.
func (w *world) removeNetwork() {
	if w.network == "" {
		return
	}
	_ = w.retry(w.cleanup, w.timing.shortCall, func(ctx context.Context) error {
		return retryInUse(ctx, func() error { return w.sweep.NetworkRemove(ctx, w.network) })
	})
}

// blueprint is what a container is created from.
type blueprint struct {
	config   *container.Config
	host     *container.HostConfig
	network  *network.NetworkingConfig
	platform *ocispec.Platform
	name     string
}

// createFresh creates a container under a name that only one call uses: what has the name already is from a try whose
// answer was lost, and is removed.
func (s *session) createFresh(b blueprint) (id string, err error) {
	err = s.retry(s.salvage, s.timing.longCall, func(ctx context.Context) error {
		id, err = s.createOnce(ctx, b)
		if cerrdefs.IsConflict(err) {
			err = errors.Join(err, cerrdefs.ErrUnavailable, removeNamed(ctx, s.docker, b.name, s.spec.RunID))
		}
		return err
	})
	return id, err
}
