package docker

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

// fakeImage is a daemon with one image, whose containers are never started.
type fakeImage struct {
	FileAPI // calls that no test expects panic
	t       *testing.T
	files   map[string]tar.Header
	broken  map[string]error // by the call that fails

	containers map[string]bool
	brought    map[string]tar.Header // what was copied in, by name
	tag        string                // of the image that was made
}

// newFakeImage has folders (ending in a slash), links (to what is behind =>) and files (whose content is behind a colon).
func newFakeImage(t *testing.T, files ...string) *fakeImage {
	f := &fakeImage{t: t, files: map[string]tar.Header{}, broken: map[string]error{}, containers: map[string]bool{}, brought: map[string]tar.Header{}}
	for _, text := range files {
		name, content, isFile := strings.Cut(text, ":")
		from, to, isLink := strings.Cut(name, "=>")
		switch {
		case isLink:
			f.files[from] = tar.Header{Typeflag: tar.TypeSymlink, Name: from, Linkname: to}
		case isFile:
			f.files[name] = tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{tartest.Content: content}}
		default:
			f.files[path.Clean(name)] = tar.Header{Typeflag: tar.TypeDir, Name: name}
		}
	}
	return f
}

func (f *fakeImage) Ping(context.Context) (types.Ping, error) { return types.Ping{}, nil }

func (f *fakeImage) ContainerInspect(context.Context, string) (container.InspectResponse, error) {
	return container.InspectResponse{}, cerrdefs.ErrNotFound
}

func (f *fakeImage) ContainerCreate(_ context.Context, c *container.Config, _ *container.HostConfig, _ *network.NetworkingConfig,
	_ *ocispec.Platform, _ string) (container.CreateResponse, error) {
	id := fmt.Sprint(c.Image, len(f.containers))
	f.containers[id] = true
	return container.CreateResponse{ID: id}, f.broken["create"]
}

func (f *fakeImage) ContainerRemove(_ context.Context, id string, _ container.RemoveOptions) error {
	f.containers[id] = false
	return f.broken["remove"]
}

// left is how many containers were not removed.
func (f *fakeImage) left() (n int) {
	for _, there := range f.containers {
		if there {
			n++
		}
	}
	return n
}

func (f *fakeImage) ContainerStatPath(_ context.Context, _, at string) (container.PathStat, error) {
	if err := f.broken["stat"]; err != nil {
		return container.PathStat{}, err
	}
	h, ok := f.files[at]
	if !ok {
		return container.PathStat{}, fmt.Errorf("%s: %w", at, cerrdefs.ErrNotFound)
	}
	stat := container.PathStat{Name: path.Base(at), LinkTarget: h.Linkname}
	switch h.Typeflag {
	case tar.TypeDir:
		stat.Mode = fs.ModeDir
	case tar.TypeSymlink:
		stat.Mode = fs.ModeSymlink
	}
	return stat, nil
}

func (f *fakeImage) CopyFromContainer(_ context.Context, _, at string) (io.ReadCloser, container.PathStat, error) {
	if _, ok := f.files[at]; !ok {
		return nil, container.PathStat{}, fmt.Errorf("%s: %w", at, cerrdefs.ErrNotFound)
	}
	content := map[string]string{}
	for name, h := range f.files {
		if h.Typeflag == tar.TypeReg && execute.IsBelow(name, at) {
			content[path.Base(at)+strings.TrimPrefix(name, at)] = h.PAXRecords["BALEEN.content"]
		}
	}
	return io.NopCloser(bytes.NewReader(tartest.Files(f.t, content))), container.PathStat{}, f.broken["copy-from"]
}

func (f *fakeImage) CopyToContainer(_ context.Context, _, _ string, content io.Reader, _ container.CopyToContainerOptions) error {
	if err := f.broken["copy-to"]; err != nil {
		return err
	}
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		f.brought[header.Name] = *header
	}
}

func (f *fakeImage) ContainerCommit(_ context.Context, _ string, o container.CommitOptions) (container.CommitResponse, error) {
	f.tag = o.Reference
	return container.CommitResponse{ID: "sha256:made"}, f.broken["commit"]
}
