package docker

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/org/baleen-action/execute"
)

// Resolve finds the image that ref names, and pulls it if the policy and the engine's state ask for it. The result is
// pinned: it stays the same image when the tag moves.
func Resolve(ctx context.Context, d ImageAPI, ref string, o execute.PullOptions) (execute.Image, error) {
	if err := execute.CheckReference(ref); err != nil {
		return execute.Image{}, err
	}
	if o.Policy != "always" {
		found, err := inspect(ctx, d, ref, o.Platform)
		if err == nil {
			return found, nil
		}
		if !cerrdefs.IsNotFound(err) {
			return execute.Image{}, err
		}
		if o.Policy == "never" {
			return execute.Image{}, notPresent(ref, err)
		}
	}
	if err := pull(ctx, d, newPull(ref, o)); err != nil {
		return execute.Image{}, err
	}
	found, err := inspect(ctx, d, ref, o.Platform)
	if cerrdefs.IsNotFound(err) {
		return execute.Image{}, notPresent(ref, err)
	}
	return found, err
}

func notPresent(ref string, err error) error {
	return &execute.HintError{
		Err:  fmt.Errorf("find image %q: %w", ref, err),
		Hint: "It is not on this daemon: if it was built, load it (docker buildx build --load) and check the spelling; or let pull be missing.",
	}
}

func inspect(ctx context.Context, d ImageAPI, ref, platform string) (execute.Image, error) {
	found, err := d.ImageInspect(ctx, ref)
	if err != nil {
		return execute.Image{}, fmt.Errorf("inspect image %q: %w", ref, err)
	}
	if !isFor(found, platform) {
		return execute.Image{}, fmt.Errorf("inspect image %q: it is for %s/%s, not %s: %w", ref, found.Os, found.Architecture, platform, cerrdefs.ErrNotFound)
	}
	made := execute.Image{Ref: ref, ID: found.ID, Digests: found.RepoDigests, Platform: platform}
	made.Created, _ = time.Parse(time.RFC3339Nano, found.Created) // some builders leave it empty
	if found.Config != nil {
		made.Entrypoint, made.Cmd, made.WorkDir = found.Config.Entrypoint, found.Config.Cmd, found.Config.WorkingDir
		made.Env = found.Config.Env
		made.User = found.Config.User
		made.Volumes = slices.Sorted(maps.Keys(found.Config.Volumes))
	}
	return made, nil
}

// isFor reports whether an image is for the platform that was asked for. The engine compares the variant at create.
func isFor(found image.InspectResponse, wanted string) bool {
	p := platform(wanted)
	return p == nil || found.Os == p.OS && (p.Architecture == "" || found.Architecture == p.Architecture)
}
