package docker

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

// imageWatcher counts the images that are made and the containers that use them.
type imageWatcher struct {
	Daemon
	base    string // the image that the run was given
	refuse  bool   // make none
	prune   bool   // remove the one that was made before it is used
	commits atomic.Int32
	used    atomic.Int32 // containers that were made of another image than base
}

func (w *imageWatcher) ContainerCommit(ctx context.Context, id string, o container.CommitOptions) (container.CommitResponse, error) {
	w.commits.Add(1)
	if w.refuse {
		return container.CommitResponse{}, errDenied
	}
	return w.Daemon.ContainerCommit(ctx, id, o)
}

func (w *imageWatcher) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, n *network.NetworkingConfig,
	p *ocispec.Platform, name string) (container.CreateResponse, error) {
	if config.Image != w.base {
		if w.used.Add(1) == 1 && w.prune {
			if _, err := w.ImageRemove(ctx, config.Image, image.RemoveOptions{Force: true}); err != nil {
				return container.CreateResponse{}, err
			}
		}
	}
	return w.Daemon.ContainerCreate(ctx, config, host, n, p, name)
}

// TestEngineTheScratchFolderIsPartOfAnImage gives jobs until some ran in containers of an image that was made with their
// folder. The image that it is made of has no name, and is still there afterwards.
func TestEngineTheScratchFolderIsPartOfAnImage(t *testing.T) {
	tests := map[string]struct {
		shop  *imageWatcher
		used  int32 // containers of the image, at least
		most  int32 // jobs until then
		class execute.Class
	}{
		"made":    {&imageWatcher{}, 3, 200, execute.Passed},
		"refused": {&imageWatcher{refuse: true}, 0, 5, execute.Passed},
		"pruned":  {&imageWatcher{prune: true}, 1, 200, execute.Passed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.spec.User = "1000:1000"
			f.unnamed()
			shop := test.shop
			shop.Daemon, shop.base = f.docker, f.spec.Image.ID
			given := int32(0)
			next := func() (execute.Job, bool) {
				given++
				job := f.shell(fmt.Sprint(given), fmt.Sprintf("ls -A /r && echo %d >/r/report", given))
				job.Scratch, job.Into = "/r", filepath.Join(f.dir, fmt.Sprint("into", given))
				return job, given <= test.most && (test.used == 0 || shop.used.Load() < test.used)
			}
			done := func(o execute.Outcome) {
				if o.Class != test.class || !o.Fetched || read(t, filepath.Join(o.Job.Into, "report")) != o.Job.Name+"\n" || read(t, o.Job.Stdout) != "" {
					t.Errorf("%s: %s: %s: %s", o.Job.Name, o.Class, o.Evidence, read(t, o.Job.Stderr))
				}
			}
			if err := New(shop, f.spec, 2).Run(t.Context(), next, done); err != nil {
				t.Error(err)
			}
			if shop.commits.Load() != 1 || shop.used.Load() < test.used {
				t.Errorf("%d images made, %d containers of it after %d jobs", shop.commits.Load(), shop.used.Load(), given)
			}
			if _, err := f.docker.ImageInspect(t.Context(), shop.base); err != nil {
				t.Errorf("the image itself is gone: %v", err)
			}
		})
	}
}

// unnamed makes the fixture's image one without a name.
func (f *fixture) unnamed() {
	f.Helper()
	config := container.Config{Image: f.spec.Image.ID, Cmd: []string{"true"}}
	source, err := f.docker.ContainerCreate(f.Context(), &config, &container.HostConfig{}, nil, nil, "")
	if err != nil {
		f.Fatal(err)
	}
	made, err := f.docker.ContainerCommit(f.Context(), source.ID, container.CommitOptions{Config: &container.Config{}})
	if err := errors.Join(err, remove(f.Context(), f.docker, source.ID)); err != nil {
		f.Fatal(err)
	}
	f.spec.Image = execute.Image{Ref: made.ID, ID: made.ID}
	f.Cleanup(func() {
		if _, err := f.docker.ImageRemove(context.WithoutCancel(f.Context()), made.ID, image.RemoveOptions{Force: true}); err != nil {
			f.Error(err)
		}
	})
}
