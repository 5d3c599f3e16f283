package docker

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/org/baleen-action/execute"
)

// worlds are those of a run.
type worlds struct {
	made     atomic.Int32 // it numbers them
	ahead    atomic.Int32 // started for containers to come, and not used yet
	removals sync.WaitGroup
	logs     logbook
}

// world is the network of one slot with the services on it.
type world struct {
	*session
	slot      int
	prefix    string // of the names of all that it consists of
	network   string // its ID
	members   map[string]*member
	following sync.WaitGroup // the goroutines that follow members
	life      context.Context
	end       context.CancelFunc
	ready     chan struct{} // closed when the start is over
	err       error         // after ready: why the start failed
	prepared  bool          // after ready: World.Before has run, if there is one
	used      bool          // a container has been in it

	mu      sync.Mutex
	fault   *execute.WorldFault // the first after the start
	told    bool                // an outcome has the fault
	broken  chan struct{}       // closed with the first fault
	leaving bool                // its services are being removed, so their end is no fault
}

// worldPrefix begins the names of all that a world consists of.
func worldPrefix(run string, slot int, number int32) string {
	return fmt.Sprintf("%sslot-%d-%d-", run, slot, number)
}

var memberName = regexp.MustCompile(`^baleen-.+-slot-(\d+)-\d+-(.+)$`)

// attemptName matches the end of the name of a container of tests, whose file may be called like the prefix of a world.
var attemptName = regexp.MustCompile(`\.\d+$`)

// memberOf returns the slot and the service of a container by its name.
func memberOf(name string) (slot int, service string, is bool) {
	found := memberName.FindStringSubmatch(name)
	if found == nil || attemptName.MatchString(name) {
		return 0, "", false
	}
	slot, err := strconv.Atoi(found[1])
	return slot, found[2], err == nil
}

// newWorld starts the services of a slot, and returns while they start. Then World.Before runs for a job; nil: it does not yet.
func (s *session) newWorld(work context.Context, slot int, job *execute.Job) *world {
	w := &world{
		session: s, slot: slot, members: map[string]*member{}, ready: make(chan struct{}), broken: make(chan struct{}),
		prefix: worldPrefix(s.template.prefix, slot, s.worlds.made.Add(1)),
	}
	w.life, w.end = context.WithCancel(s.cleanup)
	s.addresses.held.Add(1)
	s.background.Go(func() {
		defer close(w.ready)
		if w.err = w.bring(work); w.err == nil {
			w.err = w.prepare(work, job)
		}
	})
	return w
}

// bring makes the network and the volumes, and starts the services.
func (w *world) bring(ctx context.Context) error {
	if err := w.makeNetwork(ctx); err != nil {
		return err
	}
	if err := w.makeVolumes(ctx); err != nil {
		return err
	}
	for _, service := range w.spec.World.Services {
		w.members[service.Name] = w.newMember(service)
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var starting sync.WaitGroup
	for _, m := range w.members {
		starting.Go(func() {
			if err := w.bringMember(ctx, m); err != nil {
				fail(err)
			}
		})
	}
	starting.Wait()
	return context.Cause(ctx)
}

// prepare runs World.Before to its end, unless that was done. It may take as long as the job.
func (w *world) prepare(ctx context.Context, job *execute.Job) error {
	if job == nil || w.prepared || len(w.spec.World.Before) == 0 {
		return nil
	}
	w.prepared = true
	m := w.newMember(execute.Service{Name: execute.BeforeSlot})
	m.until = execute.ServiceCompleted
	w.members[execute.BeforeSlot] = m
	config, host := w.template.forJob(execute.Job{Command: w.spec.World.Before, SlotEnv: job.SlotEnv}, w.slot)
	w.admit(&config, &host)
	if err := w.startMember(ctx, m, blueprint{config: &config, host: &host, network: w.testsEndpoint(), platform: w.template.platform}); err != nil {
		return err
	}
	if job.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, job.Timeout, &execute.WorldFault{Service: execute.BeforeSlot, Problem: "did not end within " + job.Timeout.String()})
		defer cancel()
	}
	select {
	case <-m.ended:
		return m.completion()
	case <-w.broken:
		return w.currentFault()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// admit puts a container of the tests beside the services.
func (w *world) admit(config *container.Config, host *container.HostConfig) {
	if join := w.members[w.spec.World.Join]; join != nil {
		host.NetworkMode = container.NetworkMode("container:" + join.id)
		withoutNetwork(config, host)
	} else {
		host.NetworkMode = container.NetworkMode(w.network)
	}
	w.mount(host, w.spec.World.Volumes)
}

// testsEndpoint gives the tests their names on the network; nil if they share that of a service.
func (w *world) testsEndpoint() *network.NetworkingConfig {
	if w.members[w.spec.World.Join] != nil {
		return nil
	}
	return w.endpoint(w.spec.World.Aliases)
}

// mount adds volumes of the slot, as docker run -v NAME:PATH[:ro].
func (w *world) mount(host *container.HostConfig, volumes []string) {
	binds := append([]string{}, host.Binds...)
	for _, volume := range volumes {
		binds = append(binds, w.prefix+volume)
	}
	host.Binds = binds
}

// look inspects every service now: the news of an end may be on its way.
func (w *world) look(ctx context.Context) {
	var all sync.WaitGroup
	for _, m := range w.members {
		all.Go(func() { w.sawEnd(ctx, m) })
	}
	all.Wait()
}

// remove removes everything after the last container in it was removed.
func (w *world) remove(behind, box <-chan struct{}) {
	<-w.ready
	w.leave()
	for _, before := range []<-chan struct{}{behind, box} {
		if before != nil {
			<-before
		}
	}
	var all sync.WaitGroup
	for _, m := range w.members {
		all.Go(func() { w.removeMember(m) })
	}
	all.Wait()
	w.end()
	w.following.Wait()
	for _, m := range w.members {
		m.log.settle()
	}
	w.removeVolumes()
	w.removeNetwork()
	w.addresses.held.Add(-1)
}
