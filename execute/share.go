package execute

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
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
)

// Mount makes a folder of the daemon's machine appear in a container.
type Mount struct {
	Source string // as the daemon sees it
	Target string
}

// ErrUnseen is the cause where the daemon does not see a folder of this machine.
var ErrUnseen = errors.New("the daemon does not see this folder")

// Share finds where the daemon sees the folder dir of this machine, so that it can be mounted at target, and proves it: a
// file of a random name that is made in dir for the moment has to be there in a container. Where this process runs in a
// container of the daemon, what that has mounted tells the path.
func Share(ctx context.Context, d FileAPI, spec Spec, at Mount) (Mount, error) {
	dir, err := filepath.Abs(at.Source)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return Mount{}, fmt.Errorf("find folder to mount: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return Mount{}, err
	}
	nonce := filepath.Join(dir, ".baleen-proof-"+rand.Text())
	if err := os.WriteFile(nonce, nil, 0o600); err != nil {
		return Mount{}, fmt.Errorf("prove it: %w: %w", err, ErrUnseen)
	}
	defer os.Remove(nonce)
	for _, source := range sources(ctx, d, "/proc", dir) {
		at.Source = source
		spec.Mounts = []Mount{at}
		if seen, err := daemonSees(ctx, d, spec, path.Join(at.Target, filepath.Base(nonce))); seen || err != nil {
			return at, err
		}
	}
	return Mount{}, fmt.Errorf("mount %q: %w", dir, ErrUnseen)
}

// sources are the paths by which the daemon might know a folder.
func sources(ctx context.Context, d inspector, proc, dir string) []string {
	plain := []string{filepath.ToSlash(dir)}
	me, ok := ownContainer(ctx, d, proc)
	if !ok {
		return plain
	}
	var nearest container.MountPoint
	for _, m := range me.Mounts {
		if isBelow(dir, m.Destination) && len(m.Destination) >= len(nearest.Destination) {
			nearest = m
		}
	}
	if nearest.Destination == "" {
		return plain // a file system of the container's own; the proof will fail
	}
	rest := strings.TrimPrefix(dir, strings.TrimSuffix(path.Clean(nearest.Destination), "/"))
	return append([]string{path.Join(nearest.Source, rest)}, plain...)
}

// daemonSees tells whether a file is there in a container of the specification. A source that does not exist is an error of
// create's, and only with this form of mount: the older one makes the folder.
func daemonSees(ctx context.Context, d FileAPI, spec Spec, name string) (bool, error) {
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

// bindMounts are mounts as the engine takes them.
func bindMounts(mounts []Mount) []mount.Mount {
	var all []mount.Mount
	for _, m := range mounts {
		all = append(all, mount.Mount{Type: mount.TypeBind, Source: m.Source, Target: m.Target})
	}
	return all
}
