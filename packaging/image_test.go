package packaging

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/docker/docker/api/types/container"
	"github.com/google/go-cmp/cmp"
)

func TestEngineActionImage(t *testing.T) {
	p := newPackaging(t)
	image, err := p.docker.ImageInspect(t.Context(), p.action)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/baleen"}, image.Config.Entrypoint); diff != "" {
		t.Error(diff)
	}
	if image.Config.User != "" || image.Config.WorkingDir != "" || len(image.Config.Volumes) > 0 {
		t.Errorf("user %q, folder %q, volumes %v: GitHub wants none", image.Config.User, image.Config.WorkingDir, image.Config.Volumes)
	}
	const limit = 35_000_000 // of which what talks to a cluster is 13.5 MB; it is pulled by every job, even where its step is skipped
	if image.Size > limit {
		t.Errorf("the image has %d bytes", image.Size)
	}
	want := map[string]fs.FileMode{
		"baleen":                            0o755,
		"etc/ssl/certs/ca-certificates.crt": 0o644,
		"hold":                              0o755,
		"tmp/":                              0o777 | fs.ModeDir | fs.ModeSticky,
	}
	if diff := cmp.Diff(want, p.contents(t)); diff != "" {
		t.Error(diff)
	}
}

// contents returns the files and empty folders of the action's image, without the files that the engine adds to a container.
func (p packaging) contents(t *testing.T) map[string]fs.FileMode {
	t.Helper()
	created, err := p.docker.ContainerCreate(t.Context(), &container.Config{Image: p.action}, nil, nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.docker.ContainerRemove(context.Background(), created.ID, container.RemoveOptions{}); err != nil {
			t.Error(err)
		}
	})
	stream, err := p.docker.ContainerExport(t.Context(), created.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	found := map[string]fs.FileMode{}
	for archive := tar.NewReader(stream); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		engines := slices.Contains([]string{".dockerenv", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf"}, header.Name)
		folder, _, _ := strings.Cut(header.Name, "/")
		parent := header.Name == "etc/" || header.Name == "etc/ssl/" || header.Name == "etc/ssl/certs/"
		if !engines && !parent && folder != "dev" && folder != "proc" && folder != "sys" {
			found[header.Name] = header.FileInfo().Mode()
		}
	}
}
