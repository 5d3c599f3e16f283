package docker

import (
	"context"
	"fmt"
	"time"

	"github.com/org/baleen-action/execute"
)

// place is where the containers of a slot are: in the network of a sandbox, beside services, or both.
type place struct {
	sandbox *sandbox // whose network they join; nil: they have their own, or that of a service
	world   *world   // nil: there are no services
}

// holder is the container whose network the place is; empty: there is none.
func (p place) holder() string {
	switch {
	case p.sandbox != nil:
		return p.sandbox.id
	case p.world != nil && p.world.members[p.world.spec.World.Join] != nil:
		return p.world.members[p.world.spec.World.Join].id
	}
	return ""
}

// ensurePlace makes sure that the slot has what its next container is put into. Its error is that there was no address.
func (a *attempt) ensurePlace(work context.Context) error {
	if a.spec.World.Exists() {
		if err := a.ensureWorld(work); err != nil || a.ending.service != nil || a.noteCancel(work) {
			return err
		}
		if a.spec.World.PerFile || a.spec.World.Join != "" {
			return nil // a network that only one container joins, or that of a service
		}
	}
	return a.ensureSandbox(a.room)
}

// ensureWorld makes sure that the slot has services that are ready, and notes if they cannot be had. Its error is that there
// was no address for them.
func (a *attempt) ensureWorld(work context.Context) error {
	asked := time.Now()
	a.leaveWorld()
	if a.room.world == nil {
		a.room.world = a.nextWorld(work)
	}
	w := a.room.world
	<-w.ready
	err := w.err
	if err == nil && w.used {
		err = w.reset(work)
	}
	if err == nil {
		err = w.prepare(work, a.forTests())
	}
	if f := w.currentFault(); err == nil && f != nil { // only now
		err = f
	}
	w.use()
	a.ending.Waited = time.Since(asked)
	if err == nil {
		return nil
	}
	a.ending.Logs = w.takeLogs()
	removed := a.dropWorld(a.room)
	switch {
	case noAddress(err):
		<-removed
		return err
	case !a.noteCancel(work):
		a.ending.service = asFault(err)
	}
	return nil
}

// leaveWorld drops the services of the slot if they are of no more use.
func (a *attempt) leaveWorld() {
	w := a.room.world
	if w == nil || !w.used {
		return
	}
	f := w.currentFault()
	if f != nil && !w.isTold() {
		a.notice(fmt.Sprintf("%s between two containers of slot %d, so the services of the slot are started again", f, w.slot))
	}
	if f != nil || a.spec.World.PerFile {
		a.dropWorld(a.room)
	}
}

// nextWorld returns services for the slot: those that were started ahead, or else new ones.
func (a *attempt) nextWorld(work context.Context) *world {
	ahead := a.room.ahead
	a.room.ahead = nil
	if ahead == nil {
		return a.newWorld(work, a.slotNumber, a.forTests())
	}
	a.worlds.ahead.Add(-1)
	<-ahead.ready
	if ahead.err == nil && ahead.currentFault() == nil {
		return ahead
	}
	removed := make(chan struct{})
	a.worlds.removals.Go(func() { defer close(removed); ahead.remove(nil, nil) })
	if noAddress(ahead.err) {
		a.room.waitUntilEmpty() // those before hold the address that is missing
		<-removed
	}
	return a.newWorld(work, a.slotNumber, a.forTests())
}

// forTests is the job; nil if it makes the image that the tests and World.Before run in.
func (a *attempt) forTests() *execute.Job {
	if a.fill != nil {
		return nil
	}
	return &a.job
}

// startAhead starts the services for the slot's next container while one runs, if there may be one.
func (a *attempt) startAhead(work context.Context, t execute.Turn) {
	if !a.spec.World.PerFile || a.room.ahead != nil || work.Err() != nil || !t.Waits(a.spec.World.Waiting, int(a.worlds.ahead.Load())) {
		return
	}
	a.worlds.ahead.Add(1)
	a.room.ahead = a.newWorld(work, a.slotNumber, &a.job)
}

// dropWorld removes a slot's services behind its back, after the last container beside them was removed. The channel is
// closed when that is done.
func (s *session) dropWorld(from *room) <-chan struct{} {
	old, behind := from.world, from.previous
	from.world, from.emptied = nil, make(chan struct{})
	box, emptied := s.removeSandbox(from), from.emptied
	s.worlds.removals.Go(func() {
		defer close(emptied)
		old.remove(behind, box)
	})
	return emptied
}

// closeWorlds removes the remaining ones when nothing runs any more.
func (s *session) closeWorlds() {
	for _, room := range s.rooms {
		if room.world != nil {
			s.dropWorld(room)
		}
		if ahead := room.ahead; ahead != nil {
			s.worlds.removals.Go(func() { ahead.remove(nil, nil) })
		}
	}
	s.worlds.removals.Wait()
}

// noteServices notes a service that ended while the container ran, and what the services wrote meanwhile. A container that
// failed may be ahead of the news; one that was killed was, perhaps, with all others.
func (a *attempt) noteServices() {
	e := &a.ending
	if a.world == nil {
		return
	}
	byItself := e.Exit != nil && !e.Exit.BySignal()
	if byItself && e.Exit.Code != 0 {
		a.world.look(a.salvage)
	}
	if f := a.world.tellFault(); byItself && e.service == nil && !e.Cancelled {
		e.service = f
	}
	e.Logs = a.world.takeLogs()
}

// stopBroken interrupts a container whose services are of no more use, and returns when its grace for writing a report ends.
func (a *attempt) stopBroken(look *probe) <-chan time.Time {
	if look.ended() {
		return nil
	}
	a.ending.service = a.world.tellFault()
	_ = a.signal("INT") // if it fails, KILL follows
	return after(a.timing.reportGrace)
}

// use marks the services as those of a container. What they wrote ahead goes to their logs.
func (w *world) use() {
	w.used = true
	for _, m := range w.members {
		m.log.settle()
	}
}

// takeLogs returns what the services wrote since the last container.
func (w *world) takeLogs() []execute.ServiceLog {
	var all []execute.ServiceLog
	for _, service := range w.spec.World.Services {
		if m := w.members[service.Name]; m != nil {
			all = m.log.take(all)
		}
	}
	if m := w.members[execute.BeforeSlot]; m != nil {
		all = m.log.take(all)
	}
	return all
}
