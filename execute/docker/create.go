package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/org/baleen-action/execute"
)

// create creates the container under its name. Cancellation does not interrupt the request: a container that was
// created without an answer could not be found again.
func (a *attempt) create() error {
	a.id, a.name, a.from = "", a.template.prefix+a.job.Name, a.templateFor(a.job)
	config, host := a.configure()
	err := a.createUnder(&config, &host)
	if err != nil && !answerLost(err) && a.networkGone() {
		a.ending.pruned = true
		return fmt.Errorf("create container: %s", execute.OneLine(err)) // without %w: "not found" is about the network here, not about the image
	}
	if imageGone(err) && a.dropDerived(a.from) {
		a.from = &a.template
		config, host = a.configure()
		err = a.createUnder(&config, &host)
	}
	if imageGone(err) && a.restore != nil {
		if err = a.findImage(config.Image); err == nil {
			err = a.createUnder(&config, &host)
		}
	}
	if err != nil {
		return fmt.Errorf("create container: %w", err)
	}
	return nil
}

// configure fills in the template for the job. A container that joins another's network also has its host names.
func (a *attempt) configure() (container.Config, container.HostConfig) {
	config, host := a.from.forJob(a.job, a.slotNumber)
	if a.world != nil {
		a.world.admit(&config, &host)
	}
	if a.sandbox != nil {
		host.NetworkMode = container.NetworkMode("container:" + a.sandbox.id)
		withoutNetwork(&config, &host)
	}
	host.Binds = a.bindsOf(host.Binds)
	return config, host
}

// endpoint gives a container that is on the slot's network by itself its names there.
func (a *attempt) endpoint() *network.NetworkingConfig {
	if a.world == nil || a.sandbox != nil {
		return nil
	}
	return a.world.testsEndpoint()
}

// createUnder creates the container, and asks again as often as needed. After a lost answer, a container that has our
// name and our labels is the one that we asked for.
func (a *attempt) createUnder(config *container.Config, host *container.HostConfig) error {
	lost := false
	return a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) (err error) {
		a.id, err = a.createOnce(ctx, blueprint{config: config, host: host, network: a.endpoint(), platform: a.template.platform, name: a.name})
		if cerrdefs.IsConflict(err) {
			a.id, err = a.adopt(ctx, lost, err)
		}
		lost = lost || answerLost(err)
		return err
	})
}

func (s *session) createOnce(ctx context.Context, b blueprint) (string, error) {
	if s.plainLog.Load() {
		b.host.LogConfig = container.LogConfig{}
	}
	made, err := s.docker.ContainerCreate(ctx, b.config, b.host, b.network, b.platform, b.name)
	if err != nil && b.host.LogConfig.Type != "" && refusesLog(err) {
		s.plainLog.Store(true)
		b.host.LogConfig = container.LogConfig{}
		made, err = s.docker.ContainerCreate(ctx, b.config, b.host, b.network, b.platform, b.name)
	}
	s.warn(made.Warnings)
	return made.ID, err
}

// adopt inspects the container that already has our name. If there is none, the name was released just now and is free
// in a moment.
func (a *attempt) adopt(ctx context.Context, lost bool, conflict error) (string, error) {
	found, err := a.docker.ContainerInspect(ctx, a.name)
	switch {
	case cerrdefs.IsNotFound(removingAsGone(found, err)):
		return "", errors.Join(conflict, cerrdefs.ErrUnavailable)
	case err != nil:
		return "", err
	case !lost || found.Config == nil || found.Config.Labels[labelRun] != a.template.config.Labels[labelRun] || hasStarted(found.State):
		return "", conflict
	}
	return found.ID, nil
}

// imageGone reports whether create found no image; what else it does not find has the same status.
func imageGone(err error) bool {
	return cerrdefs.IsNotFound(err) && !containsAny(err, "network", "no such container", "volume", "plugin")
}

// findImage restores an image that was pruned during the run. One attempt does it and the others find it there. All
// containers of a run use one image, so a tag that has moved since is not accepted.
func (a *attempt) findImage(pinned string) error {
	a.restoring.Lock()
	defer a.restoring.Unlock()
	found, err := a.restore(a.salvage)
	if err != nil {
		return errors.Join(err, cerrdefs.ErrNotFound)
	}
	if found.ID != pinned {
		return fmt.Errorf("image was removed during the run, and %q is another one now: %w", found.Ref, cerrdefs.ErrNotFound)
	}
	return nil
}

// refusesLog reports whether the engine does not have the log driver (Podman's drivers have other names).
func refusesLog(err error) bool {
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "log") && strings.Contains(text, "driver")
}

// makeScratch creates the scratch folder in the created container, unless its image has it.
func (a *attempt) makeScratch() error {
	if a.job.Scratch == "" || a.from.scratch == a.job.Scratch || a.reportsBySandbox() {
		return nil
	}
	err := a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error {
		var folder bytes.Buffer
		if err := packScratch(&folder, a.job.Scratch); err != nil {
			return err
		}
		return a.files.CopyToContainer(ctx, a.id, "/", &folder, container.CopyToContainerOptions{})
	})
	if err != nil {
		return fmt.Errorf("make folder %q in container: %w", a.job.Scratch, err)
	}
	return nil
}
