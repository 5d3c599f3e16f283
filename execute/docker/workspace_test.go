package docker

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/org/baleen-action/execute"
)

func TestWorkspaceDir(t *testing.T) {
	for _, test := range []struct {
		image         execute.Image
		workDir, want string
	}{
		{execute.Image{}, "", "/workspace"},
		{execute.Image{WorkDir: "/"}, "", "/workspace"},
		{execute.Image{WorkDir: "/app"}, "", "/app"},
		{execute.Image{WorkDir: "/app"}, "/srv/x/", "/srv/x"},
		{execute.Image{WorkDir: "/app", Volumes: []string{"/data", "/app"}}, "", "/baleen-workspace"},
		{execute.Image{WorkDir: "/app/a", Volumes: []string{"/app/"}}, "", "/baleen-workspace"},
		{execute.Image{WorkDir: "/application", Volumes: []string{"/app"}}, "", "/application"},
	} {
		if got := execute.WorkspaceDir(test.image, test.workDir); got != test.want {
			t.Errorf("%+v, %q: %q, want %q", test.image, test.workDir, got, test.want)
		}
	}
}

// checkoutOf is the tar of a checkout.
func checkoutOf(t *testing.T, headers ...tar.Header) *bytes.Buffer {
	t.Helper()
	var content bytes.Buffer
	w := tar.NewWriter(&content)
	for _, h := range headers {
		h.Size = 0
		if h.Typeflag == tar.TypeReg {
			h.Size = 2
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("x\n")[:h.Size]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &content
}

func opens(content *bytes.Buffer) func() io.ReadCloser {
	return func() io.ReadCloser { return io.NopCloser(bytes.NewReader(content.Bytes())) }
}

// withWorkspace runs jobs of one user in the image with a checkout.
func (f fixture) withWorkspace() {
	f.Helper()
	checkout := checkoutOf(f.T,
		tar.Header{Typeflag: tar.TypeDir, Name: "features/", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeReg, Name: "features/new.feature", Mode: 0o644},
		tar.Header{Typeflag: tar.TypeReg, Name: "deep/er/run", Mode: 0o700},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "deep/link", Linkname: "../features"},
	)
	original := f.spec.Image
	f.spec.RunID, f.spec.User = f.spec.RunID+"-w", "1000:1000"
	with, err := WithWorkspace(f.Context(), f.docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkout)})
	if err != nil {
		f.Fatal(err)
	}
	f.spec.Image, f.spec.WorkDir = with, "/srv"
	check := `cat a.feature deep/link/new.feature && test -x deep/er/run && echo more >>features/new.feature && touch deep/y beside && stat -c %a:%u /srv deep deep/er/run && cat deep/z; touch deep/z`
	one, two := f.shell("one", check), f.shell("two", check)
	for _, job := range []execute.Job{one, two} {
		o := f.one(job)
		if got := read(f.T, job.Stdout); o.Class != execute.Passed || got != "Feature: a\nx\n755:1000\n777:1000\n777:1000\n" {
			f.Errorf("%s: %s: %q %q", job.Name, o.Class, got, read(f.T, job.Stderr))
		}
	}
	if err := RemoveWorkspace(f.Context(), f.docker, f.spec); err != nil {
		f.Error(err)
	}
	if _, err := f.docker.ImageInspect(f.Context(), original.ID); err != nil {
		f.Errorf("the image itself is gone: %v", err)
	}
	if _, err := f.docker.ImageInspect(f.Context(), with.ID); err == nil {
		f.Error("the image with the workspace is still there")
	}
}

func TestEngineWorkspace(t *testing.T) {
	f := newFixture(t)
	f.withWorkspace()
	for name, h := range map[string]tar.Header{
		"leads out":     {Typeflag: tar.TypeSymlink, Name: "a/link", Linkname: "../../etc"},
		"lies out":      {Typeflag: tar.TypeReg, Name: "../x"},
		"is not a file": {Typeflag: tar.TypeFifo, Name: "pipe"},
		"leads out, ":   {Typeflag: tar.TypeSymlink, Name: "link", Linkname: "/etc"},
	} {
		_, err := WithWorkspace(t.Context(), f.docker, f.spec, execute.Checkout{Dir: "/srv", Open: opens(checkoutOf(t, h))})
		if err == nil || !strings.Contains(err.Error(), strings.TrimSuffix(name, ", ")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEngineWorkspaceIsSwept(t *testing.T) {
	f := newFixture(t)
	_, err := WithWorkspace(t.Context(), f.docker, f.spec, execute.Checkout{Dir: "/new/folder", Open: opens(checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "a"}))})
	if err != nil {
		t.Fatal(err)
	}
	s := sweeper{docker: f.docker, proc: "/proc", now: f.spec.Deadline.Add(1), run: f.spec.RunID}
	if removed, err := s.sweep(t.Context()); err != nil || len(removed) != 1 || !strings.HasPrefix(strings.TrimPrefix(removed[0], "localhost/"), tagPrefix(imageWorkspace, f.spec.RunID)) {
		t.Errorf("swept %q, %v", removed, err)
	}
}

func TestEngineIdentity(t *testing.T) {
	f := newFixture(t)
	opened, err := Open(t.Context(), f.docker, f.spec)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	for user, want := range map[string]identity{
		"": {}, "7": {7, 0}, "7:8": {7, 8}, "1234": {1234, 5678}, "tester": {1234, 5678}, "tester:wheel": {1234, 99}, "0:wheel": {0, 99},
	} {
		for _, spec := range []execute.Spec{{User: user}, {Image: execute.Image{User: user}}} {
			if got, err := opened.(*files).identity(spec); err != nil || got != want {
				t.Errorf("%q: %v, %v", user, got, err)
			}
		}
	}
	for _, user := range []string{"nobody", "0:nobody", "x:0"} {
		if _, err := opened.(*files).identity(execute.Spec{User: user}); err == nil || !strings.Contains(err.Error(), "no entry in /etc/") {
			t.Errorf("%q: %v", user, err)
		}
	}
}
