package execute

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/distribution/reference"
	"github.com/docker/docker/api/types/image"
)

// PullOptions say which platform of an image is meant, and how it is pulled if it must be.
type PullOptions struct {
	Policy   string // "missing" (also for empty), "always", "never"
	Platform string // os/arch[/variant]; empty: the engine's
	Username string // both empty: docker's own configuration for the registry
	Password string
	Getenv   func(string) string
	Progress func(string) // receives each new state, one line; may be nil
	Backoff  func(try int) time.Duration
	Stall    time.Duration // time without progress after which a pull is cancelled and tried again; 0: 5 minutes
}

// CheckReference returns an error unless ref can name an image.
func CheckReference(ref string) error {
	if _, err := reference.ParseAnyReference(ref); err != nil {
		return &HintError{fmt.Errorf("parse image %q: %w", ref, err), "Write it as in docker run: [registry/]name[:tag], all lower case."}
	}
	return nil
}

// Registry is the host name of the registry that ref names an image of, empty if ref cannot name one.
func Registry(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return ""
	}
	return reference.Domain(named)
}

// Resolve finds the image that ref names, and pulls it if the policy and the engine's state ask for it. The result is
// pinned: it stays the same image when the tag moves.
func Resolve(ctx context.Context, d ImageAPI, ref string, o PullOptions) (Image, error) {
	if err := CheckReference(ref); err != nil {
		return Image{}, err
	}
	if o.Policy != "always" {
		found, err := inspect(ctx, d, ref, o.Platform)
		if err == nil {
			return found, nil
		}
		if !cerrdefs.IsNotFound(err) {
			return Image{}, err
		}
		if o.Policy == "never" {
			return Image{}, notPresent(ref, err)
		}
	}
	if err := pull(ctx, d, newPull(ref, o)); err != nil {
		return Image{}, err
	}
	found, err := inspect(ctx, d, ref, o.Platform)
	if cerrdefs.IsNotFound(err) {
		return Image{}, notPresent(ref, err)
	}
	return found, err
}

func notPresent(ref string, err error) error {
	return &HintError{
		fmt.Errorf("find image %q: %w", ref, err),
		"It is not on this daemon: if it was built, load it (docker buildx build --load) and check the spelling; or let pull be missing.",
	}
}

func inspect(ctx context.Context, d ImageAPI, ref, platform string) (Image, error) {
	found, err := d.ImageInspect(ctx, ref)
	if err != nil {
		return Image{}, fmt.Errorf("inspect image %q: %w", ref, err)
	}
	if !isFor(found, platform) {
		return Image{}, fmt.Errorf("inspect image %q: it is for %s/%s, not %s: %w", ref, found.Os, found.Architecture, platform, cerrdefs.ErrNotFound)
	}
	made := Image{Ref: ref, ID: found.ID, Digests: found.RepoDigests, Platform: platform}
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
