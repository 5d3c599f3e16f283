package execute

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// removeTime is how long a removal is waited for; the daemon goes on with it afterwards.
const removeTime = 20 * time.Second

// remove removes the container and its anonymous volumes, which no label would lead to. One whose create was never
// answered may be there under its name; where create was refused the name may be somebody else's.
func (a *attempt) remove() {
	id := a.id
	if id == "" && answerLost(a.ending.create) {
		id = a.name
	}
	if id == "" {
		return
	}
	err := a.retry(a.cleanup, a.timing.shortCall, func(ctx context.Context) error { return removeOnce(ctx, a.docker, id) })
	if err != nil {
		a.addLeftover(fmt.Errorf("remove container %q: %w", a.name, err))
	}
}

// removeLeftovers looks once, at the end of the run, for what is left of it: a removal that failed, or a container whose create was
// given up before the daemon carried it out.
func (s *session) removeLeftovers() {
	var found []object
	err := s.retry(s.cleanup, s.timing.shortCall, func(ctx context.Context) (err error) {
		found, err = sweeper{docker: s.sweep}.containers(ctx, s.runFilter())
		return err
	})
	if err != nil {
		return // what could not be removed before is known, and there is nothing to add
	}
	s.mu.Lock()
	s.leftovers = nil
	s.mu.Unlock()
	for _, c := range found {
		if err := remove(s.cleanup, s.docker, c.id); err != nil {
			s.addLeftover(fmt.Errorf("remove container %q: %w", c.name, err))
		}
	}
	s.removeImages()
}

// runFilter filters what the run has made.
func (s *session) runFilter() filters.Args {
	return filters.NewArgs(filters.Arg("label", labelRun+"="+s.spec.RunID))
}

// remove removes a container whatever its state, in a few tries.
func remove(ctx context.Context, d remover, id string) error {
	const tries, wait = 3, time.Second
	var err error
	for range tries {
		err = bounded(ctx, removeTime, func(ctx context.Context) error { return removeOnce(ctx, d, id) })
		if err == nil {
			return nil
		}
		if !pause(ctx, wait) {
			return errors.Join(err, ctx.Err())
		}
	}
	return err
}

// removeOnce removes a container. Gone, or about to be, is what was wanted.
func removeOnce(ctx context.Context, d remover, id string) error {
	err := d.ContainerRemove(ctx, id, container.RemoveOptions{Force: true, RemoveVolumes: true})
	if alreadyRemoved(err) {
		return nil
	}
	return err
}
