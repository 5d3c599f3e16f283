package docker

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
)

// workspaceOf makes an image with a checkout in /srv of an image that has that folder.
func workspaceOf(t *testing.T, f *fakeImage, checkout func() io.ReadCloser) (execute.Image, error) {
	t.Helper()
	spec := execute.Spec{RunID: "run", User: "7:8", Scratch: "/r", Image: execute.Image{ID: "sha256:image", Ref: "suite", WorkDir: "/srv", Cmd: []string{"test"}}}
	return WithWorkspace(t.Context(), f, spec, execute.Checkout{Dir: "/srv", Open: checkout})
}

// TestWorkspaceBelongsToTheUser: all that the checkout brings may be changed by whoever the container runs as, and so may the
// folders of it that the image has, which keep their other rights.
func TestWorkspaceBelongsToTheUser(t *testing.T) {
	f := newFakeImage(t, "/srv/", "/srv/features/")
	made, err := workspaceOf(t, f, opens(checkoutOf(t,
		tar.Header{Typeflag: tar.TypeDir, Name: "./", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeDir, Name: "features/", Mode: 0o755},
		tar.Header{Typeflag: tar.TypeReg, Name: "./features/a.feature", Mode: 0o600, Uid: 3},
		tar.Header{Typeflag: tar.TypeReg, Name: "bin/deep/run", Mode: 0o700},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "bin/link", Linkname: "../features"},
	)))
	if err != nil {
		t.Fatal(err)
	}
	if made.ID != "sha256:made" || made.Scratch != "/r" || !made.Committed || made.Cmd[0] != "test" || !strings.Contains(f.tag, "run") {
		t.Errorf("%+v, tag %q", made, f.tag)
	}
	modes := map[string]int64{}
	for name, h := range f.brought {
		modes[name] = h.Mode
		if name != "r/" && (h.Uid != 7 || h.Gid != 8) {
			t.Errorf("%s belongs to %d:%d", name, h.Uid, h.Gid)
		}
	}
	want := map[string]int64{"r/": 0o777, "srv/": 0o700, "srv/features/": 0o700, "srv/features/a.feature": 0o666,
		"srv/bin/": 0o777, "srv/bin/deep/": 0o777, "srv/bin/deep/run": 0o777, "srv/bin/link": 0o777}
	if diff := cmp.Diff(want, modes); diff != "" {
		t.Error(diff)
	}
	if f.left() != 0 {
		t.Errorf("%d containers are left", f.left())
	}
}

// TestWorkspaceStaysInItsFolder: nothing is made of a checkout that leads out of it, or that breaks off.
func TestWorkspaceStaysInItsFolder(t *testing.T) {
	whole := checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "a"}).Bytes()
	entry := func(h tar.Header) []byte { return checkoutOf(t, h).Bytes() }
	for name, test := range map[string]struct {
		checkout []byte
		files    []string
		want     string
	}{
		"a path":            {entry(tar.Header{Typeflag: tar.TypeReg, Name: "../a"}), nil, `"../a" lies outside the checkout`},
		"an absolute path":  {entry(tar.Header{Typeflag: tar.TypeReg, Name: "/a"}), nil, `"/a" lies outside the checkout`},
		"a link":            {entry(tar.Header{Typeflag: tar.TypeSymlink, Name: "a/b", Linkname: "../../c"}), nil, `link "a/b" leads out of the checkout, to "../../c"`},
		"an absolute link":  {entry(tar.Header{Typeflag: tar.TypeSymlink, Name: "a", Linkname: "/srv/b"}), nil, "leads out of the checkout"},
		"a device":          {entry(tar.Header{Typeflag: tar.TypeChar, Name: "a"}), nil, `"a" is not a file, folder or link`},
		"a hard link":       {entry(tar.Header{Typeflag: tar.TypeLink, Name: "a", Linkname: "b"}), nil, "is not a file, folder or link"},
		"breaks off":        {whole[:513], nil, "unexpected EOF"},
		"is not a tar":      {bytes.Repeat([]byte("x"), 1024), nil, "read checkout: "},
		"a file for folder": {entry(tar.Header{Typeflag: tar.TypeReg, Name: "a/b"}), []string{"/srv/a:"}, "image has no folder there"},
	} {
		f := newFakeImage(t, append(test.files, "/srv/")...)
		made, err := workspaceOf(t, f, opens(bytes.NewBuffer(test.checkout)))
		if err == nil || made.ID != "" || !strings.Contains(err.Error(), `copy workspace to "/srv": `) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v", name, made, err)
		}
		if f.tag != "" || f.left() != 0 {
			t.Errorf("%s: image %q was made, %d containers are left", name, f.tag, f.left())
		}
	}
}

// TestWorkspaceThatTheDaemonRefuses: the daemon's own words are the cause, and its container is removed.
func TestWorkspaceThatTheDaemonRefuses(t *testing.T) {
	for _, call := range []string{"create", "stat", "copy-to", "commit", "remove"} {
		f := newFakeImage(t, "/srv/")
		f.broken[call] = errDenied
		made, err := workspaceOf(t, f, opens(checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "a"})))
		if !errors.Is(err, errDenied) || made.ID != "" {
			t.Errorf("%s: %+v, %v", call, made, err)
		}
		if f.left() != 0 && call != "create" {
			t.Errorf("%s: %d containers are left", call, f.left())
		}
	}
}

func TestACheckoutThatCannotBeClosedIsAnError(t *testing.T) {
	f := newFakeImage(t, "/srv/")
	content := checkoutOf(t, tar.Header{Typeflag: tar.TypeReg, Name: "a"})
	if _, err := workspaceOf(t, f, func() io.ReadCloser { return unclosable{content} }); !errors.Is(err, errDenied) {
		t.Errorf("%v", err)
	}
}

type unclosable struct{ io.Reader }

func (unclosable) Close() error { return errDenied }
