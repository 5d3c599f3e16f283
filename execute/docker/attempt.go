package docker

import (
	"context"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"

	"github.com/org/baleen-action/execute"
)

// attempt runs one job in one container.
type attempt struct {
	*session
	job        execute.Job
	slotNumber int
	id         string // of the container; empty until it is created
	name       string
	from       *template
	room       *room        // belongs to this attempt until onPassed is called
	place                   // of the container
	prepared   bool         // the container was made early and is not started
	fill       func() error // puts files into the created container; nil: the scratch folder of the job
	input      []byte       // for the container's standard input; nil: it has none
	onStarted  func()       // called after the container has started
	onPassed   func()       // called after the container has exited by itself with status 0
	ending     ending
}

// Run implements Attempt. The job is not placed if its network has no address left.
func (a *attempt) Run(work context.Context, t execute.Turn) (o execute.Outcome, placed bool) {
	a.room, a.slotNumber = a.rooms[t.Slot-1], t.Slot
	a.room.previous = t.Behind
	a.onPassed = t.Passed
	a.onStarted = func() {
		a.startAhead(work, t)
		t.Started(a.preparer())
	}
	a.derive(a.job)
	a.carryOut(work)
	if a.ending.unplaced {
		a.noteFewer()
		return execute.Outcome{}, false
	}
	if a.ending.Exit == nil {
		a.leaveScratch()
	}
	return a.outcome(), true
}

// Remove removes the container.
func (a *attempt) Remove() { a.remove() }

// preparer creates the container of the slot's next job; nil if each has services of its own. If that fails, the job's own turn
// creates it.
func (a *attempt) preparer() func(execute.Job) execute.Attempt {
	if a.spec.World.PerFile {
		return nil
	}
	return func(job execute.Job) execute.Attempt {
		next := &attempt{session: a.session, job: job, slotNumber: a.slotNumber, place: a.place}
		next.ending.create = next.create()
		if next.prepared = next.ending.create == nil && next.makeScratch() == nil; !next.prepared {
			next.remove()
			next.id, next.ending = "", ending{}
		}
		return next
	}
}

// carryOut runs the job. If somebody prunes the container before it starts, the command has not run, so carryOut
// creates another one.
func (a *attempt) carryOut(work context.Context) {
	out, err := execute.OpenSpool(a.job.Stdout, a.job.Stderr, a.job.Limit, a.spec.Mask)
	if err != nil {
		a.ending.Spool = err
		return
	}
	const tries = 3
	for range tries {
		a.ending = ending{}
		a.lifecycle(work, out)
		if !a.ending.pruned || a.ending.Cancelled || a.ending.unplaced {
			break
		}
		a.remove()
	}
	a.closeSpool(out)
}

// lifecycle takes one container from create to its end. The order of the steps leaves no gap on any engine: output is
// attached and the wait is registered before the start (moby#29285). The engine's AutoRemove is not used because it
// would remove the evidence.
func (a *attempt) lifecycle(work context.Context, out *execute.Spool) {
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
	stream.feed(a.input)
	a.onStarted()
	a.waitForExit(work, stream, exit)
	a.noteServices()
	a.takeScratch()
	a.noteExit()
	a.finishOutput(stream, out)
	a.ending.Launch = execute.LaunchFailure(out.Stdout, out.Stderr)
	a.noteOwnName(out.Stdout, out.Stderr)
	a.fetchScratch()
	a.fetchArtifacts()
	a.fetchEvents()
}

// ensureContainer reports whether there is a container that is ready to start. One that was prepared early is used if
// the slot still has the sandbox that the container joins.
func (a *attempt) ensureContainer(work context.Context) bool {
	a.ending.create = a.withAddress(work, func() error { return a.ensurePlace(work) })
	if a.ending.create != nil || a.ending.service != nil || a.noteCancel(work) {
		return false
	}
	if made := a.prepared; made {
		a.prepared = false
		if a.place == a.room.place {
			return true
		}
		a.remove()
	}
	a.place = a.room.place
	a.ending.create = a.create()
	if a.noteCancel(work) || a.ending.create != nil {
		return false
	}
	fill := a.fill
	if fill == nil {
		fill = a.makeScratch
	}
	if err := fill(); err != nil {
		a.notReady(work, err)
		return false
	}
	return true
}

// noteExit handles a container that has exited by itself.
func (a *attempt) noteExit() {
	e := &a.ending
	switch {
	case e.Exit == nil, e.Cancelled, e.TimedOut, e.Silent != "", e.service != nil:
	case e.Exit.Code == 0:
		a.onPassed()
	default:
		e.networkGone = a.networkGone()
	}
}

// noteCancel records whether the caller cancelled, and reports it.
func (a *attempt) noteCancel(work context.Context) bool {
	if work.Err() != nil {
		a.ending.Cancelled = true
	}
	return a.ending.Cancelled
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

func (a *attempt) closeSpool(out *execute.Spool) {
	out.Close()
	a.ending.Cut = out.Cut
	if a.ending.Spool == nil {
		a.ending.Spool = out.Err
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

// networkGone reports whether the container that holds the network of this one has stopped or was removed.
func (a *attempt) networkGone() bool {
	holder := a.place.holder()
	if holder == "" {
		return false
	}
	found, err := a.inspectContainer(a.salvage, holder)
	return cerrdefs.IsNotFound(err) || err == nil && (found.State == nil || !found.State.Running)
}
