package docker

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/org/baleen-action/execute"
)

// member is one service of a world.
type member struct {
	spec    execute.Service
	until   execute.Condition // the most that others and the tests wait for
	id      string            // of its container; empty until it is created
	started chan struct{}     // closed when it runs
	reached chan struct{}     // closed when until is reached
	log     *memberLog

	once  sync.Once
	state *container.State // after ended; nil: its container is gone
	ended chan struct{}    // closed when its container has ended or is gone
}

func (w *world) newMember(of execute.Service) *member {
	return &member{
		spec: of, until: w.spec.World.Until(of), log: w.worlds.logs.open(w.spec, w.slot, of.Name),
		started: make(chan struct{}), reached: make(chan struct{}), ended: make(chan struct{}),
	}
}

// bringMember starts a service as soon as what it needs is there, and returns when it has come to what is waited for.
func (w *world) bringMember(ctx context.Context, m *member) error {
	needs := m.spec.Needs
	if m.spec.Join != "" {
		needs = append(slices.Clone(needs), execute.Need{Service: m.spec.Join, Condition: execute.ServiceStarted})
	}
	for _, need := range needs {
		other := w.members[need.Service]
		if other == nil {
			return &execute.WorldFault{Service: m.spec.Name, Problem: fmt.Sprintf("needs %s, which is no service here", need.Service)}
		}
		there := other.reached
		if need.Condition == execute.ServiceStarted {
			there = other.started
		}
		select {
		case <-there:
		case <-ctx.Done():
			return nil // who ended it has said why
		}
	}
	b, err := w.blueprint(m)
	if err != nil {
		return &execute.WorldFault{Service: m.spec.Name, Problem: execute.NotStarted + execute.OneLine(err)}
	}
	if err := w.startMember(ctx, m, b); err != nil {
		return err
	}
	if err := w.await(ctx, m); err != nil {
		return err
	}
	close(m.reached)
	return nil
}

// blueprint is the container of a service. It publishes no port and has no label but ours.
func (w *world) blueprint(m *member) (blueprint, error) {
	s := m.spec
	t, err := newTemplate(execute.Spec{
		Image: s.Image, WorkDir: s.WorkDir, User: s.User, Entrypoint: s.Entrypoint, Network: w.network, IPC: s.IPC,
		Memory: s.Memory, CPUs: s.CPUs, ShmSize: s.ShmSize, PidsLimit: s.PidsLimit, Ulimits: s.Ulimits, AddHosts: s.AddHosts,
		Volumes: s.Volumes, Tmpfs: s.Tmpfs, CapAdd: s.CapAdd, SecurityOpt: s.SecurityOpt, Privileged: s.Privileged, Extra: s.Extra,
	}, w.labels())
	if err != nil {
		return blueprint{}, err
	}
	config, host := t.config, t.host
	config.Cmd, config.Env, config.StopSignal = s.Command, s.Env, s.StopSignal
	if s.Init {
		host.Init = &s.Init
	}
	if h := s.Health; h != nil {
		config.Healthcheck = &container.HealthConfig{Test: h.Test, Interval: h.Interval, Timeout: h.Timeout, StartPeriod: h.StartPeriod, Retries: h.Retries}
	}
	w.mount(&host, s.SlotVolumes)
	b := blueprint{config: &config, host: &host, platform: platform(s.Platform)}
	if s.Join != "" {
		host.NetworkMode = container.NetworkMode("container:" + w.members[s.Join].id)
		withoutNetwork(&config, &host)
		return b, nil
	}
	if w.isJoined(s.Name) {
		config.Labels[labelSandbox] = fmt.Sprint(w.slot)
	}
	b.network = w.endpoint(w.names(s))
	return b, nil
}

// endpoint is a place on the slot's network under some names.
func (w *world) endpoint(names []string) *network.NetworkingConfig {
	return &network.NetworkingConfig{EndpointsConfig: map[string]*network.EndpointSettings{w.network: {Aliases: names}}}
}

// isJoined reports whether others share the network namespace of a service.
func (w *world) isJoined(name string) bool {
	return w.spec.World.Join == name || slices.ContainsFunc(w.spec.World.Services, func(s execute.Service) bool { return s.Join == name })
}

// names are those by which a service is known on the network of its slot: its own, and those of whatever shares its address.
func (w *world) names(of execute.Service) []string {
	names := append([]string{of.Name}, of.Aliases...)
	for _, other := range w.spec.World.Services {
		if other.Join == of.Name {
			names = append(names, w.names(other)...)
		}
	}
	if w.spec.World.Join == of.Name {
		names = append(names, w.spec.World.Aliases...)
	}
	return names
}

// startMember creates and starts a container, and follows it.
func (w *world) startMember(ctx context.Context, m *member, b blueprint) (err error) {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	b.name = w.prefix + m.spec.Name
	if m.id, err = w.createFresh(b); err == nil {
		err = w.retry(w.salvage, w.timing.longCall, func(ctx context.Context) error {
			return w.docker.ContainerStart(ctx, m.id, container.StartOptions{})
		})
	}
	if err != nil {
		return &execute.WorldFault{Service: m.spec.Name, Problem: execute.NotStarted + execute.OneLine(err)}
	}
	w.following.Go(func() { w.follow(m) })
	close(m.started)
	return nil
}

// removeMember removes a container. What it has written so far is kept.
func (w *world) removeMember(m *member) {
	if m.id == "" {
		return
	}
	// removeLeftovers tries again at the end of the run.
	_ = w.retry(w.cleanup, w.timing.shortCall, func(ctx context.Context) error { return removeOnce(ctx, w.docker, m.id) })
	select {
	case <-m.started:
	default:
		return // its output is not followed
	}
	select {
	case <-m.ended:
	case <-w.cleanup.Done():
	}
}
