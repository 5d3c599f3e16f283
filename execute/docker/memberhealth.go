package docker

import (
	"context"
	"slices"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// await waits until a service has come to what others wait for.
func (w *world) await(ctx context.Context, m *member) error {
	late := &execute.WorldFault{Service: m.spec.Name}
	ctx, cancel := context.WithTimeoutCause(ctx, w.spec.World.Patience(), late)
	defer cancel()
	switch m.until {
	case execute.ServiceStarted:
		return nil
	case execute.ServiceCompleted:
		late.Problem = execute.NotCompleted(w.spec.World.Patience())
		select {
		case <-m.ended:
			return m.completion()
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return w.awaitHealth(ctx, m, late)
}

// awaitHealth waits until a service is healthy. The engine's first look comes only after the check's interval (30 s, if
// nothing is said), so the check is also run from here, rarer with time.
func (w *world) awaitHealth(ctx context.Context, m *member, late *execute.WorldFault) error {
	const first, longest = 100 * time.Millisecond, 2 * time.Second
	why := ""
	for wait := first; ; wait = min(2*wait, longest) {
		found, err := w.inspectContainer(w.salvage, m.id)
		switch {
		case err == nil && !hasCheck(found) && m.until == execute.ServiceHealthy:
			return &execute.WorldFault{Service: m.spec.Name, Problem: "has no health check that could make it healthy"}
		case err == nil && !hasCheck(found):
			return nil
		case err == nil && found.State.Health != nil && found.State.Health.Status == container.Healthy:
			return nil
		case err == nil && found.State.Running:
			healthy, said := w.probe(ctx, found)
			if healthy {
				return nil
			}
			if ctx.Err() == nil { // else it was cut short
				why = said
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-m.ended:
			timer.Stop()
			return &execute.WorldFault{Service: m.spec.Name, Problem: m.ending() + execute.UncheckedYet}
		case <-ctx.Done():
			timer.Stop()
			late.Problem = execute.NotHealthy(w.spec.World.Patience(), why)
			return context.Cause(ctx)
		}
	}
}

// hasCheck reports whether a container has a health check.
func hasCheck(found container.InspectResponse) bool {
	if found.Config == nil || found.State == nil || found.Config.Healthcheck == nil {
		return false
	}
	test := found.Config.Healthcheck.Test
	return len(test) > 1 && test[0] != "NONE"
}

// probe runs the health check once, and reports whether the service is healthy; else what the check said.
func (w *world) probe(ctx context.Context, found container.InspectResponse) (healthy bool, said string) {
	const patience = 30 * time.Second // the engine's own, if nothing is said
	check, shell := found.Config.Healthcheck, []string(found.Config.Shell)
	if len(shell) == 0 {
		shell = []string{"/bin/sh", "-c"}
	}
	words := check.Test[1:]
	if check.Test[0] == "CMD-SHELL" {
		words = append(slices.Clone(shell), words...)
	}
	limit := check.Timeout
	if limit <= 0 {
		limit = patience
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	last := &execute.LastLine{}
	status, err := w.exec(ctx, found.ID, words, last)
	switch {
	case err != nil:
		return false, ": the check could not be run: " + execute.OneLine(err)
	case status == 0:
		return true, ""
	}
	return false, execute.CheckEnded(status, last)
}
