package suite

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
)

// translate replaces paths of the container that Baleen runs in, if a volume names one, by the daemon's paths.
func (e *Engine) translate(ctx context.Context) error {
	volumes, err := docker.HostVolumes(ctx, e.Docker, e.Spec)
	e.Spec.Volumes = volumes
	return visible(err)
}

// visible makes a wrong input of each volume that the daemon does not see, of all errors of execute.HostVolumes.
func visible(err error) error {
	var many interface{ Unwrap() []error }
	all := []error{err}
	if errors.As(err, &many) {
		all = many.Unwrap()
	}
	var wrong inputs.AllWrong
	for _, one := range all {
		switch {
		case errors.Is(one, fs.ErrNotExist):
			wrong = append(wrong, inputs.Wrong{Input: "volume", Problem: one.Error(), Advice: "create it in an earlier step; otherwise the daemon creates an empty folder that belongs to root"})
		case errors.Is(one, docker.ErrNotVisible):
			wrong = append(wrong, inputs.Wrong{Input: "volume", Problem: one.Error(), Advice: "name a path below the workspace, or a path on the daemon's machine"})
		case one != nil:
			return err
		}
	}
	return wrong.Err()
}

// unlinked refuses what reaches the folder for reports through a link of the image, which neither name shows.
func unlinked(spec execute.Spec, image execute.Files) error {
	var broken error
	real := func(name string) string {
		at, err := image.Real(name)
		broken = errors.Join(broken, err)
		return at
	}
	err := untouched(spec, real)
	return cmp.Or(broken, err)
}

// asWritten returns a path as it is, without resolving links.
func asWritten(name string) string { return name }

// untouched refuses anything that would put files into the folder for reports. real resolves the links of a path in the
// container.
func untouched(spec execute.Spec, real func(string) string) error {
	wrong := func(input, what, advice string) error {
		return inputs.Wrong{Input: input, Problem: what + " reaches into " + Scratch + ", where Baleen writes reports: an old report would count as this run's", Advice: advice}
	}
	if dir := path.Clean("/" + real(path.Clean("/"+spec.WorkDir))); dir == Scratch || strings.HasPrefix(dir, Scratch+"/") {
		return wrong("work-dir", spec.WorkDir, "--work-dir another folder")
	}
	switch kind, name := execute.Touching(spec, Scratch, real); kind {
	case "":
		return nil
	case "image":
		return wrong(kind, "its VOLUME "+name, "take the VOLUME out of the image's Dockerfile")
	case "mount":
		return wrong("workspace", "the checkout at "+name, "--work-dir another folder")
	default:
		return wrong(kind, name, "mount it at another folder")
	}
}
