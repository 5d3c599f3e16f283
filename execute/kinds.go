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
	name    string
	list    func(context.Context, filters.Args) ([]object, error)
	inspect func(ctx context.Context, id string) (object, error)
	remove  func(context.Context, object) error
}

// kinds are in the order in which they can be removed: the containers first, which use the others.
func (s sweeper) kinds() []kind {
	return []kind{
		s.containers(),
		{"volume", s.listVolumes, s.inspectVolume, func(ctx context.Context, o object) error { return s.docker.VolumeRemove(ctx, o.id, true) }},
		s.images(),
		{"network", s.listNetworks, s.inspectNetwork, func(ctx context.Context, o object) error { return s.docker.NetworkRemove(ctx, o.id) }},
	}
}

func (s sweeper) containers() kind {
	inspect := func(ctx context.Context, id string) (object, error) { return inspectContainer(ctx, s.docker, id) }
	return kind{"container", s.listContainers, inspect, func(ctx context.Context, o object) error {
		return remove(ctx, s.docker, o.id)
	}}
}

// listContainers lists sandboxes last: an engine may refuse to remove what another container depends on.
func (s sweeper) listContainers(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.ContainerList(ctx, container.ListOptions{All: true, Filters: with})
	var all []object
	for _, c := range found {
		all = append(all, newObject(c.ID, c.Labels, c.Names...))
	}
	slices.SortStableFunc(all, func(a, b object) int { return cmp.Compare(a.labels[labelSandbox], b.labels[labelSandbox]) })
	return all, err
}

func inspectContainer(ctx context.Context, d inspector, id string) (object, error) {
	c, err := d.ContainerInspect(ctx, id)
	if err != nil || c.Config == nil || c.ContainerJSONBase == nil {
		return object{id: id}, err
	}
	return newObject(c.ID, c.Config.Labels, c.Name), nil
}

func (s sweeper) images() kind {
	return kind{"image", s.listImages, s.inspectImage, s.removeImage}
}

func (s sweeper) listImages(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.ImageList(ctx, image.ListOptions{Filters: with})
	var all []object
	for _, i := range found {
		all = append(all, newObject(i.ID, i.Labels, i.RepoTags...))
	}
	return all, err
}

func (s sweeper) inspectImage(ctx context.Context, id string) (object, error) {
	i, err := s.docker.ImageInspect(ctx, id)
	if err != nil || i.Config == nil {
		return object{id: id}, err
	}
	return newObject(i.ID, i.Config.Labels, i.RepoTags...), nil
}

// removeImage takes the tags away that the run gave, and the image goes with the last of its tags: somebody may have given it
// another. What the image was made of stays: that may be an image without a tag, which the engine would prune.
func (s sweeper) removeImage(ctx context.Context, o object) error {
	for _, tag := range o.ownNames() {
		if _, err := s.docker.ImageRemove(ctx, tag, image.RemoveOptions{Force: true}); err != nil {
			return err
		}
	}
	return nil
}

func (s sweeper) listVolumes(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.VolumeList(ctx, volume.ListOptions{Filters: with})
	var all []object
	for _, v := range found.Volumes {
		all = append(all, newObject(v.Name, v.Labels, v.Name))
	}
	return all, err
}

func (s sweeper) inspectVolume(ctx context.Context, name string) (object, error) {
	v, err := s.docker.VolumeInspect(ctx, name)
	return newObject(name, v.Labels, v.Name), err
}

func (s sweeper) listNetworks(ctx context.Context, with filters.Args) ([]object, error) {
	found, err := s.docker.NetworkList(ctx, network.ListOptions{Filters: with})
	var all []object
	for _, n := range found {
		all = append(all, newObject(n.ID, n.Labels, n.Name))
	}
	return all, err
}

func (s sweeper) inspectNetwork(ctx context.Context, id string) (object, error) {
	n, err := s.docker.NetworkInspect(ctx, id, network.InspectOptions{})
	return newObject(id, n.Labels, n.Name), err
}
