package docker

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

// kind is one kind of objects that a run can create.
type kind struct {
	name    string
	list    func(context.Context, filters.Args) ([]object, error)
	inspect func(ctx context.Context, id string) (object, error)
	remove  func(context.Context, object) error
	chained bool // objects can be made from others of the kind, which have to stay as long as they do; list has them in the order of removal
}

// kinds returns the kinds in the order in which they can be removed: containers first, which use the others.
func kinds(d SweepAPI) []kind {
	return []kind{containerKind(d), volumeKind(d), imageKind(d), networkKind(d)}
}

func containerKind(d containerSweeper) kind {
	return kind{
		name:    "container",
		list:    func(ctx context.Context, with filters.Args) ([]object, error) { return listContainers(ctx, d, with) },
		inspect: func(ctx context.Context, id string) (object, error) { return inspectContainer(ctx, d, id) },
		remove:  func(ctx context.Context, o object) error { return remove(ctx, d, o.id) },
	}
}

// listContainers lists sandboxes last: an engine may refuse to remove a container that another one depends on.
func listContainers(ctx context.Context, d containerSweeper, with filters.Args) ([]object, error) {
	found, err := d.ContainerList(ctx, container.ListOptions{All: true, Filters: with})
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

func imageKind(d imageSweeper) kind {
	return kind{
		name:    "image",
		chained: true,
		list:    func(ctx context.Context, with filters.Args) ([]object, error) { return listImages(ctx, d, with) },
		inspect: func(ctx context.Context, id string) (object, error) {
			i, err := d.ImageInspect(ctx, id)
			if err != nil || i.Config == nil {
				return object{id: id}, err
			}
			return newObject(i.ID, i.Config.Labels, i.RepoTags...), nil
		},
		remove: func(ctx context.Context, o object) error { return removeTags(ctx, d, o) },
	}
}

// listImages lists an image before the one that it was made from. The engine would take the last tag of an image that another one is made
// from and keep the image, which no sweep could find then.
func listImages(ctx context.Context, d imageSweeper, with filters.Args) ([]object, error) {
	found, err := d.ImageList(ctx, image.ListOptions{Filters: with})
	parents := map[string]string{}
	var all []object
	for _, i := range found {
		parents[i.ID] = i.ParentID
		all = append(all, newObject(i.ID, i.Labels, i.RepoTags...))
	}
	depth := func(o object) (n int) {
		for id := parents[o.id]; id != ""; id = parents[id] {
			n++
		}
		return n
	}
	slices.SortStableFunc(all, func(a, b object) int { return cmp.Compare(depth(b), depth(a)) })
	return all, err
}

// removeTags removes the tags that the run gave an image. The image goes with its last tag, so one that somebody tagged
// stays. Its parents stay too: they may be somebody's image without a tag, which the engine would prune. Nothing is forced: the
// engine would take the last tag of an image that a container uses and keep the image, which no sweep could find then.
func removeTags(ctx context.Context, d imageSweeper, o object) error {
	for _, tag := range o.ownNames() {
		if _, err := d.ImageRemove(ctx, tag, image.RemoveOptions{}); err != nil {
			return err
		}
	}
	return nil
}

func volumeKind(d volumeSweeper) kind {
	return kind{
		name: "volume",
		list: func(ctx context.Context, with filters.Args) (all []object, err error) {
			found, err := d.VolumeList(ctx, volume.ListOptions{Filters: with})
			for _, v := range found.Volumes {
				all = append(all, newObject(v.Name, v.Labels, v.Name))
			}
			return all, err
		},
		inspect: func(ctx context.Context, name string) (object, error) {
			v, err := d.VolumeInspect(ctx, name)
			return newObject(name, v.Labels, v.Name), err
		},
		remove: func(ctx context.Context, o object) error { return d.VolumeRemove(ctx, o.id, true) },
	}
}

func networkKind(d networkSweeper) kind {
	return kind{
		name: "network",
		list: func(ctx context.Context, with filters.Args) (all []object, err error) {
			found, err := d.NetworkList(ctx, network.ListOptions{Filters: with})
			for _, n := range found {
				all = append(all, newObject(n.ID, n.Labels, n.Name))
			}
			return all, err
		},
		inspect: func(ctx context.Context, id string) (object, error) {
			n, err := d.NetworkInspect(ctx, id, network.InspectOptions{})
			return newObject(id, n.Labels, n.Name), err
		},
		remove: func(ctx context.Context, o object) error { return d.NetworkRemove(ctx, o.id) },
	}
}
