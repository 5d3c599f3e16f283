package execute

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
)

// mountPoint is a place in a container that is not on its own disk.
type mountPoint struct {
	kind string // "volume", "tmpfs", "mount"; "image": the image declares it
	name string // as the user wrote it
	at   string
}

// mountPoints returns what a specification mounts in its containers, except the volumes that the image declares.
func mountPoints(spec Spec) []mountPoint {
	var all []mountPoint
	for _, volume := range slices.Concat(spec.Volumes, spec.World.Volumes) {
		at := volume
		if _, rest, named := strings.Cut(volume, ":"); named {
			at, _, _ = strings.Cut(rest, ":")
		}
		all = append(all, mountPoint{"volume", volume, at})
	}
	for _, at := range slices.Sorted(maps.Keys(tmpfs(spec.Tmpfs))) {
		all = append(all, mountPoint{"tmpfs", at, at})
	}
	return all
}

// NotInImage returns what a specification mounts in its containers that is empty in each of them, in docker run's words:
// an image made of a container does not hold it. Named volumes and folders of the daemon's machine are not in it either, but
// all containers share them.
func NotInImage(spec Spec) []string {
	var fresh []string
	shared := map[string]bool{}
	for _, m := range mountPoints(spec) {
		switch {
		case m.kind == "volume" && m.name != m.at:
			shared[path.Clean(m.at)] = true
		default:
			fresh = append(fresh, m.kind+" "+m.at)
		}
	}
	for _, m := range spec.Mounts {
		shared[path.Clean(m.Target)] = true
	}
	for _, at := range spec.Image.Volumes {
		if !shared[path.Clean(at)] {
			fresh = append(fresh, "VOLUME "+at)
		}
	}
	return fresh
}

// Mounted returns the volume or tmpfs of a specification that a folder of the container lies in; empty if there is
// none.
func Mounted(spec Spec, dir string) string {
	for _, m := range mountPoints(spec) {
		if isBelow(dir, m.at) {
			return m.kind + " " + m.name
		}
	}
	return ""
}

// Touching returns what a container of the specification has mounted at a folder, above it or below it: whatever an earlier
// run left there would be found in the folder. The kind is "volume", "tmpfs" or "mount" as in docker run, "image" for a volume
// that the image declares, and empty if there is nothing. real is what a path in the container
// means, such as with the links of the image followed.
func Touching(spec Spec, dir string, real func(string) string) (kind, name string) {
	all := mountPoints(spec)
	for _, m := range spec.Mounts {
		all = append(all, mountPoint{"mount", m.Target, m.Target})
	}
	for _, at := range spec.Image.Volumes {
		all = append(all, mountPoint{"image", at, at})
	}
	for _, m := range all {
		if at := path.Clean("/" + real(m.at)); isBelow(dir, at) || isBelow(at, dir) {
			return m.kind, m.name
		}
	}
	return "", ""
}

// isBelow reports whether a folder is at, or in it.
func isBelow(dir, at string) bool {
	at = path.Clean("/" + at)
	return at == "/" || dir == at || strings.HasPrefix(dir, at+"/")
}

// HostVolumes returns the volumes of a specification with the daemon's paths of their sources. If this process runs in
// a container of the daemon, a source is a path of that container if it begins with a dot, lies in one of the
// container's mounts, or exists there and not on the daemon's machine. The error wraps ErrNotVisible if the daemon does
// not see such a source, and fs.ErrNotExist if it does not exist: the daemon would create an empty folder that belongs
// to root.
func HostVolumes(ctx context.Context, d FileAPI, spec Spec) ([]string, error) {
	return hostVolumes(ctx, d, "/proc", spec)
}

func hostVolumes(ctx context.Context, d FileAPI, proc string, spec Spec) ([]string, error) {
	if !slices.ContainsFunc(spec.Volumes, isBind) {
		return spec.Volumes, nil
	}
	me, inside := ownContainer(ctx, d, proc)
	if err := ctx.Err(); err != nil || !inside {
		return spec.Volumes, err
	}
	out, paths := slices.Clone(spec.Volumes), hostPaths{docker: d, spec: spec, mounts: me.Mounts}
	var wrong []error
	for i, volume := range out {
		if !isBind(volume) {
			continue
		}
		source, rest, _ := strings.Cut(volume, ":")
		there, err := paths.of(ctx, source)
		if err != nil {
			wrong = append(wrong, err)
		}
		out[i] = there + ":" + rest
	}
	return out, errors.Join(wrong...)
}

// isBind reports whether the source of a volume is a path.
func isBind(volume string) bool {
	source, _, named := strings.Cut(volume, ":")
	return named && (strings.HasPrefix(source, ".") || filepath.IsAbs(source))
}

// hostPaths finds paths of the daemon's machine for those of the container that this process runs in.
type hostPaths struct {
	docker FileAPI
	spec   Spec
	mounts []container.MountPoint // of that container
}

// of returns the path that the source of a volume has on the daemon's machine.
func (h hostPaths) of(ctx context.Context, source string) (string, error) {
	dir, err := filepath.Abs(source)
	if err != nil {
		return "", fmt.Errorf("find %q: %w", source, err)
	}
	there, known := throughMounts(h.mounts, dir)
	real, missing := filepath.EvalSymlinks(dir)
	if missing == nil && real != dir {
		if target, mounted := throughMounts(h.mounts, real); mounted {
			there, known = target, true
		}
	}
	switch {
	case known && missing != nil:
		return "", fmt.Errorf("find %q: %w", source, missing)
	case known:
		return there, nil
	case strings.HasPrefix(source, "."):
		return "", fmt.Errorf("mount %q, which is %q in Baleen's own container: %w", source, dir, ErrNotVisible)
	case missing != nil:
		return source, nil // a path of the daemon's machine
	}
	seen, err := HasPath(ctx, h.docker, h.spec, dir)
	if err == nil && !seen {
		err = fmt.Errorf("mount %q of Baleen's own container: %w", source, ErrNotVisible)
	}
	return source, err
}

// throughMounts returns the path that a folder of a container has on the daemon's machine, if it lies in a mount.
func throughMounts(mounts []container.MountPoint, dir string) (there string, known bool) {
	var nearest container.MountPoint
	for _, m := range mounts {
		if isBelow(dir, m.Destination) && len(m.Destination) >= len(nearest.Destination) {
			nearest = m
		}
	}
	if nearest.Destination == "" || nearest.Source == "" { // a tmpfs has no source
		return "", false
	}
	rest := strings.TrimPrefix(dir, strings.TrimSuffix(path.Clean(nearest.Destination), "/"))
	return path.Join(nearest.Source, rest), true
}
