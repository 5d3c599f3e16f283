package checkout

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/x": "text"})
	for link, to := range map[string]string{"in": "a/x", "a/up": "../in", "top": ".", "dangling": "nowhere", "out": "../x", "a/out": "../../x", "abs": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a/out -> ../../x", "abs -> /etc/passwd", "out -> ../x"}
	slices.Sort(tree.Leaving)
	if diff := cmp.Diff(want, tree.Leaving); diff != "" {
		t.Error(diff)
	}
	for name, content := range map[string]string{"a/up": "text", "a/x": "text"} {
		file, err := tree.File(name)
		if err != nil {
			t.Fatal(err)
		}
		archive := tar.NewReader(file)
		if header, err := archive.Next(); err != nil || header.Name != filepath.Base(name) {
			t.Errorf("%s: %v, %v", name, header, err)
		}
		if text, err := io.ReadAll(archive); err != nil || string(text) != content {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		file.Close()
	}
	if _, err := tree.File("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if _, err := tree.File("abs"); err == nil {
		t.Error("a link was followed out of the checkout")
	}
}

func TestStream(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/run": "#!", "b": strings.Repeat("x", 100_000)})
	if err := os.Chmod(filepath.Join(dir, "a/run"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !tree.Has("a") || !tree.Has("a/run") || !tree.Has(".") || tree.Has("a/r") || tree.Has("c") {
		t.Error("it does not know what it has")
	}
	stream := tree.Stream()
	var got []string
	for archive := tar.NewReader(stream); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		size, err := io.Copy(io.Discard, archive)
		if err != nil || size != header.Size {
			t.Fatal(size, err)
		}
		got = append(got, header.FileInfo().Mode().String()+" "+header.Name+" "+header.Linkname)
	}
	stream.Close()
	want := []string{"drwxr-xr-x a/ ", "-rwxr-xr-x a/run ", "-rw-r--r-- b ", "Lrwxrwxrwx link b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, tree.Stream()); err == nil || !strings.Contains(err.Error(), `copy "b"`) {
		t.Errorf("a file that went away: %v", err)
	}
	tree.Stream().Close() // without having been read
}

// TestStreamOfWhatChanged: a checkout may change between Read and Stream. What is no longer there is an error, never a gap.
func TestStreamOfWhatChanged(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(at string) error
		want   error
	}{
		"gone":          {os.Remove, fs.ErrNotExist},
		"a socket":      {func(at string) error { return errors.Join(os.Remove(at), listen(at)) }, errNoFile},
		"a folder":      {func(at string) error { return errors.Join(os.Remove(at), os.Mkdir(at, 0o755)) }, nil},
		"another link":  {func(at string) error { return errors.Join(os.Remove(at), os.Symlink("z", at)) }, nil},
		"larger by far": {func(at string) error { return os.WriteFile(at, make([]byte, 1<<16), 0o644) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, map[string]string{"a": "text", "z": "last"})
			tree, err := Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.change(filepath.Join(dir, "a")); err != nil {
				t.Fatal(err)
			}
			stream := tree.Stream()
			defer stream.Close()
			if _, err := io.Copy(io.Discard, stream); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

// listen leaves a socket at a path.
func listen(at string) error {
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: at})
	if err == nil {
		socket.SetUnlinkOnClose(false)
		err = socket.Close()
	}
	return err
}

// TestContentOfWhatShrinks: the header announces a size, so a file that has less by then is an error, and one that has more is
// cut.
func TestContentOfWhatShrinks(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a": "text"})
	info, err := os.Stat(filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]error{"te": io.EOF, "": io.EOF, "text": nil, "text and more": nil} {
		var out bytes.Buffer
		archive := tar.NewWriter(&out)
		if err := content(archive, "a", info, strings.NewReader(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
		if want != nil {
			continue
		}
		if err := archive.Close(); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		in := tar.NewReader(&out)
		if _, err := in.Next(); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(in); err != nil || string(got) != "text" {
			t.Errorf("%q became %q, %v", text, got, err)
		}
	}
}

// TestFileRefuses: only a file that belongs to the checkout has a stream.
func TestFileRefuses(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a/x": "", "ignored/y": "", ".gitignore": "ignored\n"})
	git(t, dir, "init", "-q")
	if err := os.Symlink("nowhere", filepath.Join(dir, "dangling")); err != nil {
		t.Fatal(err)
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ignored/y", "none", "../x", "dangling", ".git/HEAD"} {
		if file, err := tree.File(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, %v", name, file, err)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.File("a/x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a checkout that is gone: %v", err)
	}
}

// TestReadRefuses: a root that does not exist is an error that names it.
func TestReadRefuses(t *testing.T) {
	root := filepath.Join(t.TempDir(), "none")
	if _, err := Read(root); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "find checkout") {
		t.Errorf("%v", err)
	}
}
