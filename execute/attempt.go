package execute

import (
	"context"
	"fmt"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
)

// attempt runs one job in one container.
type attempt struct {
	*session
	job        Job
	slotNumber int
	id         string // of the container; empty until it is created
	name       string
	from       *template
	slot       *slot         // belongs to this attempt until onPassed is called
	sandbox    *sandbox      // whose network the container joins; nil: it has its own
	preparing  chan struct{} // closed when the early creation has finished; nil: the container is created in its turn
	prepared   bool          // after preparing: the container exists and is not started
	onStarted  func()        // called after the container has started
	onPassed   func()        // called after the container has exited by itself with status 0
	ending     ending
}

// ending collects what is known about how an attempt ended. It is classified once, when it is complete.
type ending struct {
	state       *container.State // of the exited container, from inspect; nothing else decides its status
	spool       error            // writing the output failed
	create      error
	prepare     error // between create and start
	start       error // the container never ran
	lost        error
	partial     error    // part of the output is gone
	scratch     error    // copying the scratch folder out failed
	fetched     bool     // the scratch folder was copied out, perhaps not all of it
	scratchCut  error    // why not all of it was
	artifacts   error    // copying some artifacts out failed
	collected   []string // artifacts that were copied
	cut         bool
	removed     bool
	unplaced    bool // there was no address for it, and others of the run hold some
	pruned      bool // somebody removed it before it started, so it never ran
	networkGone bool // the sandbox that holds its network was gone at its end
	timedOut    bool
	launch      string // what could not start the command said about it
	processes   string // that were running when the time was up
	events      string // the engine's events for a container that somebody else ended
	cancelled   bool
	fromLog     bool // the output comes from the engine's log
	reconnect   bool // the connection to the daemon broke while the container was running
}

// carryOut runs the job. If somebody prunes the container before it starts, the command has not run, so carryOut
// creates another one.
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
		if !a.ending.pruned || a.ending.cancelled || a.ending.unplaced {
			break
		}
		a.remove()
	}
	a.closeSpool(out)
}

// lifecycle takes one container from create to its end. The order of the steps leaves no gap on any engine: output is
// attached and the wait is registered before the start (moby#29285). The engine's AutoRemove is not used because it
// would remove the evidence.
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
	if a.ending.start = a.start(work); a.ending.start != nil {
		a.noteCancel(work)
		return
	}
	if a.sandbox == nil {
		defer a.addresses.held.Add(-1)
	}
	a.onStarted()
	a.waitForExit(work, stream, exit)
	a.noteExit()
	a.finishOutput(stream, out)
	a.ending.launch = launchFailure(out.stdout, out.stderr)
	a.fetchScratch()
	a.fetchArtifacts()
	a.fetchEvents()
}

// ensureContainer reports whether there is a container that is ready to start. One that was prepared early is used if
// the slot still has the sandbox that the container joins.
func (a *attempt) ensureContainer(work context.Context) bool {
	a.ending.create = a.withAddress(work, func() error { return a.ensureSandbox(a.slot) })
	if a.ending.create != nil {
		return false
	}
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

// discard removes a container that was prepared early.
func (a *attempt) discard() {
	<-a.preparing
	if a.prepared {
		a.remove()
	}
}

// noteExit handles a container that has exited by itself.
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

// noteCancel records whether the caller cancelled, and reports it.
func (a *attempt) noteCancel(work context.Context) bool {
	if work.Err() != nil {
		a.ending.cancelled = true
	}
	return a.ending.cancelled
}

// notReady records why the container could not be made ready. It inspects the container to find out whether it was
// removed: an attach says so in its text only.
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

// inspect inspects the container once.
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

// networkGone reports whether the sandbox that holds the container's network has stopped or was removed.
func (a *attempt) networkGone() bool {
	if a.sandbox == nil {
		return false
	}
	found, err := a.inspectContainer(a.salvage, a.sandbox.id)
	return cerrdefs.IsNotFound(err) || err == nil && (found.State == nil || !found.State.Running)
}

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
	return cerrdefs.IsInvalidArgument(err) || cerrdefs.IsNotFound(err) || cerrdefs.IsPermissionDenied(err) || noSpace(err)
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
		if !pause(ctx, a.timing.retryWait) {
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

// pause waits, and reports whether it waited to the end.
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
