package docker

import (
	"cmp"
	"context"
	"io"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/org/baleen-action/execute"
)

// recorded is a daemon whose calls are recorded. It embeds nothing, so that a method that Daemon gains is not left out.
type recorded struct {
	daemon Daemon
	calls  *execute.Calls
}

// Record returns a daemon that passes every call on as it is, and records it.
func Record(d Daemon, calls *execute.Calls) Daemon { return recorded{d, calls} }

// DaemonHost is the daemon's address; empty if it is not known.
func (r recorded) DaemonHost() string {
	if d, ok := r.daemon.(interface{ DaemonHost() string }); ok {
		return d.DaemonHost()
	}
	return ""
}

// ContainerCreate implements Daemon.
func (r recorded) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig,
	network *network.NetworkingConfig, platform *ocispec.Platform, name string,
) (container.CreateResponse, error) {
	began := time.Now()
	made, err := r.daemon.ContainerCreate(ctx, config, host, network, platform, name)
	r.calls.Add(execute.Call{Method: "ContainerCreate", Of: cmp.Or(made.ID, name), As: name, Began: began, Took: time.Since(began), Error: execute.OneLine(err)})
	return made, err
}

// ContainerWait is recorded until the wait is registered.
func (r recorded) ContainerWait(ctx context.Context, id string, until container.WaitCondition) (<-chan container.WaitResponse, <-chan error) {
	end := r.calls.Begin("ContainerWait", id)
	answer, failed := r.daemon.ContainerWait(ctx, id, until)
	_ = end(nil) // an error comes later, over the channel
	return answer, failed
}

// Events is recorded until it is subscribed to.
func (r recorded) Events(ctx context.Context, o events.ListOptions) (<-chan events.Message, <-chan error) {
	end := r.calls.Begin("Events", "")
	answer, failed := r.daemon.Events(ctx, o)
	_ = end(nil) // an error comes later, over the channel
	return answer, failed
}

// ContainerLogs implements Daemon.
func (r recorded) ContainerLogs(ctx context.Context, id string, o container.LogsOptions) (io.ReadCloser, error) {
	end := r.calls.Begin("ContainerLogs", id)
	return untilClosed(end)(r.daemon.ContainerLogs(ctx, id, o))
}

// CopyFromContainer implements Daemon.
func (r recorded) CopyFromContainer(ctx context.Context, id, path string) (io.ReadCloser, container.PathStat, error) {
	end := r.calls.Begin("CopyFromContainer", id)
	content, stat, err := r.daemon.CopyFromContainer(ctx, id, path)
	content, err = untilClosed(end)(content, err)
	return content, stat, err
}

// ImagePull implements Daemon.
func (r recorded) ImagePull(ctx context.Context, ref string, o image.PullOptions) (io.ReadCloser, error) {
	end := r.calls.Begin("ImagePull", ref)
	return untilClosed(end)(r.daemon.ImagePull(ctx, ref, o))
}

// ImageImport implements Daemon.
func (r recorded) ImageImport(ctx context.Context, source image.ImportSource, ref string, o image.ImportOptions) (io.ReadCloser, error) {
	end := r.calls.Begin("ImageImport", ref)
	return untilClosed(end)(r.daemon.ImageImport(ctx, source, ref, o))
}

// untilClosed ends a call when its answer has been read: the content of a file, the progress of a pull.
func untilClosed(end func(error) error) func(io.ReadCloser, error) (io.ReadCloser, error) {
	return func(content io.ReadCloser, err error) (io.ReadCloser, error) {
		if err != nil || content == nil {
			return content, end(err)
		}
		return closing{content, end}, nil
	}
}

type closing struct {
	io.ReadCloser
	end func(error) error
}

// Close implements io.Closer.
func (c closing) Close() error { return c.end(c.ReadCloser.Close()) }
