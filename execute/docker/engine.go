// Package docker runs one command in one container of a Docker daemon, many at once.
package docker

import (
	"context"

	"github.com/org/baleen-action/execute"
)

// Engine runs jobs in fresh containers of one image, at most concurrency at a time.
type Engine struct {
	docker Daemon
	spec   execute.Spec
	slots  int
	timing timing
	proc   string // process file system that the owner is read from
}

// New returns an engine for one run. A concurrency below 1 counts as 1.
func New(d Daemon, spec execute.Spec, concurrency int) *Engine {
	return &Engine{docker: d, spec: spec, slots: max(1, concurrency), timing: defaultTiming(), proc: "/proc"}
}

// Run runs the jobs that next returns and passes each outcome to done, as execute.Run does. When ctx ends, the containers in flight
// are removed, and their outcomes reach done within 6 s. The error is never about a job: the specification is wrong, the daemon cannot
// be reached any more, ctx ended, or a container could not be removed.
func (e *Engine) Run(ctx context.Context, next func() (execute.Job, bool), done func(execute.Outcome)) error {
	return e.RunLocked(ctx, func(execute.Opening) (execute.Job, bool) { return next() }, done)
}

// RunLocked is Run for jobs of which some must not run beside others, or that take several places.
func (e *Engine) RunLocked(ctx context.Context, next func(execute.Opening) (execute.Job, bool), done func(execute.Outcome)) error {
	s, err := e.session(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	return execute.Run(ctx, s, execute.Queue{Slots: e.slots, Ordered: e.spec.Ordered, ShortRun: e.timing.shortRun, Next: next, Done: done})
}
