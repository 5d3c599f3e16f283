package docker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// removeTime is how long to wait for a removal; the daemon continues with it afterwards.
const removeTime = 20 * time.Second

// remove removes the container and its anonymous volumes, which have no label. If the answer to create was lost, the
// container may exist under its name; if create was refused, the name may be somebody else's.
func (a *attempt) remove() {
	if a.id == "" && !answerLost(a.ending.create) {
		return
	}
	err := a.retry(a.cleanup, a.timing.shortCall, func(ctx context.Context) error {
		if a.id == "" {
			return removeNamed(ctx, a.docker, a.name, a.spec.RunID)
		}
		return removeOnce(ctx, a.docker, a.id) // the engine gave us this ID, so the container is ours
	})
	if err != nil {
		a.addLeftover(fmt.Errorf("remove container %q: %w", a.name, err))
	}
}

// sweeper returns a sweep of what the run created; the image that it was given stays.
func (s *session) sweeper() sweeper {
	return sweeper{docker: s.sweep, run: s.spec.RunID, all: true, keep: s.spec.Image.ID, timing: s.timing, gone: s.gone}
}

// removeLeftovers looks at the end of the run for what is left of it: a removal failed, or create was given up before
// the daemon carried it out.
func (s *session) removeLeftovers() {
	clean := s.sweeper()
	found, err := clean.list(s.cleanup, containerKind(s.sweep))
	if err != nil {
		return // leftovers has what could not be removed before
	}
	s.mu.Lock()
	s.leftovers = nil
	s.mu.Unlock()
	for _, c := range found {
		if _, err := clean.remove(s.cleanup, containerKind(s.sweep), c); err != nil {
			s.addLeftover(err)
		}
	}
	s.removeImages()
	if s.spec.World.Exists() || s.sandboxes.volumes.Load() {
		s.removeKind(volumeKind(s.sweep))
	}
	if s.spec.World.Exists() {
		s.removeKind(networkKind(s.sweep))
	}
}

// removeKind removes what is left of a kind.
func (s *session) removeKind(k kind) {
	if _, err := s.sweeper().removeKind(s.cleanup, k); err != nil {
		s.addLeftover(err)
	}
}

// remove removes a container in any state, in a few tries.
func remove(ctx context.Context, d remover, id string) error {
	const tries, wait = 3, time.Second
	var err error
	for range tries {
		err = bounded(ctx, removeTime, func(ctx context.Context) error { return removeOnce(ctx, d, id) })
		if err == nil {
			return nil
		}
		if !execute.Pause(ctx, wait) {
			return errors.Join(err, ctx.Err())
		}
	}
	return err
}

// removeNamed removes the container with a name if the run created it.
func removeNamed(ctx context.Context, d lookingRemover, name, run string) error {
	found, err := inspectContainer(ctx, d, name)
	if isNotFound(err) {
		return nil
	}
	if err != nil || found.labels[labelRun] != run || len(found.ownNames()) == 0 {
		return err
	}
	return removeOnce(ctx, d, found.id)
}

type lookingRemover interface {
	inspector
	remover
}

// removeOnce removes a container. It succeeds if the container does not exist, or is being removed already.
func removeOnce(ctx context.Context, d remover, id string) error {
	err := d.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if alreadyRemoved(err) {
		return nil
	}
	return err
}
