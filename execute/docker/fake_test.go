package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// fake is a daemon with one container at a time that behaves as a real one does, and goes wrong where its script says so.
// It fails the test where a call comes in an order that loses output or runs a container twice.
type fake struct {
	Daemon // calls that no test expects panic
	t      *testing.T

	// the script
	before map[string]func(call int) error // instead of a call: nil carries it out
	after  map[string]func(call int) error // the call is carried out, and its answer replaced
	output []byte                          // what the container writes to its attached stream
	log    []byte                          // what the log holds; nil: output
	exit   container.State                 // of the container's end
	stay   bool                            // it does not end by itself
	deaf   bool                            // next-exit never answers
	eof    bool                            // its stream ends though it stays

	mu        sync.Mutex
	calls     []string
	count     map[string]int
	state     *container.State // nil: there is no container
	name      string
	labels    map[string]string
	driver    string
	scratch   []byte // tar
	runs      int
	server    net.Conn
	waiting   bool
	ended     chan struct{}
	goroutine sync.WaitGroup
}

func newFake(t *testing.T) *fake {
	f := &fake{t: t, count: map[string]int{}, before: map[string]func(int) error{}, after: map[string]func(int) error{}}
	t.Cleanup(f.goroutine.Wait)
	return f
}

const fakeID = "c0ffee"

var errReset = fmt.Errorf("error during connect: %w", syscall.ECONNRESET)

// call records a call and asks the script about it; the answer replaces the call's own where carry is false.
func (f *fake) call(name string) (carry bool, answer func(error) error, err error) {
	f.mu.Lock()
	f.calls = append(f.calls, name)
	f.count[name]++
	n := f.count[name]
	f.mu.Unlock()
	if instead := f.before[name]; instead != nil {
		if err := instead(n); err != nil {
			return false, nil, err
		}
	}
	return true, func(own error) error {
		if lost := f.after[name]; lost != nil {
			if err := lost(n); err != nil {
				return err
			}
		}
		return own
	}, nil
}

