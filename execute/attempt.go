package execute

import (
	"context"
	"fmt"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// attempt is one job on its way through one container.
type attempt struct {
	*session
	job        Job
	slotNumber int
	id         string // of the container, once there is one
	name       string
	from       *template
	slot       *slot         // its own until passed was called
	sandbox    *sandbox      // whose network the container is in; nil: it has its own
	preparing  chan struct{} // closed when it was tried to make the container ahead; nil: it is made when its turn comes
	prepared   bool          // after ahead: the container is there, and not started
	onStarted  func()        // called when the container has started
	onPassed   func()        // called when the container has ended by itself with status 0
	ending     ending
}

// ending is what is known about how an attempt ended; a class is made from it only when it is complete.
type ending struct {
	state       *container.State // of the exited container, by inspect: the one truth about its status
	spool       error            // the output could not be kept
	create      error
	prepare     error // between create and start
	start       error // the container never ran
	lost        error
	partial     error // part of the output is gone
	scratch     error // the scratch folder could not be brought out
	fetched     bool
	artifacts   error    // some artifacts could not be brought out
	collected   []string // artifacts that were
	cut         bool
	removed     bool
	pruned      bool // removed before it was started, so it never ran
	networkGone bool // what holds its network was gone at its end
	timedOut    bool
	processes   string // that ran as the time was up
	events      string // what the engine saw of a container that somebody else ended
	cancelled   bool
	fromLog     bool // the output is what the engine's log holds
	reconnect   bool // the connection to the daemon broke while the container ran
}

// carryOut runs the job once. A container that somebody prunes before it starts never ran, so another one is made.
func (a *attempt) carryOut(work context.Context) {
	out, err := openSpool(a.job.Stdout, a.job.Stderr, a.job.Limit)
	if err != nil {
		a.ending.spool = err
		return
	}
	const tries = 3
	for range tries {
		a.ending = ending{}
		a.lifecycle(work, out)
		if !a.ending.pruned || a.ending.cancelled {
			break
		}
		a.remove()
	}
	a.closeSpool(out)
}

// lifecycle takes one container from create to its end, each step in the one order that has no gap on any engine: output
// is attached and the exit is awaited before the start (moby#29285), and nothing is removed by the engine itself, which
// would take the evidence with it.
func (a *attempt) lifecycle(work context.Context, out *spool) {
	if a.noteCancel(work) {
		return
	}
	if !a.ensureContainer(work) {
		return
	}
	stream, err := a.attach(work, out)
	if err != nil {
		a.notReady(work, err)
		return
	}
	defer stream.close()
	exit := a.registerWait()
	defer exit.close()
	if a.noteCancel(work) {
		return
	}
	if a.ending.start = a.start(); a.ending.start != nil {
		a.noteCancel(work)
		return
	}
	a.onStarted()
	a.waitForExit(work, stream, exit)
	a.noteExit()
	a.finishOutput(stream, out)
	a.fetchScratch()
	a.fetchArtifacts()
	a.fetchEvents()
}

// ensureContainer makes sure of a container that is not started yet. One that was made ahead will do if its slot's network is still
// the one that it joins.
func (a *attempt) ensureContainer(work context.Context) bool {
	a.ensureSandbox(a.slot)
	if made := a.prepared; made {
		a.prepared = false
		if a.sandbox == a.slot.sandbox {
			return true
		}
		a.remove()
	}
	a.sandbox = a.slot.sandbox
	a.ending.create = a.create()
	if a.noteCancel(work) || a.ending.create != nil {
		return false
	}
	if err := a.makeScratch(); err != nil {
		a.notReady(work, err)
		return false
	}
	return true
}

// discard gives up what was made ahead.
func (a *attempt) discard() {
	<-a.preparing
	if a.prepared {
		a.remove()
	}
}

// noteExit looks at a container that has ended by itself.
func (a *attempt) noteExit() {
	e := &a.ending
	switch {
	case e.state == nil, e.cancelled, e.timedOut:
	case e.state.ExitCode == 0:
		a.onPassed()
	default:
		e.networkGone = a.networkGone()
	}
}

// noteCancel tells whether the caller cancelled, and notes it.
func (a *attempt) noteCancel(work context.Context) bool {
	if work.Err() != nil {
		a.ending.cancelled = true
	}
	return a.ending.cancelled
}

// notReady notes why the container could not be made ready, and whether that is because it is not there any more: an
// attach tells that only in its text.
func (a *attempt) notReady(work context.Context, err error) {
	a.ending.prepare = err
	if a.noteCancel(work) {
		return
	}
	found, look := a.inspect(a.salvage)
	a.ending.pruned = cerrdefs.IsNotFound(removingAsGone(found, look))
}

func (a *attempt) closeSpool(out *spool) {
	out.close()
	a.ending.cut = out.cut
	if a.ending.spool == nil {
		a.ending.spool = out.err
	}
}

// inspect looks at the container once.
func (a *attempt) inspect(ctx context.Context) (found container.InspectResponse, err error) {
	return a.inspectContainer(ctx, a.id)
}

func (s *session) inspectContainer(ctx context.Context, id string) (found container.InspectResponse, err error) {
	err = bounded(ctx, s.timing.shortCall, func(ctx context.Context) error {
		found, err = s.docker.ContainerInspect(ctx, id)
		return err
	})
	return found, err
}

// networkGone tells whether the sandbox that holds the container's network is not there any more.
func (a *attempt) networkGone() bool {
	if a.sandbox == nil {
		return false
	}
	found, err := a.inspectContainer(a.salvage, a.sandbox.id)
	return cerrdefs.IsNotFound(err) || err == nil && (found.State == nil || !found.State.Running)
}

// start starts the container once. A start that failed may have happened all the same, and a second one would run an
// exited container again, so nothing is repeated before the container was seen untouched for a while.
func (a *attempt) start() error {
	err := bounded(a.salvage, a.timing.longCall, a.startOnce)
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
	case isFinal(err), look != nil, a.ending.pruned:
		return fmt.Errorf("start container: %w", err)
	}
	if err := bounded(a.salvage, a.timing.longCall, a.startOnce); err != nil {
		return fmt.Errorf("start container again: %w", err)
	}
	return nil
}

