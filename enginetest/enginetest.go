// Package enginetest connects tests to a Docker engine with images of real runners.
package enginetest

import (
	"archive/tar"
	"bytes"
	"context"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/org/baleen-action/execute/docker"
)

// names are the test images that testdata/images/build builds.
var names = []string{
	"busybox", "godog", "cucumber-js", "cucumber-js-13", "cucumber-ruby", "behave", "pytest-bdd",
	"postgres", "redis", "nginx", "compose-js", "compose-behave", "browser",
}

// Root returns the top folder of the project, above the folder that a test runs in.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above this folder")
		}
		dir = filepath.Dir(dir)
	}
}

// found is what Images found first: to ask for all of them takes a second, and every test asks.
var found struct {
	sync.Mutex
	tags map[string]string
}

// Images builds the test images that are missing and returns all tags by image name.
func Images(t testing.TB) map[string]string {
	t.Helper()
	found.Lock()
	defer found.Unlock()
	if found.tags == nil {
		found.tags = buildAll(t)
	}
	return found.tags
}

func buildAll(t testing.TB) map[string]string {
	t.Helper()
	build := exec.Command(filepath.Join(Root(t), "testdata/images/build"), names...)
	build.Stderr = os.Stderr
	out, err := build.Output()
	if err != nil {
		t.Fatalf("build test images: %v", err)
	}
	tags := strings.Fields(string(out))
	if len(tags) != len(names) {
		t.Fatalf("build test images: %q", out)
	}
	images := map[string]string{}
	for i, tag := range tags {
		images[names[i]] = tag
	}
	return images
}

// Laptop returns an environment variable, except those that identify a CI system: a test must not report to the job that runs
// it.
func Laptop(name string) string {
	switch {
	case strings.HasPrefix(name, "GITHUB_"), strings.HasPrefix(name, "GITLAB_"), name == "JENKINS_URL", name == "CI":
		return ""
	}
	return os.Getenv(name)
}

// Bench is an engine with images of the runners.
type Bench struct {
	Docker *client.Client
	Images map[string]string // tag by runner
}

// NewBench connects to the engine. With -short it skips the test.
func NewBench(t testing.TB) Bench {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a Docker engine")
	}
	docker, _, err := docker.Connect(t.Context(), docker.ConnectOptions{Getenv: os.Getenv})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { docker.Close() })
	return Bench{docker, Images(t)}
}

// removal is the timeout for removing a test image.
const removal = time.Minute

// With builds an image of a runner with more files in its suite and removes it after the test. A text "-> NAME" makes a link.
func (b Bench) With(t testing.TB, runner string, files map[string]string) string {
	t.Helper()
	if len(files) == 0 {
		return b.Images[runner]
	}
	ctx := t.Context()
	made, err := b.Docker.ContainerCreate(ctx, &container.Config{Image: b.Images[runner], Cmd: []string{"none"}}, nil, nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Docker.ContainerRemove(ctx, made.ID, container.RemoveOptions{Force: true})
	if err := b.Docker.CopyToContainer(ctx, made.ID, "/", archive(t, files), container.CopyToContainerOptions{}); err != nil {
		t.Fatal(err)
	}
	base, err := b.Docker.ImageInspect(ctx, b.Images[runner])
	if err != nil {
		t.Fatal(err)
	}
	config := &container.Config{Cmd: base.Config.Cmd, Entrypoint: base.Config.Entrypoint, WorkingDir: base.Config.WorkingDir, Env: base.Config.Env}
	committed, err := b.Docker.ContainerCommit(ctx, made.ID, container.CommitOptions{Config: config})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), removal) // the test's context is cancelled before cleanup
		defer cancel()
		if _, err := b.Docker.ImageRemove(ctx, committed.ID, image.RemoveOptions{Force: true}); err != nil {
			t.Error(err)
		}
	})
	return committed.ID
}

// archive returns a tar archive of files below /suite.
func archive(t testing.TB, files map[string]string) *bytes.Buffer {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		text := files[name]
		header := &tar.Header{Name: path.Join("suite", name), Size: int64(len(text)), Mode: 0o644, Typeflag: tar.TypeReg}
		if target, link := strings.CutPrefix(text, "-> "); link {
			header.Typeflag, header.Linkname, header.Size, text = tar.TypeSymlink, target, 0, ""
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &out
}
