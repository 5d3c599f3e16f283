//go:build !nokube

package kube

import (
	"context"
	"time"

	"github.com/org/baleen-action/execute"
)

// leaving are Pods that no longer need their place, but still have it.
type leaving struct {
	names map[string]bool
	last  time.Time // when one was gone
}

// leave notes that a Pod makes room soon, unless it is gone already.
func (h *hub) leave(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t := h.pods[name]; t == nil || !t.gone {
		h.leaves.names[name] = true
	}
}

func (h *hub) left(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.leaves.names[name] {
		delete(h.leaves.names, name)
		h.leaves.last = time.Now()
	}
}

// makesRoom reports whether Pods of the run are about to make room for others, or just have.
func (h *hub) makesRoom() bool {
	const quotaLag = 5 * time.Second // until the cluster counts a quota anew
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.leaves.names) > 0 || time.Since(h.leaves.last) < quotaLag
}

// create makes the Pod. It reports false if the namespace's quota has no room for it beside the others of the run, whose slots are enough
// then.
func (a *attempt) create(ctx context.Context, slot int) bool {
	pod := a.plan.pod(a.name, a.job, slot, a.owner)
	a.watch = a.hub.track(a.name)
	waits := time.Now()
	for wait := firstWait; ; wait = min(2*wait, longestWait) {
		err := a.createOnce(ctx, pod)
		late := time.Since(waits) > a.settings.PlaceTimeout
		switch {
		case err == nil:
			a.alive.Add(1)
			return true
		case ctx.Err() != nil:
			a.ending.Cancelled = true
			return true
		case !overQuota(err):
			a.ending.create = err
			return true
		case a.hub.makesRoom() && !late:
			execute.Pause(ctx, min(wait, time.Second))
			continue
		}
		a.notice("the namespace's quota has no room for another pod; fewer run at a time: " + err.Error())
		if a.alive.Load() > 0 {
			return false
		}
		if late {
			a.ending.unplaced = err.Error()
			return true
		}
		execute.Pause(ctx, wait)
	}
}

// noRoom reports whether no node took the Pod in time, while others of the run are on nodes: their slots are enough then, and the run goes
// on with them.
func (a *attempt) noRoom() bool {
	if a.ending.unplaced == "" || a.onNodes.Load() == 0 {
		return false
	}
	a.notice("no node has room for another pod; fewer run at a time: " + a.ending.unplaced)
	return true
}

// onNode notes that a node took the Pod.
func (a *attempt) onNode() {
	if !a.placed {
		a.placed = true
		a.onNodes.Add(1)
	}
}

// gone notes that the Pod is not counted any more.
func (a *attempt) gone() {
	a.alive.Add(-1)
	if a.placed {
		a.placed = false
		a.onNodes.Add(-1)
	}
}
