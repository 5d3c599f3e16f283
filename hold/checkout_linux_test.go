package hold

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// packed is a checkout with a file, a program and a link.
func packed(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	c := NewCheckout(&out)
	for _, header := range []tar.Header{
		{Typeflag: tar.TypeReg, Name: "features/a.feature", Mode: 0o666, Size: 2000, ModTime: time.Unix(1_700_000_000, 0)},
		{Typeflag: tar.TypeReg, Name: "ending", Mode: 0o777},
		{Typeflag: tar.TypeSymlink, Name: "link", Linkname: "features"},
		{Typeflag: tar.TypeDir, Name: "empty", Mode: 0o777},
	} {
		if err := c.Add(&header, strings.NewReader(strings.Repeat("ab\r\n", 500))); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestTakeCut: a checkout that is cut, wherever, never appears; nor does one with a byte that is another one.
func TestTakeCut(t *testing.T) {
	whole, dir := packed(t), t.TempDir()
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1
		for what, stream := range map[string][]byte{"cut": whole[:i], "changed": changed} {
			err := Take(bytes.NewReader(stream), dir)
			content, _ := os.ReadFile(filepath.Join(dir, checkoutFile))
			_ = os.Remove(filepath.Join(dir, checkoutFile))
			if err == nil && what == "changed" && sameFiles(t, content, whole) {
				continue // a byte of gzip's header says nothing about the content
			}
			if err == nil || len(content) > 0 {
				t.Fatalf("%s at %d of %d: %v, %d bytes", what, i, len(whole), err, len(content))
			}
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	open := io.MultiReader(bytes.NewReader(whole), blocked{t})
	if err := Take(open, dir); err != nil {
		t.Error(err)
	}
}

// blocked is a stream that stays open, and must not be read.
type blocked struct{ t *testing.T }

func (b blocked) Read([]byte) (int, error) {
	b.t.Error("read past the end")
	return 0, io.EOF
}

func sameFiles(t *testing.T, one, other []byte) bool {
	t.Helper()
	list := func(stream []byte) (all string) {
		err := readCheckout(bytes.NewReader(stream), func(header *tar.Header, content io.Reader) error {
			text, err := io.ReadAll(content)
			all += header.Name + header.Linkname + string(text)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return all
	}
	return list(one) == list(other)
}

// TestUnpack: what the checkout brings lies over what is there, with its modes, times and links.
func TestUnpack(t *testing.T) {
	shared, dir := t.TempDir(), t.TempDir()
	if err := errors.Join(
		os.MkdirAll(filepath.Join(dir, "features"), 0o755),
		os.WriteFile(filepath.Join(dir, "features/own"), nil, 0o600),
		os.WriteFile(filepath.Join(dir, "target"), []byte("kept"), 0o600),
		os.Symlink("target", filepath.Join(dir, "ending")),
		Take(bytes.NewReader(packed(t)), shared),
	); err != nil {
		t.Fatal(err)
	}
	c := Command{Dir: shared, Arrival: Arrival{Into: dir}}
	if err := c.unpack(func() bool { return true }); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"features/a.feature": 0o666, "ending": 0o777, "empty": 0o777, "features": 0o755, "features/own": 0o600} {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != mode || info.Mode()&os.ModeSymlink != 0 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	info, err := os.Stat(filepath.Join(dir, "link/a.feature"))
	if err != nil || info.Size() != 2000 || info.ModTime().Unix() != 1_700_000_000 {
		t.Errorf("%v, %v", info, err)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, "target")); string(text) != "kept" {
		t.Errorf("wrote through a link of the image: %q", text)
	}
}

// TestUnpackOverOther: where the image has a link or a full folder, and the checkout has something else, the checkout's is there afterwards, and
// nothing was written through the link.
func TestUnpackOverOther(t *testing.T) {
	shared, dir, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	if err := errors.Join(
		os.Symlink(elsewhere, filepath.Join(dir, "features")),
		os.MkdirAll(filepath.Join(dir, "ending/deep"), 0o755),
		Take(bytes.NewReader(packed(t)), shared),
	); err != nil {
		t.Fatal(err)
	}
	c := Command{Dir: shared, Arrival: Arrival{Into: dir}}
	if err := c.unpack(func() bool { return true }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"features", "ending"} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || info.IsDir() != (name == "features") {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) > 0 {
		t.Errorf("through the link came %v, %v", left, err)
	}
}

// TestUnpackRefused: what cannot be unpacked, or says that the image's folder is not there, is never taken for a checkout.
func TestUnpackRefused(t *testing.T) {
	full := t.TempDir()
	if err := errors.Join(Take(bytes.NewReader(packed(t)), full), os.WriteFile(filepath.Join(full, Copied), []byte("disk full"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		c    Command
		want string
	}{
		"no copy of the image's folder": {Command{Dir: full, Arrival: Arrival{Into: t.TempDir(), Copied: true}}, "copy folder of image: disk full"},
		"never came":                    {Command{Dir: t.TempDir(), Arrival: Arrival{Into: t.TempDir()}}, errStopped.Error()},
	} {
		if err := tt.c.unpack(func() bool { return true }); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCopyImage: the copy has all that its user can read, and its root belongs to everybody.
func TestCopyImage(t *testing.T) {
	image, shared := t.TempDir(), t.TempDir()
	if err := errors.Join(
		os.MkdirAll(filepath.Join(image, "app/deep"), 0o555),
		os.Chmod(filepath.Join(image, "app"), 0o755),
		os.WriteFile(filepath.Join(image, "app/run"), []byte("x"), 0o755),
		os.Symlink("run", filepath.Join(image, "app/link")),
		os.Symlink("app", filepath.Join(image, "linked")),
	); err != nil {
		t.Fatal(err)
	}
	if err := CopyImage(filepath.Join(image, "linked"), shared); err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{"": 0o777, "run": 0o755, "deep": 0o755} {
		info, err := os.Lstat(filepath.Join(shared, Workspace, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%q: %v, %v", name, info, err)
		}
	}
	if to, err := os.Readlink(filepath.Join(shared, Workspace, "link")); to != "run" {
		t.Error(to, err)
	}
	if problem, err := os.ReadFile(filepath.Join(shared, Copied)); err != nil || len(problem) > 0 {
		t.Errorf("%q, %v", problem, err)
	}
}

// TestStopSignal: what asks to stop is noted, whatever came before it.
func TestStopSignal(t *testing.T) {
	signals, e := make(chan os.Signal, 3), Ending{}
	signals <- syscall.SIGURG
	if stopSignal(signals, &e) || e.Stopped != "" {
		t.Error(e)
	}
	signals <- syscall.SIGCHLD
	signals <- syscall.SIGTERM
	if !stopSignal(signals, &e) || e.Stopped != "terminated" {
		t.Error(e)
	}
}
