package execute

import (
	"cmp"
	"context"
	"slices"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
)

// kind is one of the kinds of objects that can carry our labels.
type kind struct {
	name   string
	list   func(context.Context, filters.Args) ([]object, error)
	remove func(ctx context.Context, id string) error
}

// object is one of them.
type object struct {
	id, name string
	labels   map[string]string
}

// kinds are in the order in which they can be removed: the containers first, which use the others.
func (s sweeper) kinds() []kind {
	return []kind{
		{"container", s.containers, func(ctx context.Context, id string) error { return remove(ctx, s.docker, id) }},
		{"volume", s.volumes, func(ctx context.Context, id string) error { return s.docker.VolumeRemove(ctx, id, true) }},
		{"image", s.images, s.removeImage},
		{"network", s.networks, s.docker.NetworkRemove},
	}
}

// containers lists sandboxes last: an engine may refuse to remove what another container depends on.
func (s sweeper) containers(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: with})
	var all []object
	for _, c := range found {
		all = append(all, object{c.ID, nameOf(c), c.Labels})
	}
	slices.SortStableFunc(all, func(a, b object) int { return cmp.Compare(a.labels[labelSandbox], b.labels[labelSandbox]) })
	return all, err
}

// removeImage leaves what the image was made of: that may be somebody's image without a name, which the engine would prune.
func (s sweeper) removeImage(ctx context.Context, id string) error {
	_, err := s.docker.ImageRemove(ctx, id, image.RemoveOptions{Force: true})
	return err
}

func (s sweeper) volumes(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.VolumeList(ctx, volume.ListOptions{Filters: with})
	var all []object
	for _, v := range found.Volumes {
		all = append(all, object{v.Name, v.Name, v.Labels})
	}
	return all, err
}

func (s sweeper) images(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.ImageList(ctx, image.ListOptions{Filters: with})
	var all []object
	for _, i := range found {
		all = append(all, object{i.ID, i.ID, i.Labels})
	}
	return all, err
}

func (s sweeper) networks(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.NetworkList(ctx, network.ListOptions{Filters: with})
	var all []object
	for _, n := range found {
		all = append(all, object{n.ID, n.Name, n.Labels})
	}
	return all, err
}
