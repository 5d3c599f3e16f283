package suite

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/org/baleen-action/compose"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
)

// Resolving finds the images of a run on a daemon, each one once.
type Resolving struct {
	docker   docker.Daemon
	settings inputs.Settings
	progress func(string)
	found    map[string]execute.Image
}

// NewResolving returns a resolving of the images that the settings name. progress receives what a registry says.
func NewResolving(d docker.Daemon, s inputs.Settings, progress func(string)) *Resolving {
	return &Resolving{docker: d, settings: s, progress: progress, found: map[string]execute.Image{}}
}

// Tests finds the image of the tests. It asks again each time, because an image may be pruned during a run.
func (r *Resolving) Tests(ctx context.Context) (execute.Image, error) {
	s := r.settings
	r.found = map[string]execute.Image{}
	if s.Services.Image == nil {
		return r.once(ctx, s.Suite.Image, s.Pull)
	}
	return r.want(ctx, s.Services.Tests.Name, *s.Services.Image)
}

// World finds the images of the services.
func (r *Resolving) World(ctx context.Context) (execute.World, error) {
	world := r.settings.Spec.World
	world.Services = slices.Clone(world.Services)
	var wrong inputs.AllWrong
	var other error
	for i, service := range world.Services {
		image, err := r.want(ctx, service.Name, r.settings.Services.Wants[service.Name])
		if found := inputs.Find(err); found != nil {
			wrong = append(wrong, found...)
		} else {
			other = cmp.Or(other, err)
		}
		world.Services[i].Image = image
	}
	return world, cmp.Or(wrong.Err(), other)
}

// want finds the image of a service, under one of its names if docker compose build made it.
func (r *Resolving) want(ctx context.Context, service string, w compose.ImageWant) (execute.Image, error) {
	pull := r.settings.Pull
	pull.Platform = cmp.Or(w.Platform, pull.Platform)
	if w.Pull != "" && !r.settings.Pulls() {
		pull.Policy = w.Pull
	}
	if execute.Registry(w.Refs[0]) != execute.Registry(r.settings.Suite.Image) {
		pull.Username, pull.Password = "", "" // they are for the registry of the tests' image
	}
	if len(w.Refs) > 1 {
		pull.Policy = "never"
	}
	var last error
	for _, ref := range w.Refs {
		image, err := r.once(ctx, ref, pull)
		if err == nil {
			return image, nil
		}
		last = cmp.Or(last, err)
	}
	switch {
	case ctx.Err() != nil:
		return execute.Image{}, ctx.Err()
	case w.Built:
		problem := r.settings.Services.Where(service) + ".build: the daemon does not have its image: " + strings.Join(w.Refs, ", nor ")
		if pull.Policy != "never" {
			problem += " (" + last.Error() + ")"
		}
		return execute.Image{}, inputs.Wrong{Input: "compose", Problem: problem,
			Advice: "docker compose " + flags(r.settings.Services.Files) + "build " + service}
	}
	return execute.Image{}, fmt.Errorf("find image of service %s: %w", service, last)
}

// once resolves an image, or returns what it was found to be.
func (r *Resolving) once(ctx context.Context, ref string, pull execute.PullOptions) (execute.Image, error) {
	key := ref + " " + pull.Platform
	if image, known := r.found[key]; known {
		return image, nil
	}
	pull.Progress = r.progress
	image, err := docker.Resolve(ctx, r.docker, ref, pull)
	if err == nil {
		r.found[key] = image
	}
	return image, err
}

func flags(files []string) string {
	var out strings.Builder
	for _, name := range files {
		fmt.Fprintf(&out, "-f %s ", name)
	}
	return out.String()
}

// serve makes the services ready to be started by this daemon: it has to see what they mount, and to have their devices.
func (e *Engine) serve(ctx context.Context, s inputs.Settings) error {
	var wrong []error
	devices := slices.Clone(e.Spec.Devices)
	for i := range e.Spec.World.Services {
		service := &e.Spec.World.Services[i]
		devices = append(devices, service.Devices...)
		spec := e.Spec
		spec.Volumes = service.Volumes
		volumes, err := docker.HostVolumes(ctx, e.Docker, spec)
		service.Volumes = volumes
		wrong = append(wrong, of(s.Services.Where(service.Name), visible(err)))
	}
	slices.Sort(devices)
	for _, device := range slices.Compact(devices) {
		source, _, _ := strings.Cut(device, ":")
		has, err := docker.HasPath(ctx, e.Docker, e.Spec, source)
		if err == nil && !has {
			err = inputs.Wrong{Input: "compose", Problem: "the daemon's machine has no " + source + ", which a service names in devices", Advice: "run on a machine that has it, or leave it out"}
		}
		wrong = append(wrong, err)
	}
	return inputs.Join(slices.DeleteFunc(wrong, func(err error) bool { return err == nil })...)
}

// bound takes a mount of the checkout at the tests' working directory for workspace bind: the files to run are those of the checkout,
// and the runner's files may be there as well.
func (e *Engine) bound(s inputs.Settings) inputs.Settings {
	dir := cmp.Or(s.Suite.WorkDir, e.Spec.Image.WorkDir)
	root, err := filepath.Abs(s.Suite.Root)
	if s.Services.Tests == nil || s.Suite.Workspace != inputs.WorkspaceImage || err != nil {
		return s
	}
	is := func(volume string) bool { return strings.HasPrefix(volume+":", root+":"+dir+":") }
	if !slices.ContainsFunc(e.Spec.Volumes, is) {
		return s
	}
	e.Spec.Volumes = slices.DeleteFunc(slices.Clone(e.Spec.Volumes), is)
	s.Suite.Workspace, s.Suite.WorkDir = inputs.WorkspaceBind, dir
	return s
}

// of names the service in wrong inputs about what it mounts.
func of(service string, err error) error {
	wrong := inputs.Find(err)
	for i := range wrong {
		wrong[i].Input, wrong[i].Problem = "compose", service+".volumes: "+wrong[i].Problem
	}
	if wrong == nil {
		return err
	}
	return wrong
}
