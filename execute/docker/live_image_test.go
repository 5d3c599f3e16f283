package docker

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
)

func TestEngineFilesOfAnImage(t *testing.T) {
	f := newFixture(t)
	image, err := Open(t.Context(), f.docker, f.spec)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := image.Close(); err != nil {
			t.Error(err)
		}
	}()
	for name, want := range map[string]bool{"/srv/a.feature": true, "/features/a.feature": true, "/features": true, "/none": false, "/none/at/all": false} {
		if got, err := image.Exists(name); got != want || err != nil {
			t.Errorf("exists %s: %v, %v", name, got, err)
		}
	}
	for name, want := range map[string][]string{
		"/srv":           {"srv", "srv/a.feature"},
		"/features":      {"features", "features/a.feature"},
		"/srv/a.feature": {"a.feature"},
	} {
		if diff := cmp.Diff(want, entries(t, image, name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := image.Tar("/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing path: %v", err)
	}
}

func entries(t *testing.T, image execute.Files, name string) []string {
	t.Helper()
	content, err := image.Tar(name)
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	var names []string
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, strings.TrimSuffix(header.Name, "/")) // which Podman leaves out
	}
}

func TestEngineSweep(t *testing.T) {
	f := newFixture(t)
	me := currentOwner(t.Context(), f.docker, "/proc")
	ended := me
	ended.start = "1"
	elsewhere := ended
	elsewhere.boot, elsewhere.machine = "another machine", ""
	restarted := me
	restarted.boot = "the one before"
	past, future := time.Now().Add(-time.Minute).UTC().Format(time.RFC3339), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	tests := []struct {
		name, owner, deadline string
		start, swept          bool
	}{
		{name: "live", owner: me.String(), deadline: future},
		{name: "ended", owner: ended.String(), deadline: future, swept: true},
		{name: "ended-and-running", owner: ended.String(), deadline: future, start: true, swept: true},
		{name: "restarted", owner: restarted.String(), deadline: future, start: true, swept: true},
		{name: "elsewhere", owner: elsewhere.String(), deadline: future},
		{name: "late", owner: elsewhere.String(), deadline: past, swept: true},
	}
	for _, test := range tests {
		id := f.create(namePrefix(f.spec.RunID)+test.name, map[string]string{labelRun: f.spec.RunID, labelOwner: test.owner, labelDeadline: test.deadline})
		if test.start {
			if err := f.docker.ContainerStart(t.Context(), id, container.StartOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := Sweep(t.Context(), f.docker, Server{}); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		if got := f.isGone(namePrefix(f.spec.RunID)+test.name, test.swept); got != test.swept {
			t.Errorf("%s: swept %v, want %v", test.name, got, test.swept)
		}
	}
}

// create makes a container that would run for a while.
func (f fixture) create(name string, labels map[string]string) string {
	f.Helper()
	config := container.Config{Image: f.spec.Image.ID, Cmd: []string{"sleep", "100"}, Labels: labels}
	made, err := f.docker.ContainerCreate(f.Context(), &config, &container.HostConfig{NetworkMode: "none"}, nil, nil, name)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = remove(context.WithoutCancel(f.Context()), f.docker, made.ID) })
	return made.ID
}

// isGone reports whether a container does not exist. It waits a moment, because another sweep on this engine may be
// removing it.
func (f fixture) isGone(name string, expected bool) bool {
	f.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, err := f.docker.ContainerInspect(f.Context(), name)
		if err != nil && !isNotFound(err) {
			f.Fatal(err)
		}
		if gone := err != nil; gone || !expected || time.Now().After(end) {
			return gone
		}
	}
}

func TestEngineResolve(t *testing.T) {
	f := newFixture(t)
	found := f.spec.Image
	if found.WorkDir != "/work" || !slices.Equal(found.Cmd, []string{"true"}) || !strings.HasPrefix(found.ID, "sha256:") {
		t.Errorf("%+v", found)
	}
	for ref, policy := range map[string]string{
		"baleen-test/absent:1": "never", "Not/Valid:::": "never", "127.0.0.1:1/absent:1": "missing", "localhost:1/absent:1": "always",
	} {
		o := execute.PullOptions{Policy: policy, Getenv: os.Getenv, Backoff: func(int) time.Duration { return time.Millisecond }}
		_, err := Resolve(t.Context(), f.docker, ref, o)
		var hint *execute.HintError
		if !errors.As(err, &hint) || hint.Hint == "" || !strings.Contains(err.Error(), ref) {
			t.Errorf("%s: %v", ref, err)
		}
	}
	if _, err := Resolve(t.Context(), f.docker, found.Ref, execute.PullOptions{Policy: "never", Platform: "linux/riscv64"}); err == nil {
		t.Error("an image for another platform was found")
	}
}
