package docker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/docker/docker/api/types/system"

	"github.com/org/baleen-action/execute"
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
	spec             execute.Spec
	slots            int
	rooms            []*room // of the slots
	template         template
	derived          derived
	sandboxes        sandboxes
	worlds           worlds
	addresses        addresses
	background       sync.WaitGroup // every goroutine that works ahead of the jobs
	salvage, cleanup context.Context
	end              func()
	plainLog         atomic.Bool // the engine refused our log driver
	restore          func(context.Context) (execute.Image, error)
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
	if s.spec.World, err = s.spec.World.OnLocalhost(); err != nil {
		return nil, err
	}
	var endSalvage, endCleanup func()
	s.salvage, endSalvage = execute.Extend(ctx, e.timing.salvage, e.spec.Abort)
	s.cleanup, endCleanup = execute.Extend(ctx, e.timing.cleanup, nil)
	s.end = func() { endSalvage(); endCleanup() }
	for number := 1; number <= s.slots; number++ {
		s.rooms = append(s.rooms, &room{number: number})
	}
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
		execute.Pause(ctx, e.timing.retryWait)
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

// Open runs what comes before all jobs.
func (s *session) Open(ctx context.Context) error { return s.prepareImage(ctx) }

// Attempt returns an attempt at a job.
func (s *session) Attempt(job execute.Job) execute.Attempt { return &attempt{session: s, job: job} }

// Reach is an error if the daemon was given up and still does not answer: what is left to do would be lost as well, one
// after the other.
func (s *session) Reach(ctx context.Context) error {
	if !s.isGone() {
		return nil
	}
	if err := s.ping(ctx); err != nil {
		return fmt.Errorf("reach docker daemon: no answer for %s, so nothing more was started: %w", s.timing.giveUp, err)
	}
	s.noteGone(false)
	return nil
}

// Close removes what is left of the run.
func (s *session) Close() error {
	s.background.Wait()
	s.closeWorlds()
	s.closeSandboxes()
	s.removeLeftovers()
	return errors.Join(s.leftoverError(), s.worlds.logs.Close())
}

// room is what a slot has for its containers. It belongs to the attempt that has the slot.
type room struct {
	number   int
	previous <-chan struct{} // closed when the container before is removed; nil if there is none
	place                    // of its containers
	ahead    *world          // services for its next container; nil: none were started
	emptied  chan struct{}   // closed when its services before these are gone; nil: there were none
}

// waitUntilEmpty waits until the services that the slot had last are gone.
func (r *room) waitUntilEmpty() {
	if r.emptied != nil {
		<-r.emptied
	}
}
