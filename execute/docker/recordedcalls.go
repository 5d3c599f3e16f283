package docker

import (
	"context"
	"io"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
)

// The methods of recorded that only pass a call on. Those that do more are in recorded.go.

// ContainerAttach implements Daemon.
func (r recorded) ContainerAttach(ctx context.Context, id string, o container.AttachOptions) (types.HijackedResponse, error) {
	end := r.calls.Begin("ContainerAttach", id)
	answer, err := r.daemon.ContainerAttach(ctx, id, o)
	return answer, end(err)
}

// ContainerStart implements Daemon.
func (r recorded) ContainerStart(ctx context.Context, id string, o container.StartOptions) error {
	end := r.calls.Begin("ContainerStart", id)
	return end(r.daemon.ContainerStart(ctx, id, o))
}

// ContainerKill implements Daemon.
func (r recorded) ContainerKill(ctx context.Context, id, signal string) error {
	end := r.calls.Begin("ContainerKill", id)
	return end(r.daemon.ContainerKill(ctx, id, signal))
}

// ContainerTop implements Daemon.
func (r recorded) ContainerTop(ctx context.Context, id string, arguments []string) (container.TopResponse, error) {
	end := r.calls.Begin("ContainerTop", id)
	answer, err := r.daemon.ContainerTop(ctx, id, arguments)
	return answer, end(err)
}

// ContainerPause implements Daemon.
func (r recorded) ContainerPause(ctx context.Context, id string) error {
	end := r.calls.Begin("ContainerPause", id)
	return end(r.daemon.ContainerPause(ctx, id))
}

// ContainerUnpause implements Daemon.
func (r recorded) ContainerUnpause(ctx context.Context, id string) error {
	end := r.calls.Begin("ContainerUnpause", id)
	return end(r.daemon.ContainerUnpause(ctx, id))
}

// ContainerStatsOneShot implements Daemon.
func (r recorded) ContainerStatsOneShot(ctx context.Context, id string) (container.StatsResponseReader, error) {
	end := r.calls.Begin("ContainerStatsOneShot", id)
	answer, err := r.daemon.ContainerStatsOneShot(ctx, id)
	return answer, end(err)
}

// ContainerInspect implements Daemon.
func (r recorded) ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error) {
	end := r.calls.Begin("ContainerInspect", id)
	answer, err := r.daemon.ContainerInspect(ctx, id)
	return answer, end(err)
}

// ContainerRemove implements Daemon.
func (r recorded) ContainerRemove(ctx context.Context, id string, o container.RemoveOptions) error {
	end := r.calls.Begin("ContainerRemove", id)
	return end(r.daemon.ContainerRemove(ctx, id, o))
}

// ContainerList implements Daemon.
func (r recorded) ContainerList(ctx context.Context, o container.ListOptions) ([]container.Summary, error) {
	end := r.calls.Begin("ContainerList", "")
	answer, err := r.daemon.ContainerList(ctx, o)
	return answer, end(err)
}

// ContainerStatPath implements Daemon.
func (r recorded) ContainerStatPath(ctx context.Context, id, path string) (container.PathStat, error) {
	end := r.calls.Begin("ContainerStatPath", id)
	answer, err := r.daemon.ContainerStatPath(ctx, id, path)
	return answer, end(err)
}

// CopyToContainer implements Daemon.
func (r recorded) CopyToContainer(ctx context.Context, id, path string, content io.Reader, o container.CopyToContainerOptions) error {
	end := r.calls.Begin("CopyToContainer", id)
	return end(r.daemon.CopyToContainer(ctx, id, path, content, o))
}

// ContainerCommit implements Daemon.
func (r recorded) ContainerCommit(ctx context.Context, id string, o container.CommitOptions) (container.CommitResponse, error) {
	end := r.calls.Begin("ContainerCommit", id)
	answer, err := r.daemon.ContainerCommit(ctx, id, o)
	return answer, end(err)
}

// ContainerExecCreate implements Daemon.
func (r recorded) ContainerExecCreate(ctx context.Context, id string, o container.ExecOptions) (container.ExecCreateResponse, error) {
	end := r.calls.Begin("ContainerExecCreate", id)
	answer, err := r.daemon.ContainerExecCreate(ctx, id, o)
	return answer, end(err)
}

