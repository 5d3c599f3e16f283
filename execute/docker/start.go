package docker

import (
	"context"
	"fmt"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// start starts the container exactly once. A start that returned an error may still have happened, and a second start
// would run an exited container again. So nothing is repeated until inspect has shown for a while that the container
// never started.
func (a *attempt) start(work context.Context) error {
	once := func() error { return bounded(a.salvage, a.timing.longCall, a.startOnce) }
	if a.sandbox != nil {
		return a.startAgain(once(), once)
	}
	err := a.startAgain(a.withAddress(work, once), once)
	if err == nil {
		a.addresses.held.Add(1)
	}
	return err
}

// startAgain starts once more after an error, where that can do no harm.
func (a *attempt) startAgain(err error, once func() error) error {
	if err == nil {
		return nil
	}
	if answerLost(err) {
		a.waitForDaemon(a.salvage)
	}
	touched, look := a.wasStarted(a.salvage, answerLost(err))
	a.ending.pruned = cerrdefs.IsNotFound(look) || look == nil && !touched && a.networkGone()
	switch {
	case touched:
		a.ending.reconnect = true
		return nil
	case isFinal(err), noAddress(err), look != nil, a.ending.pruned:
		return fmt.Errorf("start container: %w", err)
	}
	if err := once(); err != nil {
		return fmt.Errorf("start container again: %w", err)
	}
	return nil
}

func (a *attempt) startOnce(ctx context.Context) error {
	return a.docker.ContainerStart(ctx, a.id, container.StartOptions{})
}

// isFinal reports whether a retry would get the same answer.
func isFinal(err error) bool {
	return cerrdefs.IsInvalidArgument(err) || cerrdefs.IsNotFound(err) || cerrdefs.IsPermissionDenied(err) || execute.IsNoSpace(err)
}

// wasStarted reports whether the container ever started. If in doubt, it polls for as long as a start may need to reach
// the daemon. Inspect waits for a start in progress, which holds the container's lock.
func (a *attempt) wasStarted(ctx context.Context, doubt bool) (bool, error) {
	until := time.Now().Add(a.timing.startDelay)
	for {
		found, err := a.inspect(ctx)
		if err = removingAsGone(found, err); err == nil && hasStarted(found.State) {
			return true, nil
		}
		if err == nil && !doubt || cerrdefs.IsNotFound(err) || time.Now().After(until) {
			return false, err
		}
		if !execute.Pause(ctx, a.timing.retryWait) {
			return false, ctx.Err()
		}
	}
}

// removingAsGone turns the answer for a container that never ran and is being removed into "not found", which it will
// be in a moment.
func removingAsGone(found container.InspectResponse, err error) error {
	if err == nil && found.ContainerJSONBase != nil && beingRemoved(found.State) && !hasStarted(found.State) {
		return fmt.Errorf("container is being removed: %w", cerrdefs.ErrNotFound)
	}
	return err
}

func beingRemoved(state *container.State) bool {
	return state != nil && (state.Status == container.StateRemoving || state.Status == container.StateDead)
}

// hasStarted reports whether a container ever ran. One that was only created can have an exit status too, which means
// nothing.
func hasStarted(state *container.State) bool {
	if state == nil || state.StartedAt == "" {
		return false
	}
	at, err := time.Parse(time.RFC3339Nano, state.StartedAt)
	return err == nil && !at.IsZero()
}
