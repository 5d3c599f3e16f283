package execute

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docker/docker/api/types/system"
)

// session is what all jobs of one Run share. Three contexts bound its calls: the caller's (work), and two that outlive
// it for a limited time: salvage to copy results out, and cleanup to remove everything.
type session struct {
	retrier
	docker           ContainerAPI
	looks            LookAPI
	files            FileAPI
	sweep            SweepAPI
	server           ServerAPI
	services         WorldAPI
	spec             Spec
	slots            int
	template         template
	derived          derived
	sandboxes        sandboxes
	worlds           worlds
	addresses        addresses
	background       sync.WaitGroup // every goroutine that works for a job
	salvage, cleanup context.Context
	end              func()
	plainLog         atomic.Bool // the engine refused our log driver
	restore          func(context.Context) (Image, error)
	restoring        sync.Mutex

	mu        sync.Mutex
	warned    []string // what the engine warned of
	leftovers []error  // containers that could not be removed
}

func (e *Engine) session(ctx context.Context) (*session, error) {
	template, err := e.prepare(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{
		retrier: retrier{daemon: e.docker, timing: e.timing, gone: new(atomic.Bool)},
		docker:  e.docker, looks: e.docker, files: e.docker, sweep: e.docker, server: e.docker, services: e.docker,
		spec: e.spec, slots: e.slots, template: template, restore: e.spec.Restore,
	}
	if s.spec.World, err = s.spec.World.onLocalhost(); err != nil {
		return nil, err
	}
	var endSalvage, endCleanup func()
	s.salvage, endSalvage = extend(ctx, e.timing.salvage, e.spec.Abort)
	s.cleanup, endCleanup = extend(ctx, e.timing.cleanup, nil)
	s.end = func() { endSalvage(); endCleanup() }
	s.openSandboxes(ctx, e)
	return s, nil
}

// groupKill makes the engine's init pass a signal on to all processes of the command. Without it, a shell that waits
// for a runner would be the only one to get it.
const groupKill = "TINI_KILL_PROCESS_GROUP=1"

// prepare creates the template of all containers, within the time that a daemon may take for a few questions.
func (e *Engine) prepare(ctx context.Context) (template, error) {
	ctx, cancel := context.WithTimeout(ctx, e.timing.longCall)
	defer cancel()
	t, err := newTemplate(e.spec, labels(ctx, e.docker, e.spec, e.proc))
	if err != nil {
		return t, err
	}
	if t.host.Init, err = e.init(ctx); t.host.Init != nil && *t.host.Init {
		t.env = append([]string{groupKill}, t.env...)
	}
	return t, err
}

// extend returns a context that ends a while after ctx ended, or as soon as hurry is closed after that.
func extend(ctx context.Context, while time.Duration, hurry <-chan struct{}) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		defer cancel()
		timer := time.NewTimer(while)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-hurry:
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

// init decides whether the engine's init is PID 1 in the containers: it reaps what a browser leaves behind and makes
// signals work. An engine without an init cannot start a container that asks for one.
func (e *Engine) init(ctx context.Context) (*bool, error) {
	on := e.spec.Init == "true"
	if e.spec.Init == "auto" {
		info, err := e.info(ctx)
		if err != nil {
			return nil, fmt.Errorf("ask engine for its init: %w", err)
		}
		words := e.spec.Entrypoint
		if words == nil {
			words = e.spec.Image.Entrypoint
		}
		on = !isInit(words) && hasInit(info)
	}
	if e.spec.Init == "" {
		return nil, nil
	}
	return &on, nil
}

// info returns the engine's properties. It asks a second time if the first attempt failed, since nothing has happened
// yet.
func (e *Engine) info(ctx context.Context) (info system.Info, err error) {
	ask := func(ctx context.Context) (err error) {
		info, err = e.docker.Info(ctx)
		return err
	}
	if err = bounded(ctx, e.timing.shortCall, ask); answerLost(err) || daemonBusy(err) {
		pause(ctx, e.timing.retryWait)
		err = bounded(ctx, e.timing.shortCall, ask)
	}
	return info, err
}

// leftoverError names the containers that could not be removed.
func (s *session) leftoverError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.leftovers...)
}

func (s *session) addLeftover(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leftovers = append(s.leftovers, err)
}

// warn tells each of the engine's warnings once, such as that an image is for another processor.
func (s *session) warn(warnings []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range warnings {
		if s.spec.Notice != nil && !slices.Contains(s.warned, text) {
			s.warned = append(s.warned, text)
			s.spec.Notice("the engine warns: " + text)
		}
	}
}

// run runs one job and reports its outcome. It never fails: errors are in the outcome.
func (s *session) run(work context.Context, jobs *dispatcher, t turn) {
	created, freed := time.Now(), time.Time{}
	free := sync.OnceFunc(func() { freed = time.Now(); t.free() })
	a := s.attempt(t)
	a.slot = t.slot
	a.onPassed = func() {
		if !jobs.reportsFirst() {
			free()
		}
	}
	a.onStarted = func() {
		s.startAhead(work, jobs, t)
		here := a.place
		s.background.Go(func() { s.prepareNext(work, jobs, t.slot.number, here) })
	}
	remove := sync.OnceFunc(a.remove)
	defer remove()
	s.derive(t.job)
	a.carryOut(work)
	if a.ending.unplaced {
		remove()
		a.giveBack(jobs)
		t.slot.gone = true
		free()
		return
	}
	if a.ending.state == nil {
		a.leaveScratch()
		remove() // it may still be running, and its slot must be empty
	}
	o := a.outcome()
	o.Created, o.Ended = created, freed
	if freed.IsZero() {
		o.Ended = time.Now()
	}
	if t.job.Read != nil {
		t.job.Read(o)
	}
	jobs.finish(o)
	free()
}

// attempt returns the attempt at a turn's job. If it was prepared early, that may still have to finish.
func (s *session) attempt(t turn) *attempt {
	if t.preparedElsewhere != nil {
		t.preparedElsewhere.discard() // its name is needed again
	}
	if t.prepared == nil {
		return &attempt{session: s, job: t.job, slotNumber: t.slot.number}
	}
	<-t.prepared.preparing
	return t.prepared
}

// prepareNext creates the container of a slot's next job while the slot is busy. If that fails, the job's own turn
// creates it.
func (s *session) prepareNext(work context.Context, jobs *dispatcher, slot int, here place) {
	if work.Err() != nil || s.spec.World.PerFile {
		return
	}
	a, ok := jobs.takeEarly(s, slot, here)
	if !ok {
		return
	}
	defer close(a.preparing)
	a.ending.create = a.create()
	if a.prepared = a.ending.create == nil && a.makeScratch() == nil; !a.prepared {
		a.remove()
		a.id = ""
	}
}
