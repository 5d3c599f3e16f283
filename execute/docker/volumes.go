package docker

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// HostVolumes returns the volumes of a specification with the daemon's paths of their sources. If this process runs in
// a container of the daemon, a source is a path of that container if it begins with a dot, lies in one of the
// container's mounts, or exists there and not on the daemon's machine. The error wraps ErrNotVisible if the daemon does
// not see such a source, and fs.ErrNotExist if it does not exist: the daemon would create an empty folder that belongs
// to root.
func HostVolumes(ctx context.Context, d FileAPI, spec execute.Spec) ([]string, error) {
	return hostVolumes(ctx, d, "/proc", spec)
}

func hostVolumes(ctx context.Context, d FileAPI, proc string, spec execute.Spec) ([]string, error) {
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
	spec   execute.Spec
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
		if execute.IsBelow(dir, m.Destination) && len(m.Destination) >= len(nearest.Destination) {
			nearest = m
		}
	}
	if nearest.Destination == "" || nearest.Source == "" { // a tmpfs has no source
		return "", false
	}
	rest := strings.TrimPrefix(dir, strings.TrimSuffix(path.Clean(nearest.Destination), "/"))
	return path.Join(nearest.Source, rest), true
}