// ContainerExecAttach implements Daemon.
func (r recorded) ContainerExecAttach(ctx context.Context, exec string, o container.ExecAttachOptions) (types.HijackedResponse, error) {
	end := r.calls.Begin("ContainerExecAttach", exec)
	answer, err := r.daemon.ContainerExecAttach(ctx, exec, o)
	return answer, end(err)
}

// ContainerExecInspect implements Daemon.
func (r recorded) ContainerExecInspect(ctx context.Context, exec string) (container.ExecInspect, error) {
	end := r.calls.Begin("ContainerExecInspect", exec)
	answer, err := r.daemon.ContainerExecInspect(ctx, exec)
	return answer, end(err)
}

// ImageInspect implements Daemon.
func (r recorded) ImageInspect(ctx context.Context, ref string, o ...client.ImageInspectOption) (image.InspectResponse, error) {
	end := r.calls.Begin("ImageInspect", ref)
	answer, err := r.daemon.ImageInspect(ctx, ref, o...)
	return answer, end(err)
}

// ImageList implements Daemon.
func (r recorded) ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error) {
	end := r.calls.Begin("ImageList", "")
	answer, err := r.daemon.ImageList(ctx, o)
	return answer, end(err)
}

// ImageRemove implements Daemon.
func (r recorded) ImageRemove(ctx context.Context, id string, o image.RemoveOptions) ([]image.DeleteResponse, error) {
	end := r.calls.Begin("ImageRemove", id)
	answer, err := r.daemon.ImageRemove(ctx, id, o)
	return answer, end(err)
}

// VolumeCreate implements Daemon.
func (r recorded) VolumeCreate(ctx context.Context, o volume.CreateOptions) (volume.Volume, error) {
	end := r.calls.Begin("VolumeCreate", o.Name)
	answer, err := r.daemon.VolumeCreate(ctx, o)
	return answer, end(err)
}

// VolumeList implements Daemon.
func (r recorded) VolumeList(ctx context.Context, o volume.ListOptions) (volume.ListResponse, error) {
	end := r.calls.Begin("VolumeList", "")
	answer, err := r.daemon.VolumeList(ctx, o)
	return answer, end(err)
}

// VolumeInspect implements Daemon.
func (r recorded) VolumeInspect(ctx context.Context, name string) (volume.Volume, error) {
	end := r.calls.Begin("VolumeInspect", name)
	answer, err := r.daemon.VolumeInspect(ctx, name)
	return answer, end(err)
}

// VolumeRemove implements Daemon.
func (r recorded) VolumeRemove(ctx context.Context, id string, force bool) error {
	end := r.calls.Begin("VolumeRemove", id)
	return end(r.daemon.VolumeRemove(ctx, id, force))
}

// NetworkCreate implements Daemon.
func (r recorded) NetworkCreate(ctx context.Context, name string, o network.CreateOptions) (network.CreateResponse, error) {
	end := r.calls.Begin("NetworkCreate", name)
	answer, err := r.daemon.NetworkCreate(ctx, name, o)
	return answer, end(err)
}

// NetworkList implements Daemon.
func (r recorded) NetworkList(ctx context.Context, o network.ListOptions) ([]network.Summary, error) {
	end := r.calls.Begin("NetworkList", "")
	answer, err := r.daemon.NetworkList(ctx, o)
	return answer, end(err)
}

// NetworkInspect implements Daemon.
func (r recorded) NetworkInspect(ctx context.Context, id string, o network.InspectOptions) (network.Inspect, error) {
	end := r.calls.Begin("NetworkInspect", id)
	answer, err := r.daemon.NetworkInspect(ctx, id, o)
	return answer, end(err)
}

// NetworkRemove implements Daemon.
func (r recorded) NetworkRemove(ctx context.Context, id string) error {
	end := r.calls.Begin("NetworkRemove", id)
	return end(r.daemon.NetworkRemove(ctx, id))
}

// Info implements Daemon.
func (r recorded) Info(ctx context.Context) (system.Info, error) {
	end := r.calls.Begin("Info", "")
	answer, err := r.daemon.Info(ctx)
	return answer, end(err)
}

// Ping implements Daemon.
func (r recorded) Ping(ctx context.Context) (types.Ping, error) {
	end := r.calls.Begin("Ping", "")
	answer, err := r.daemon.Ping(ctx)
	return answer, end(err)
}
