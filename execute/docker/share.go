package docker

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/mount"
	"github.com/org/baleen-action/execute"
)

// ErrNotVisible is the cause if the daemon does not see a folder of this machine.
var ErrNotVisible = errors.New("the daemon does not see this folder")

// Share finds the path by which the daemon sees the folder at.Source of this machine, so that it can be mounted at
// at.Target. It proves the path: a file with a random name, created in the folder for the moment, must exist in a
// container. If this process runs in a container of the daemon, that container's mounts give the path.
func Share(ctx context.Context, d FileAPI, spec execute.Spec, at execute.Mount) (execute.Mount, error) {
	dir, err := filepath.Abs(at.Source)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return execute.Mount{}, fmt.Errorf("find folder to mount: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return execute.Mount{}, err
	}
	nonce := filepath.Join(dir, ".baleen-proof-"+rand.Text())
	if err := os.WriteFile(nonce, nil, 0o600); err != nil {
		return execute.Mount{}, fmt.Errorf("create file in %q: %w: %w", dir, err, ErrNotVisible)
	}
	defer os.Remove(nonce)
	for _, source := range sources(ctx, d, "/proc", dir) {
		at.Source = source
		spec.Mounts = []execute.Mount{at}
		if seen, err := daemonSees(ctx, d, spec, path.Join(at.Target, filepath.Base(nonce))); seen || err != nil {
			return at, err
		}
	}
	return execute.Mount{}, fmt.Errorf("mount %q: %w", dir, ErrNotVisible)
}

// sources returns the paths by which the daemon may know a folder.
func sources(ctx context.Context, d inspector, proc, dir string) []string {
	plain := []string{filepath.ToSlash(dir)}
	me, ok := ownContainer(ctx, d, proc)
	if !ok {
		return plain
	}
	there, known := throughMounts(me.Mounts, dir)
	if !known {
		return plain // on the container's own disk; the proof will fail
	}
	return append([]string{there}, plain...)
}

// HasPath reports whether there is anything at an absolute path of the daemon's machine.
func HasPath(ctx context.Context, d FileAPI, spec execute.Spec, name string) (bool, error) {
	const anywhere = "/baleen-look"
	spec.Mounts = []execute.Mount{{Source: name, Target: anywhere}}
	return daemonSees(ctx, d, spec, anywhere)
}

// daemonSees reports whether a file exists in a container of the specification. With this kind of mount, a source that
// does not exist is an error of create; a bind in docker run's form would create the folder.
func daemonSees(ctx context.Context, d FileAPI, spec execute.Spec, name string) (bool, error) {
	looked, err := Open(ctx, d, spec)
	if cerrdefs.IsInvalidArgument(err) || cerrdefs.IsInternal(err) && strings.Contains(err.Error(), "no such file") {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	seen, err := looked.Exists(name)
	return seen, errors.Join(err, looked.Close())
}

// bindMounts returns the mounts in the engine's form.
func bindMounts(mounts []execute.Mount) []mount.Mount {
	var all []mount.Mount
	for _, m := range mounts {
		all = append(all, mount.Mount{Type: mount.TypeBind, Source: m.Source, Target: m.Target})
	}
	return all
}
