package drive

import (
	"context"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/suite"
)

// machine carries out what a run plans: a Docker daemon, or a cluster.
type machine interface {
	// bring brings the suite's files to where the containers find them, and returns what these share.
	bring(ctx context.Context, s suite.Suite) (execute.Spec, error)
	// takeAway removes what was made for the run, before bring or by it. A second time does no harm.
	takeAway(ctx context.Context, s suite.Suite) error
	// run carries out a queue.
	run(ctx context.Context, spec execute.Spec, q execute.Queue) error
}

// onDocker is a Docker daemon.
type onDocker struct{ docker.Daemon }

func (m onDocker) bring(ctx context.Context, s suite.Suite) (execute.Spec, error) {
	return s.Bring(ctx, m.Daemon)
}

func (m onDocker) takeAway(ctx context.Context, s suite.Suite) error {
	return s.TakeAway(ctx, m.Daemon)
}

func (m onDocker) run(ctx context.Context, spec execute.Spec, q execute.Queue) error {
	return docker.New(m.Daemon, spec, q.Slots).RunLocked(ctx, q.Next, q.Done)
}

// once runs a single job.
func (r *suiteRun) once(ctx context.Context, spec execute.Spec, job execute.Job) (execute.Outcome, error) {
	var outcome execute.Outcome
	started := false
	next := func(execute.Opening) (execute.Job, bool) {
		first := !started
		started = true
		return job, first
	}
	err := r.machine.run(ctx, spec, execute.Queue{Slots: 1, Next: next, Done: func(o execute.Outcome) { outcome = o }})
	return outcome, err
}
