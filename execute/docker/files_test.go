package docker

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"github.com/org/baleen-action/execute"
)

// names are the entries of a tar stream.
func names(t *testing.T, content io.ReadCloser) string {
	t.Helper()
	defer content.Close()
	var all []string
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return strings.Join(all, " ")
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, header.Name)
	}
}

func TestFilesOfAnImage(t *testing.T) {
	f := newFakeImage(t, "/app/", "/app/a.feature:A", "/app/b/c.feature:C", "/link=>/app", "/file=>/app/a.feature", "/gone=>/nowhere")
	image, err := Open(t.Context(), f, execute.Spec{RunID: "run", Image: execute.Image{ID: "sha256:image", Ref: "suite"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]bool{"/app": true, "/app/a.feature": true, "/link": true, "/nothing": false} {
		if got, err := image.Exists(name); got != there || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{
		"/app":           "app/a.feature app/b/c.feature",
		"/app/":          "app/a.feature app/b/c.feature",
		"/app/a.feature": "a.feature",
		"/link":          "link/a.feature link/b/c.feature", // what it leads to, under the name that was asked for
		"/file":          "file",
	} {
		content, err := image.Tar(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := names(t, content); got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
	for _, name := range []string{"/nothing", "/gone"} {
		if _, err := image.Tar(name); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), `"`+name+`" from image "suite"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{"/app/x": "/app/x", "/link/a": "/app/a", "/gone": "/nowhere", "/": "/", "link/../link/": "/app"} {
		if got, err := image.Real(name); got != want || err != nil {
			t.Errorf("%s is %s, not %s, %v", name, got, want, err)
		}
	}
	f.broken["stat"] = errDenied
	if _, err := image.Real("/app"); !errors.Is(err, errDenied) {
		t.Errorf("an error was taken for an answer: %v", err)
	}
	if _, err := image.Exists("/app"); !errors.Is(err, errDenied) {
		t.Errorf("an error was taken for an answer: %v", err)
	}
	if _, err := image.Tar("/app"); !errors.Is(err, errDenied) || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an error was taken for an answer: %v", err)
	}
	if err := image.Close(); err != nil || f.left() != 0 {
		t.Errorf("%d containers are left, %v", f.left(), err)
	}
}

func TestFilesAreClosedAfterTheContextHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	f := newFakeImage(t)
	image, err := Open(ctx, f, execute.Spec{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := image.Close(); err != nil || f.left() != 0 {
		t.Errorf("%d containers are left, %v", f.left(), err)
	}
	if _, err := Open(ctx, f, execute.Spec{}); err == nil || f.left() != 0 {
		t.Errorf("opened after the end: %v, %d containers are left", err, f.left())
	}
	f.broken["create"] = errDenied
	if _, err := Open(t.Context(), f, execute.Spec{Image: execute.Image{Ref: "suite"}}); !errors.Is(err, errDenied) || !strings.Contains(err.Error(), `open image "suite"`) {
		t.Errorf("%v", err)
	}
}

func TestIdentity(t *testing.T) {
	full := newFakeImage(t,
		"/etc/passwd:root:x:0:0:root:/root:/bin/sh\nbroken\nshort:x:5\nodd:x:many:0::/:\napp:x:1000:1001::/home/app:/bin/sh\n",
		"/etc/group:root:x:0:\nstaff:x:50:app\n")
	empty := newFakeImage(t)
	for _, test := range []struct {
		image         *fakeImage
		user, inImage string
		want          identity
		failure       string
	}{
		{image: full, want: identity{}},
		{image: full, inImage: "app", want: identity{1000, 1001}},
		{image: full, user: "0", inImage: "app", want: identity{0, 0}},
		{image: full, user: "app:staff", want: identity{1000, 50}},
		{image: full, user: "app:7", want: identity{1000, 7}},
		{image: full, user: "1000", want: identity{1000, 1001}},
		{image: full, user: "4242", want: identity{4242, 0}},
		{image: full, user: "4242:staff", want: identity{4242, 50}},
		{image: full, user: "nobody", failure: `find user "nobody" in image "suite": no entry in /etc/passwd`},
		{image: full, user: "app:wheel", failure: "no entry in /etc/group"},
		{image: full, user: "short", failure: "no entry in /etc/passwd"},
		{image: full, user: "odd", failure: "invalid syntax"},
		{image: empty, user: "12:34", want: identity{12, 34}},
		{image: empty, user: "app", failure: "no entry in /etc/passwd"},
	} {
		spec := execute.Spec{User: test.user, Image: execute.Image{User: test.inImage, Ref: "suite"}}
		opened, err := Open(t.Context(), test.image, spec)
		if err != nil {
			t.Fatal(err)
		}
		got, err := opened.(*files).identity(spec)
		if got != test.want || (err == nil) != (test.failure == "") || err != nil && !strings.Contains(err.Error(), test.failure) {
			t.Errorf("%q, %q: %v, %v", test.user, test.inImage, got, err)
		}
	}
}
