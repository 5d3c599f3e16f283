package docker

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
)

// sandboxes are the idle containers whose networks a run's containers join, one for each slot. Setting up a network is
// most of what a short container costs, so it is done once for many.
type sandboxes struct {
	image     string // holds their program; empty: there are no sandboxes
	off       atomic.Bool
	noVolumes atomic.Bool  // the engine makes none for reports
	volumes   atomic.Bool  // the engine may have made some
	told      atomic.Bool  // whether a notice said that containers depend on what they share
	joins     atomic.Int32 // containers that joined one, or tried to
	created   atomic.Int32
	removals  sync.WaitGroup
}

// replacedTooOften reports whether sandboxes are replaced so often that they cost more than they save.
func (s *session) replacedTooOften() bool {
	const patience = 8
	made := int(s.sandboxes.created.Load())
	return made > s.slots+patience && 2*made > int(s.sandboxes.joins.Load())
}

// sandbox is one of these containers.
type sandbox struct {
	id     string
	volume string // that its containers have as their scratch folder, one after the other; empty: there is none
	conn   types.HijackedResponse
	cancel context.CancelFunc
	said   *io.PipeWriter // receives what it writes, until it is closed
	out    *bufio.Reader  // reads that
	done   chan struct{}  // closed when the connection ends
	files  string         // first fingerprint of what its containers share
}

// ensureSandbox makes sure that a slot has a sandbox whose shared files are unchanged, if sandboxes are used. Its error is
// that there was no address for one.
func (s *session) ensureSandbox(at *room) error {
	s.sandboxes.joins.Add(1)
	if at.sandbox != nil {
		same, err := at.sandbox.unchanged(s.salvage, s.timing.shortCall)
		if same {
			return nil
		}
		if err == nil {
			s.tellShared("a container changed /etc/hosts, /etc/resolv.conf or /etc/hostname, which the containers of a slot share, so the next one there gets a fresh network")
		}
	}
	s.removeSandbox(at)
	if s.replacedTooOften() {
		s.withoutSandboxes(errors.New("the files that containers share in one are different after most of them"))
	}
	const tries = 2
	var err error
	for range tries {
		if s.sandboxes.image == "" || s.sandboxes.off.Load() || s.salvage.Err() != nil {
			return nil
		}
		var box *sandbox
		if box, err = s.newSandbox(at); err == nil {
			at.sandbox = box
			s.addresses.held.Add(1)
			return nil
		}
		if noAddress(err) {
			return err
		}
	}
	if s.salvage.Err() == nil {
		s.withoutSandboxes(err)
	}
	return nil
}

// removeSandbox removes a slot's sandbox after the last container in it was removed: an engine may refuse to remove
// what another container depends on. The channel is closed when that is done; nil: there is none.
func (s *session) removeSandbox(from *room) <-chan struct{} {
	old, behind := from.sandbox, from.previous
	from.sandbox = nil
	if old == nil {
		return nil
	}
	s.addresses.held.Add(-1)
	removed := make(chan struct{})
	s.sandboxes.removals.Go(func() {
		defer close(removed)
		if behind != nil {
			<-behind
		}
		old.close()
		s.dropSandbox(old)
	})
	return removed
}

// closeSandboxes removes the remaining ones when nothing runs any more.
func (s *session) closeSandboxes() {
	for _, room := range s.rooms {
		s.removeSandbox(room)
	}
	s.sandboxes.removals.Wait()
}

func (s *session) newSandbox(at *room) (*sandbox, error) {
	config := container.Config{
		Image: s.sandboxes.image, Labels: maps.Clone(s.template.config.Labels),
		OpenStdin: true, AttachStdin: true, AttachStdout: true,
	}
	config.Labels[labelSandbox] = fmt.Sprint(at.number)
	host := container.HostConfig{
		NetworkMode: s.template.host.NetworkMode,
		// Without it, the next container's server could not bind a port that the last one closed just now.
		Sysctls:        map[string]string{"net.ipv4.tcp_max_tw_buckets": "0"},
		LogConfig:      container.LogConfig{Type: "none"},
		CapDrop:        []string{"ALL"},
		ReadonlyRootfs: true,
	}
	onlyNetwork(&config, &host, s.template)
	var endpoint *network.NetworkingConfig
	if at.world != nil {
		host.NetworkMode = container.NetworkMode(at.world.network)
		endpoint = at.world.testsEndpoint()
	}
	name := fmt.Sprintf("%ssandbox-%d-%d", s.template.prefix, at.number, s.sandboxes.created.Add(1))
	box := &sandbox{volume: s.newReportVolume(name, config.Labels)}
	if box.volume != "" {
		host.Binds = []string{box.mount(reportFolder)}
		host.CapAdd = []string{"DAC_OVERRIDE", "FOWNER"} // to read and remove what any user wrote there
	}
	err := bounded(s.salvage, s.timing.longCall, func(ctx context.Context) error {
		made, err := s.docker.ContainerCreate(ctx, &config, &host, endpoint, nil, name)
		if err != nil {
			return fmt.Errorf("create sandbox: %w", err)
		}
		box.id = made.ID
		return s.openSandbox(ctx, box)
	})
	if err != nil {
		s.dropSandbox(box)
	}
	return box, err
}

// dropSandbox removes a sandbox and its volume; what it cannot remove, removeLeftovers tries again.
func (s *session) dropSandbox(box *sandbox) {
	if box.id != "" {
		_ = s.retry(s.cleanup, s.timing.shortCall, func(ctx context.Context) error { return removeOnce(ctx, s.docker, box.id) })
	}
	if box.volume != "" {
		_ = s.retry(s.cleanup, s.timing.shortCall, func(ctx context.Context) error {
			return retryInUse(ctx, func() error { return s.sweep.VolumeRemove(ctx, box.volume, true) })
		})
	}
}

// openSandbox starts a sandbox and asks for its first fingerprint.
func (s *session) openSandbox(ctx context.Context, box *sandbox) (err error) {
	connection, cancel := context.WithCancel(s.salvage)
	box.conn, err = s.dial(ctx, connection, box.id, container.AttachOptions{Stream: true, Stdin: true, Stdout: true})
	if err != nil {
		cancel()
		return fmt.Errorf("attach to sandbox: %w", err)
	}
	box.cancel = cancel
	box.listen()
	if err = s.docker.ContainerStart(ctx, box.id, container.StartOptions{}); err == nil {
		box.files, err = box.ask(ctx, s.timing.shortCall)
	}
	if err == nil && len(box.files) != sha256.Size*2+1 {
		err = errors.New("the program is not a sandbox's")
	}
	if err != nil {
		box.close()
		return fmt.Errorf("start sandbox: %w", err)
	}
	return nil
}
