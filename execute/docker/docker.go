package docker

import (
	"context"
	"io"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/system"
	"github.com/docker/docker/api/types/volume"
	"github.com/docker/docker/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// Daemon is what a whole run calls. Each part below is what one part of this package calls, and takes no more than that.
// *client.Client satisfies it as it is.
type Daemon interface {
	ContainerAPI
	LookAPI
	FileAPI
	ImageAPI
	SweepAPI
	ServerAPI
	WorldAPI
}

var _ Daemon = (*client.Client)(nil)

// ContainerAPI takes one container from its creation to its removal.
type ContainerAPI interface {
	creator
	inspector
	remover
	pinger
	ContainerAttach(ctx context.Context, id string, o container.AttachOptions) (types.HijackedResponse, error)
	ContainerWait(ctx context.Context, id string, until container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
	ContainerStart(ctx context.Context, id string, o container.StartOptions) error
	ContainerKill(ctx context.Context, id, signal string) error
	ContainerLogs(ctx context.Context, id string, o container.LogsOptions) (io.ReadCloser, error)
	ContainerTop(ctx context.Context, id string, arguments []string) (container.TopResponse, error)
}

// LookAPI looks at a container that is silent.
type LookAPI interface {
	ContainerPause(ctx context.Context, id string) error
	ContainerUnpause(ctx context.Context, id string) error
	ContainerStatsOneShot(ctx context.Context, id string) (container.StatsResponseReader, error)
}

// FileAPI reads and writes files of a container, and makes an image of it.
type FileAPI interface {
	creator
	inspector
	remover
	pinger
	ContainerStatPath(ctx context.Context, id, path string) (container.PathStat, error)
	CopyToContainer(ctx context.Context, id, path string, content io.Reader, o container.CopyToContainerOptions) error
	CopyFromContainer(ctx context.Context, id, path string) (io.ReadCloser, container.PathStat, error)
	ContainerCommit(ctx context.Context, id string, o container.CommitOptions) (container.CommitResponse, error)
}

// ImageAPI finds and pulls the image of a run.
type ImageAPI interface {
	ImageInspect(ctx context.Context, ref string, o ...client.ImageInspectOption) (image.InspectResponse, error)
	ImagePull(ctx context.Context, ref string, o image.PullOptions) (io.ReadCloser, error)
}

// SweepAPI lists what runs create, looks at it again and removes it.
type SweepAPI interface {
	containerSweeper
	imageSweeper
	volumeSweeper
	networkSweeper
}

type containerSweeper interface {
	inspector
	remover
	pinger
	ContainerList(ctx context.Context, o container.ListOptions) ([]container.Summary, error)
}

type imageSweeper interface {
	ImageList(ctx context.Context, o image.ListOptions) ([]image.Summary, error)
	ImageInspect(ctx context.Context, ref string, o ...client.ImageInspectOption) (image.InspectResponse, error)
	ImageRemove(ctx context.Context, id string, o image.RemoveOptions) ([]image.DeleteResponse, error)
}

type volumeSweeper interface {
	VolumeList(ctx context.Context, o volume.ListOptions) (volume.ListResponse, error)
	VolumeInspect(ctx context.Context, name string) (volume.Volume, error)
	VolumeRemove(ctx context.Context, id string, force bool) error
}

type networkSweeper interface {
	NetworkList(ctx context.Context, o network.ListOptions) ([]network.Summary, error)
	NetworkInspect(ctx context.Context, id string, o network.InspectOptions) (network.Inspect, error)
	NetworkRemove(ctx context.Context, id string) error
}

// ServerAPI asks the daemon about itself, and gives it the program of a sandbox.
type ServerAPI interface {
	Info(ctx context.Context) (system.Info, error)
	Events(ctx context.Context, o events.ListOptions) (<-chan events.Message, <-chan error)
	ImageImport(ctx context.Context, source image.ImportSource, ref string, o image.ImportOptions) (io.ReadCloser, error)
}

// WorldAPI makes what services need beside their containers, and runs commands in these.
type WorldAPI interface {
	NetworkCreate(ctx context.Context, name string, o network.CreateOptions) (network.CreateResponse, error)
	VolumeCreate(ctx context.Context, o volume.CreateOptions) (volume.Volume, error)
	ContainerExecCreate(ctx context.Context, id string, o container.ExecOptions) (container.ExecCreateResponse, error)
	ContainerExecAttach(ctx context.Context, exec string, o container.ExecAttachOptions) (types.HijackedResponse, error)
	ContainerExecInspect(ctx context.Context, exec string) (container.ExecInspect, error)
}

type creator interface {
	ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig,
		network *network.NetworkingConfig, platform *ocispec.Platform, name string) (container.CreateResponse, error)
}

type inspector interface {
	ContainerInspect(ctx context.Context, id string) (container.InspectResponse, error)
}

type remover interface {
	ContainerRemove(ctx context.Context, id string, o container.RemoveOptions) error
}

type pinger interface {
	Ping(ctx context.Context) (types.Ping, error)
}
