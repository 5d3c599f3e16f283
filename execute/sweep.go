package execute

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"
)

// Sweep removes the containers (running or not), volumes, images and networks of runs that are over: their process is
// known to have ended, or their deadline has passed. It never touches what belongs to a run that may be alive. It returns
// the names of what it removed.
func Sweep(ctx context.Context, d SweepAPI) (removed []string, err error) {
	return sweeper{docker: d, proc: "/proc", now: time.Now()}.sweep(ctx)
}

// sweeper is one sweep, at one moment and from one place.
type sweeper struct {
	docker SweepAPI
	proc   string
	now    time.Time
	run    string // only of this one; empty: of all
	all    bool   // whether it is over or not
}

func (s sweeper) sweep(ctx context.Context) (removed []string, err error) {
	label := labelRun
	if s.run != "" {
		label += "=" + s.run
	}
	ours := filters.NewArgs(filters.Arg("label", label))
	var failures []error
	for _, kind := range s.kinds() {
		found, err := s.list(ctx, kind, ours)
		if err != nil {
			failures = append(failures, fmt.Errorf("list %ss: %w", kind.name, err))
			continue
		}
		for _, o := range found {
			if !s.all && !s.isOver(ctx, o.labels) {
				continue
			}
			if err := s.remove(ctx, kind, o); err != nil {
				failures = append(failures, fmt.Errorf("remove %s %q: %w", kind.name, o.name, err))
				continue
			}
			removed = append(removed, o.name)
		}
	}
	return removed, errors.Join(failures...)
}

// list lists the objects of a kind.
func (s sweeper) list(ctx context.Context, k kind, ours filters.Args) (found []object, err error) {
	err = retryCall(ctx, s.docker, defaultTiming().shortCall, func(ctx context.Context) error {
		found, err = k.list(ctx, ours)
		return err
	})
	return found, err
}

// remove removes an object.
func (s sweeper) remove(ctx context.Context, k kind, o object) error {
	return retryInUse(ctx, func() error {
		return retryCall(ctx, s.docker, removeTime, func(ctx context.Context) error { return k.remove(ctx, o.id) })
	})
}

// retryInUse removes an object, in a few tries where a container still uses it: somebody else may be removing that one.
func retryInUse(ctx context.Context, remove func() error) error {
	const tries, wait = 4, time.Second
	var err error
	for range tries {
		if err = remove(); err == nil || cerrdefs.IsNotFound(err) {
			return nil
		}
		used := cerrdefs.IsConflict(err) || cerrdefs.IsPermissionDenied(err) // of a network it is forbidden
		if !used || !pause(ctx, wait) {
			break
		}
	}
	return err
}

func nameOf(c container.Summary) string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

// isOver tells whether the run that these labels name is over.
func (s sweeper) isOver(ctx context.Context, labels map[string]string) bool {
	if deadline, err := time.Parse(time.RFC3339, labels[labelDeadline]); err == nil && s.now.After(deadline) {
		return true
	}
	o := parseOwner(labels[labelOwner])
	return o.hasEnded(s.proc) || s.containerEnded(ctx, o.container)
}

// containerEnded tells whether an owner's container has ended. It is named only by an owner that had found it on this very
// daemon, so if the daemon does not know it, it was removed.
func (s sweeper) containerEnded(ctx context.Context, id string) bool {
	if id == "" {
		return false
	}
	found, err := s.docker.ContainerInspect(ctx, id)
	if err != nil {
		return cerrdefs.IsNotFound(err)
	}
	return found.State != nil && (found.State.Status == container.StateExited || found.State.Status == container.StateDead)
}
