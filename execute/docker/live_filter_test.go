package docker

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"
	"github.com/org/baleen-action/execute"
)

// TestEngineNothingForeignIsRemovedWhereFiltersAreIgnored has everything that removes anything done through a proxy that
// passes no filter on, on an engine with objects of others: some have nothing of ours, some have our labels or our names.
func TestEngineNothingForeignIsRemovedWhereFiltersAreIgnored(t *testing.T) {
	t.Parallel() // with an engine of its own
	d := newPrivate(t)
	direct := d.connect()
	p := newProxy(t, d.at("s"), rule{route: "any", first: 1, every: true, act: unfiltered})
	t.Cleanup(p.close)
	f := fixture{T: t, docker: p.connect(), dir: t.TempDir()}
	t.Cleanup(func() { _ = f.docker.Close() })
	f.spec = execute.Spec{Image: testImage(t, direct), RunID: "test-r1", Deadline: time.Now().Add(time.Hour), Init: "auto", Network: "none", Sandbox: static(t, "../..")}
	others := &foreignObjects{fixture: f}
	others.make("nothing-of-ours", nil)
	dead := currentOwner(t.Context(), f.docker, "/proc")
	dead.start = "1"
	others.make("our-labels", map[string]string{labelRun: f.spec.RunID, labelOwner: dead.String(), labelDeadline: "2001-01-01T00:00:00Z"})
	others.make("baleen-test-r1-without-labels", nil)

	checkout := checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "new.feature", Mode: 0o644})
	with, err := WithWorkspace(t.Context(), f.docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkout)})
	if err != nil {
		t.Fatal(err)
	}
	others.inherit(with.ID)
	made, err := direct.ImageInspect(t.Context(), with.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.spec.Image = with
	var jobs []execute.Job
	for i := range 5 {
		job := f.shell(fmt.Sprint(i), "cat /srv/new.feature")
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, fmt.Sprint("into", i))
		jobs = append(jobs, job)
	}
	outcomes, err := f.run(t.Context(), 2, jobs...)
	for _, o := range outcomes {
		if o.Class != execute.Passed {
			t.Errorf("%s: %s: %s", o.Job.Name, o.Class, o.Evidence)
		}
	}
	_, swept := Sweep(t.Context(), f.docker, Server{})
	if err := errors.Join(err, swept); err != nil {
		t.Error(err)
	}
	if err := RemoveWorkspace(t.Context(), f.docker, f.spec); !cerrdefs.IsConflict(err) {
		t.Errorf("the run's image while somebody's container uses it: %v", err)
	}
	others.check()
	others.removeContainers()
	if err := RemoveWorkspace(t.Context(), f.docker, f.spec); err != nil {
		t.Error(err)
	}
	if _, err := direct.ImageInspect(t.Context(), made.RepoTags[0]); !isNotFound(err) {
		t.Errorf("the run's own image: %v", err)
	}
}

// removeContainers removes the others' containers, whose images are free then.
func (o *foreignObjects) removeContainers() {
	o.Helper()
	for _, id := range o.containers {
		if err := remove(o.Context(), o.docker, id); err != nil {
			o.Error(err)
		}
	}
}

// unfiltered passes a call on without its filters.
func unfiltered(p *proxy, c *call) {
	query := c.request.URL.Query()
	query.Del("filters")
	c.request.URL.RawQuery = query.Encode()
	pass(p, c)
}

// foreignObjects are objects of others.
type foreignObjects struct {
	fixture
	containers, images, volumes, networks []string
}

// make makes one object of each kind.
func (o *foreignObjects) make(name string, labels map[string]string) {
	o.Helper()
	ctx := o.Context()
	o.container(name, o.spec.Image.ID, labels)
	_, err := o.docker.VolumeCreate(ctx, volume.CreateOptions{Name: name, Labels: labels})
	made, err2 := o.docker.NetworkCreate(ctx, name, network.CreateOptions{Driver: "bridge", Internal: true, Labels: labels})
	committed, err3 := o.docker.ContainerCommit(ctx, name, container.CommitOptions{Config: &container.Config{Labels: labels}})
	if err := errors.Join(err, err2, err3); err != nil {
		o.Fatal(err)
	}
	o.volumes, o.networks = append(o.volumes, name), append(o.networks, made.ID)
	o.images = append(o.images, committed.ID, o.spec.Image.ID)
}

// inherit makes a container of a run's image, and an image of that: the engine gives them the run's labels.
func (o *foreignObjects) inherit(from string) {
	o.Helper()
	o.container("inherits", from, nil)
	committed, err := o.docker.ContainerCommit(o.Context(), "inherits", container.CommitOptions{Reference: "mine:debug", Config: &container.Config{}})
	if err != nil {
		o.Fatal(err)
	}
	found, err := o.docker.ImageInspect(o.Context(), committed.ID)
	if err != nil || found.Config.Labels[labelRun] != o.spec.RunID {
		o.Fatalf("labels %v, %v", found.Config.Labels, err)
	}
	o.images = append(o.images, committed.ID, from)
	o.container("inherits-more", committed.ID, nil)
}

// container starts one that does not end.
func (o *foreignObjects) container(name, of string, labels map[string]string) {
	o.Helper()
	config := container.Config{Image: of, Entrypoint: []string{"sleep", "1000"}, Labels: labels}
	made, err := o.docker.ContainerCreate(o.Context(), &config, &container.HostConfig{NetworkMode: "none"}, nil, nil, name)
	if err != nil {
		o.Fatal(err)
	}
	if err := o.docker.ContainerStart(o.Context(), made.ID, container.StartOptions{}); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() {
		_ = o.docker.ContainerRemove(context.WithoutCancel(o.Context()), made.ID, container.RemoveOptions{Force: true, RemoveVolumes: true})
	})
	o.containers = append(o.containers, made.ID)
}

// check fails the test where one of them is not what it was.
func (o *foreignObjects) check() {
	o.Helper()
	ctx := o.Context()
	for _, id := range o.containers {
		if found, err := o.docker.ContainerInspect(ctx, id); err != nil || !found.State.Running {
			o.Errorf("container %s: %v", id, err)
		}
	}
	for _, id := range o.images {
		if _, err := o.docker.ImageInspect(ctx, id); err != nil {
			o.Errorf("image: %v", err)
		}
	}
	for _, name := range o.volumes {
		if _, err := o.docker.VolumeInspect(ctx, name); err != nil {
			o.Errorf("volume: %v", err)
		}
	}
	for _, id := range o.networks {
		if _, err := o.docker.NetworkInspect(ctx, id, network.InspectOptions{}); err != nil {
			o.Errorf("network: %v", err)
		}
	}
}
