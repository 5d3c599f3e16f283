package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/filters"

	"github.com/org/baleen-action/execute"
)

// Sweep removes the containers (running or not), volumes, images and networks of runs that are over: their process has
// ended, or their deadline has passed by the server's clock. It does not touch a run that may be alive. It returns the
// names of what it removed.
func Sweep(ctx context.Context, d SweepAPI, server Server) (removed []string, err error) {
	return newSweeper(d, server.Clock(time.Now())).sweep(ctx)
}

func newSweeper(d SweepAPI, now time.Time) sweeper {
	const proc = "/proc"
	return sweeper{docker: d, proc: proc, here: currentHost(d, proc), now: now}
}

// sweeper is one sweep at one moment, seen from one place.
type sweeper struct {
	docker SweepAPI
	proc   string       // the process file system
	here   owner        // what this process shares with those that proc shows
	now    time.Time    // by the daemon's clock
	run    string       // only objects of this run; empty: of all
	all    bool         // of that run even if it is not over; without a run it says nothing
	keep   string       // ID of an image that stays
	timing timing       // zero: the default
	gone   *atomic.Bool // see retrier
}

// sweep goes over everything once more if it failed and there are containers again: an engine makes one late that a killed run asked for,
// and that container keeps what it uses.
func (s sweeper) sweep(ctx context.Context) (removed []string, err error) {
	removed, err = s.once(ctx)
	if err == nil {
		return removed, nil
	}
	if late, _ := s.list(ctx, containerKind(s.docker)); len(late) == 0 {
		return removed, err
	}
	more, err := s.once(ctx)
	return append(removed, more...), err
}

func (s sweeper) once(ctx context.Context) (removed []string, err error) {
	var failures []error
	for _, kind := range kinds(s.docker) {
		gone, err := s.removeKind(ctx, kind)
		removed, failures = append(removed, gone...), append(failures, err)
	}
	return removed, errors.Join(failures...)
}

// removeKind removes the objects of a kind, and returns the names of those that it removed.
func (s sweeper) removeKind(ctx context.Context, k kind) (removed []string, err error) {
	found, err := s.list(ctx, k)
	if err != nil {
		return nil, fmt.Errorf("list %ss: %w", k.name, err)
	}
	var failures []error
	stays := map[string]bool{} // runs that keep an object
	for _, o := range found {
		if k.chained && stays[o.labels[labelRun]] {
			continue
		}
		gone, err := s.remove(ctx, k, o)
		if err != nil {
			failures = append(failures, err)
			stays[o.labels[labelRun]] = true
		}
		if gone {
			removed = append(removed, o.String())
		}
	}
	return removed, errors.Join(failures...)
}

// list returns the objects of a kind that must be removed. The filter only shortens the engine's answer; some engines
// and proxies ignore it.
func (s sweeper) list(ctx context.Context, k kind) (found []object, err error) {
	label := labelRun
	if s.run != "" {
		label += "=" + s.run
	}
	filter := filters.NewArgs(filters.Arg("label", label))
	err = s.retry(ctx, s.limits().shortCall, func(ctx context.Context) error {
		found, err = k.list(ctx, filter)
		return err
	})
	return slices.DeleteFunc(found, func(o object) bool { return !s.takes(o) || (!s.all || s.run == "") && !s.isOver(ctx, o.labels) }), err
}

// takes reports whether the sweep is about the object's run, and that run created the object.
func (s sweeper) takes(o object) bool {
	const digest = "sha256:" // missing in some of Podman's answers
	kept := s.keep != "" && strings.TrimPrefix(o.id, digest) == strings.TrimPrefix(s.keep, digest)
	return len(o.ownNames()) > 0 && (s.run == "" || o.labels[labelRun] == s.run) && !kept
}

// remove removes an object if it still is what the list said.
func (s sweeper) remove(ctx context.Context, k kind, o object) (removed bool, err error) {
	err = retryInUse(ctx, func() error {
		return s.retry(ctx, removeTime, func(ctx context.Context) error {
			now, err := k.inspect(ctx, o.id)
			if err != nil || !s.takes(now) || now.labels[labelOwner] != o.labels[labelOwner] {
				return err
			}
			removed = true
			return k.remove(ctx, now)
		})
	})
	if err != nil {
		return false, fmt.Errorf("remove %s %q: %w", k.name, o, err)
	}
	return removed, nil
}

func (s sweeper) retry(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	return retrier{daemon: s.docker, timing: s.limits(), gone: s.gone}.retry(ctx, limit, call)
}

func (s sweeper) limits() timing {
	if s.timing == (timing{}) {
		return defaultTiming()
	}
	return s.timing
}

// retryInUse tries a few times to remove an object that a container still uses: somebody else may be removing that
// container.
func retryInUse(ctx context.Context, remove func() error) error {
	const tries, wait = 4, time.Second
	var err error
	for range tries {
		if err = remove(); err == nil || cerrdefs.IsNotFound(err) {
			return nil
		}
		used := cerrdefs.IsConflict(err) || cerrdefs.IsPermissionDenied(err) // the engine's answer for a network
		if !used || !execute.Pause(ctx, wait) {
			break
		}
	}
	return err
}

// isOver reports whether the run with these labels is over.
func (s sweeper) isOver(ctx context.Context, labels map[string]string) bool {
	if deadline, err := time.Parse(time.RFC3339, labels[labelDeadline]); err == nil && s.now.After(deadline) {
		return true
	}
	o := parseOwner(labels[labelOwner])
	return o.hasEnded(s.here, s.proc) || s.containerEnded(ctx, o)
}

// containerEnded reports whether an owner's container has ended. The owner found it on this daemon, so if the daemon
// does not know it, it was removed.
func (s sweeper) containerEnded(ctx context.Context, o owner) bool {
	if o.container == "" {
		return false
	}
	found, err := s.docker.ContainerInspect(ctx, o.container)
	if err != nil {
		return cerrdefs.IsNotFound(err)
	}
	if found.ContainerJSONBase == nil || found.State == nil {
		return false
	}
	again := o.since != "" && found.State.StartedAt != o.since
	return again || found.State.Status == container.StateExited || found.State.Status == container.StateDead
}