func (f *fake) ContainerCreate(_ context.Context, c *container.Config, h *container.HostConfig, _ *network.NetworkingConfig,
	_ *ocispec.Platform, name string) (container.CreateResponse, error) {
	carry, answer, err := f.call("create")
	if !carry {
		return container.CreateResponse{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state != nil {
		return container.CreateResponse{}, fmt.Errorf("name %q is in use: %w", name, cerrdefs.ErrConflict)
	}
	f.state = &container.State{Status: container.StateCreated, StartedAt: "0001-01-01T00:00:00Z"}
	f.name, f.labels, f.driver, f.ended = name, c.Labels, h.LogConfig.Type, make(chan struct{})
	return container.CreateResponse{ID: fakeID}, answer(nil)
}

func (f *fake) ContainerAttach(context.Context, string, container.AttachOptions) (types.HijackedResponse, error) {
	carry, answer, err := f.call("attach")
	if !carry {
		return types.HijackedResponse{}, err
	}
	ours, theirs := net.Pipe()
	f.mu.Lock()
	f.server = theirs
	f.mu.Unlock()
	return types.NewHijackedResponse(ours, ""), answer(nil)
}

func (f *fake) ContainerWait(ctx context.Context, _ string, until container.WaitCondition) (<-chan container.WaitResponse, <-chan error) {
	results, errs := make(chan container.WaitResponse), make(chan error, 1)
	carry, _, err := f.call("wait")
	if !carry {
		errs <- err
		return results, errs
	}
	if until != container.WaitConditionNextExit {
		f.t.Errorf("wait until %q", until)
	}
	f.mu.Lock()
	f.waiting = true
	ended := f.ended
	f.mu.Unlock()
	if f.deaf {
		ended = nil
	}
	f.goroutine.Go(func() {
		select {
		case <-ended:
			results <- container.WaitResponse{} // always 0: it lies, and nobody may care
		case <-ctx.Done():
			errs <- ctx.Err()
		}
	})
	return results, errs
}

func (f *fake) ContainerStart(context.Context, string, container.StartOptions) error {
	carry, answer, err := f.call("start")
	if !carry {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.state == nil:
		return fmt.Errorf("no such container: %w", cerrdefs.ErrNotFound)
	case f.server == nil || !f.waiting:
		f.t.Error("started before the output was attached and the exit awaited")
	case f.state.Status == container.StateRunning:
		return answer(nil)
	}
	if f.runs++; f.runs > 1 {
		f.t.Error("the container ran twice")
	}
	f.state = &container.State{Status: container.StateRunning, Running: true, StartedAt: time.Now().Format(time.RFC3339Nano)}
	stream := f.server
	f.goroutine.Go(func() { f.live(stream) })
	return answer(nil)
}

// live is the container's life.
func (f *fake) live(stream net.Conn) {
	_, _ = stream.Write(f.output)
	if f.eof {
		_ = stream.Close()
	}
	if !f.stay {
		f.end(f.exit)
	}
}

func (f *fake) end(with container.State) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state == nil || f.state.Status != container.StateRunning {
		return
	}
	with.Status, with.StartedAt, with.FinishedAt = container.StateExited, f.state.StartedAt, time.Now().Format(time.RFC3339Nano)
	f.state = &with
	_ = f.server.Close()
	close(f.ended)
}

func (f *fake) ContainerInspect(context.Context, string) (container.InspectResponse, error) {
	carry, answer, err := f.call("inspect")
	if !carry {
		return container.InspectResponse{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state == nil {
		return container.InspectResponse{}, fmt.Errorf("no such container: %w", cerrdefs.ErrNotFound)
	}
	state := *f.state
	return container.InspectResponse{
		ContainerJSONBase: &container.ContainerJSONBase{ID: fakeID, Name: "/" + f.name, State: &state},
		Config:            &container.Config{Labels: f.labels},
	}, answer(nil)
}

func (f *fake) ContainerLogs(context.Context, string, container.LogsOptions) (io.ReadCloser, error) {
	carry, answer, err := f.call("logs")
	if !carry {
		return nil, err
	}
	log := f.log
	if log == nil {
		log = f.output
	}
	return io.NopCloser(bytes.NewReader(log)), answer(nil)
}

func (f *fake) ContainerKill(_ context.Context, _, signal string) error {
	carry, answer, err := f.call("kill")
	if !carry {
		return err
	}
	if signal == "INT" {
		f.end(f.exit)
		return answer(nil)
	}
	f.end(container.State{ExitCode: 137})
	return answer(nil)
}

func (f *fake) ContainerRemove(_ context.Context, _ string, o container.RemoveOptions) error {
	carry, answer, err := f.call("remove")
	if !carry {
		return err
	}
	if !o.Force || !o.RemoveVolumes {
		f.t.Errorf("removed with %+v", o)
	}
	if !f.prune() {
		return fmt.Errorf("no such container: %w", cerrdefs.ErrNotFound)
	}
	return answer(nil)
}

// prune makes the container disappear.
func (f *fake) prune() bool {
	f.end(container.State{ExitCode: 137})
	f.mu.Lock()
	defer f.mu.Unlock()
	was := f.state != nil
	if was && f.server != nil {
		_ = f.server.Close()
	}
	f.state, f.server, f.waiting = nil, nil, false
	return was
}

func (f *fake) CopyToContainer(_ context.Context, _, to string, content io.Reader, _ container.CopyToContainerOptions) error {
	carry, answer, err := f.call("copy-to")
	if !carry {
		return err
	}
	header, err := tar.NewReader(content).Next()
	if err != nil || to != "/" || header.Name != "r/" || header.Mode != 0o777 {
		f.t.Errorf("copied to %q: %+v, %v", to, header, err)
	}
	return answer(nil)
}

func (f *fake) CopyFromContainer(context.Context, string, string) (io.ReadCloser, container.PathStat, error) {
	carry, answer, err := f.call("copy-from")
	if !carry {
		return nil, container.PathStat{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state != nil && f.state.Status == container.StateRunning {
		f.t.Error("copied from a running container")
	}
	return io.NopCloser(bytes.NewReader(f.scratch)), container.PathStat{}, answer(nil)
}

func (f *fake) Events(context.Context, events.ListOptions) (<-chan events.Message, <-chan error) {
	end := make(chan error)
	close(end)
	return nil, end
}

func (f *fake) Info(context.Context) (system.Info, error) {
	return system.Info{InitBinary: "docker-init"}, nil
}
