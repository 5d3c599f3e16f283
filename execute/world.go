package execute

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
)

// beforeSlot names what World.Before runs in, and its log.
const beforeSlot = "before-slot"

// servicesTimeout stands for a World.Timeout of 0.
const servicesTimeout = 2 * time.Minute

// exists reports whether there is anything beside the tests.
func (w World) exists() bool {
	return len(w.Services) > 0 || len(w.Before) > 0 || len(w.Volumes) > 0
}

func (w World) patience() time.Duration {
	if w.Timeout == 0 {
		return servicesTimeout
	}
	return w.Timeout
}

// onLocalhost returns the world with one service that holds the network namespace which all others and the tests join: one
// that starts first and goes on.
func (w World) onLocalhost() (World, error) {
	if !w.Localhost || len(w.Services) == 0 {
		return w, nil
	}
	holder := slices.IndexFunc(w.Services, func(s Service) bool { return len(s.Needs) == 0 && w.until(s) != ServiceCompleted })
	if holder < 0 {
		return w, &HintError{errors.New("put all services on one localhost: each of them needs another first, or ends"),
			"Let one service that goes on depend on no other."}
	}
	w.Join, w.Services = w.Services[holder].Name, slices.Clone(w.Services)
	for i := range w.Services {
		w.Services[i].Join = w.Join
	}
	w.Services[holder].Join = ""
	return w, nil
}

// ServiceLog is a part of the log of a service: what it wrote while a container had its slot.
type ServiceLog struct {
	Service  string
	File     string
	From, To int // lines, the first is 1
}

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
	fault   *serviceFault // the first after the start
	told    bool          // an outcome has the fault
	broken  chan struct{} // closed with the first fault
	leaving bool          // its services are being removed, so their end is no fault
}

// newWorld starts the services of a slot, and returns while they start. Then World.Before runs for a job; nil: it does not yet.
func (s *session) newWorld(work context.Context, slot int, job *Job) *world {
	w := &world{
		session: s, slot: slot, members: map[string]*member{}, ready: make(chan struct{}), broken: make(chan struct{}),
		prefix: fmt.Sprintf("%sslot-%d-%d-", s.template.prefix, slot, s.worlds.made.Add(1)),
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
func (w *world) prepare(ctx context.Context, job *Job) error {
	if job == nil || w.prepared || len(w.spec.World.Before) == 0 {
		return nil
	}
	w.prepared = true
	m := w.newMember(Service{Name: beforeSlot})
	m.until = ServiceCompleted
	w.members[beforeSlot] = m
	config, host := w.template.forJob(Job{Command: w.spec.World.Before, SlotEnv: job.SlotEnv}, w.slot)
	w.admit(&config, &host)
	if err := w.startMember(ctx, m, blueprint{config: &config, host: &host, network: w.testsEndpoint(), platform: w.template.platform}); err != nil {
		return err
	}
	if job.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, job.Timeout, &serviceFault{beforeSlot, "did not end within " + job.Timeout.String()})
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

// volumeNames are the volumes of a slot by the names that services and tests know.
func (w World) volumeNames() []string {
	names := map[string]bool{}
	add := func(volumes []string) {
		for _, volume := range volumes {
			name, _, _ := strings.Cut(volume, ":")
			names[name] = true
		}
	}
	add(w.Volumes)
	for _, service := range w.Services {
		add(service.SlotVolumes)
	}
	var all []string
	for name := range maps.Keys(names) {
		all = append(all, name)
	}
	return all
}
