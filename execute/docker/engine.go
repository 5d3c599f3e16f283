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

// Run runs the jobs that next returns and passes each outcome to done; the two are never called at the same time. next
// is called when a slot is free, and again after an outcome if it had no job while others were in flight. Run returns
// when next has no job and nothing is in flight. When ctx ends no further job starts, the containers in flight are
// removed, and their outcomes reach done within 6 s. The error is never about a job: the specification is wrong, ctx
// ended, or a container could not be removed.
//
// A slot is free as soon as its container has exited with status 0. The rest of its output and its scratch folder are
// read, done is called and the container is removed while the slot's next container is created and runs. After any
// other end done is called first. While containers are short, next is called and the next container is created even
// while the one before it runs. A slot that finds nothing else to do takes over a job that was prepared for another
// slot. When ctx ends, a job that was only prepared has no outcome.
//
// An outcome may be a reason to start nothing more. So done is called before a slot asks for its next job for the first
// outcomes, as many as there are slots, and for all if Spec.Ordered is set.
func (e *Engine) Run(ctx context.Context, next func() (execute.Job, bool), done func(execute.Outcome)) error {
	return e.RunLocked(ctx, func(execute.Opening) (execute.Job, bool) { return next() }, done)
}

// RunLocked is Run for jobs of which some must not run beside others. next returns a job that the opening allows, or none; it is
// asked again when a container has ended. A job that takes several places waits for them in its turn, and nothing starts meanwhile.
// A job holds its locks until its container has ended. It may be given out to run in the same slot after a job with one of its
// locks, but runs in no slot beside it.
func (e *Engine) RunLocked(ctx context.Context, next func(execute.Opening) (execute.Job, bool), done func(execute.Outcome)) error {
	s, err := e.session(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	return execute.Run(ctx, s, execute.Queue{Slots: e.slots, Ordered: e.spec.Ordered, ShortRun: e.timing.shortRun, Next: next, Done: done})
}