func (a *attempt) startOnce(ctx context.Context) error {
	return a.docker.ContainerStart(ctx, a.id, container.StartOptions{})
}

// isFinal tells an answer that would be the same the next time.
func isFinal(err error) bool {
	return cerrdefs.IsInvalidArgument(err) || cerrdefs.IsNotFound(err) || cerrdefs.IsPermissionDenied(err) || noSpace(err)
}

// wasStarted tells whether the container ever started. Where that is in doubt it looks for as long as a start may need to
// reach the daemon; a start under way holds the container's lock, and inspect waits for it.
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
		if !pause(ctx, a.timing.retryWait) {
			return false, ctx.Err()
		}
	}
}

// removingAsGone makes of an answer about a container that never ran, and that somebody is removing, what it will be in a moment.
func removingAsGone(found container.InspectResponse, err error) error {
	if err == nil && found.ContainerJSONBase != nil && beingRemoved(found.State) && !hasStarted(found.State) {
		return fmt.Errorf("it is being removed: %w", cerrdefs.ErrNotFound)
	}
	return err
}

func beingRemoved(state *container.State) bool {
	return state != nil && (state.Status == container.StateRemoving || state.Status == container.StateDead)
}

// hasStarted tells a container that ran from one that was only created: both can have an exit status, and that of the
// latter means nothing.
func hasStarted(state *container.State) bool {
	if state == nil || state.StartedAt == "" {
		return false
	}
	at, err := time.Parse(time.RFC3339Nano, state.StartedAt)
	return err == nil && !at.IsZero()
}

// pause waits, and tells whether it was allowed to wait to the end.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
