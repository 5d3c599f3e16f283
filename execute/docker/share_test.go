package docker

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
	"github.com/google/go-cmp/cmp"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/org/baleen-action/execute"
)

// TestSources: in a container, a folder's path is that of the nearest mount that it lies in.
func TestSources(t *testing.T) {
	id := "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	me := inspected(id, "c0ffee", container.StateRunning)
	me.Mounts = []container.MountPoint{
		{Source: "/var/run/docker.sock", Destination: "/var/run/docker.sock"},
		{Source: "/home/runner/work", Destination: "/github"},
		{Source: "/home/runner/work/suite/suite", Destination: "/github/workspace"},
		{Source: "/var/lib/docker/volumes/v/_data", Destination: "/volume/"},
	}
	proc := procOf(t, "boot", "1", map[string]string{"42": "1"})
	for dir, want := range map[string][]string{
		"/github/workspace":      {"/home/runner/work/suite/suite", "/github/workspace"},
		"/github/workspace/apps": {"/home/runner/work/suite/suite/apps", "/github/workspace/apps"},
		"/github/home":           {"/home/runner/work/home", "/github/home"},
		"/github/workspaces":     {"/home/runner/work/workspaces", "/github/workspaces"},
		"/volume/x":              {"/var/lib/docker/volumes/v/_data/x", "/volume/x"},
		"/tmp/x":                 {"/tmp/x"},
	} {
		got := sources(t.Context(), knownContainers{"c0ffee": me}.docker(t), proc, dir)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", dir, diff)
		}
	}
	if got := sources(t.Context(), knownContainers{}.docker(t), proc, "/github/workspace"); len(got) != 1 || got[0] != "/github/workspace" {
		t.Errorf("outside of any container of the daemon: %q", got)
	}
}

func TestEngineShare(t *testing.T) {
	f := newFixture(t)
	at := execute.Mount{Source: t.TempDir(), Target: "/suite"}
	mount, err := Share(t.Context(), f.docker, f.spec, at)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(at.Source); err != nil || len(left) > 0 {
		t.Errorf("the proof left %v, %v", left, err)
	}
	f.spec.Mounts, f.spec.WorkDir = []execute.Mount{mount}, mount.Target
	job := f.shell("one", "echo text >made; pwd")
	if o := f.one(job); o.Class != execute.Passed || read(t, filepath.Join(at.Source, "made")) != "text\n" || read(t, job.Stdout) != "/suite\n" {
		t.Errorf("%+v", o)
	}
}

// otherMachine is a daemon on a machine where a path is another folder, or does not exist.
type otherMachine struct {
	*client.Client
	there string
}

func (e otherMachine) ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig,
	net *network.NetworkingConfig, platform *ocispec.Platform, name string) (container.CreateResponse, error) {
	host.Mounts[0].Source = e.there
	return e.Client.ContainerCreate(ctx, config, host, net, platform, name)
}

func TestEngineShareWithAnotherMachine(t *testing.T) {
	f := newFixture(t)
	none := filepath.Join(t.TempDir(), "none")
	for _, there := range []string{t.TempDir(), filepath.Join(none, "here")} {
		if _, err := Share(t.Context(), otherMachine{f.docker, there}, f.spec, execute.Mount{Source: t.TempDir(), Target: "/suite"}); !errors.Is(err, ErrNotVisible) {
			t.Errorf("%s: %v", there, err)
		}
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("the daemon made a folder")
	}
}
