package reportdir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// filesBelow returns the content of the regular files below a folder, by name.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		out[filepath.ToSlash(rel)] = entry.Type().String()
		if entry.Type().IsRegular() {
			out[filepath.ToSlash(rel)] = readText(t, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLink: regular files get a second name, files that exist are kept, and a link in a report is never followed.
func TestLink(t *testing.T) {
	top := t.TempDir()
	from, to := filepath.Join(top, "node-1"), filepath.Join(top, "merged")
	write(t, filepath.Join(top, "secret"), "not part of the report")
	write(t, filepath.Join(from, "output", "a.log"), "a")
	write(t, filepath.Join(from, "raw", "deep", "b.json"), "b")
	write(t, filepath.Join(from, "both"), "of the node")
	write(t, filepath.Join(to, "both"), "was there")
	for name, target := range map[string]string{"link": "../secret", "folder": "..", "dangling": "none"} {
		if err := os.Symlink(target, filepath.Join(from, name)); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time changes nothing
		if err := Link(from, to); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"output/a.log": "a", "raw/deep/b.json": "b", "both": "was there"}
		if diff := cmp.Diff(want, filesBelow(t, to)); diff != "" {
			t.Error(diff)
		}
	}
	one, err := os.Stat(filepath.Join(from, "output", "a.log"))
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Stat(filepath.Join(to, "output", "a.log"))
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(one, other) {
		t.Error("the file was copied, not linked")
	}
}

// TestLinkOfNothing: a node that had nothing to run leaves no output.
func TestLinkOfNothing(t *testing.T) {
	to := t.TempDir()
	if err := Link(filepath.Join(to, "none"), to); err != nil {
		t.Error(err)
	}
	if all := filesBelow(t, to); len(all) != 0 {
		t.Errorf("%v", all)
	}
}

// TestLinkRefuses: a file in the place of a folder is an error with a reason, because output would be missing.
func TestLinkRefuses(t *testing.T) {
	top := t.TempDir()
	write(t, filepath.Join(top, "from", "output", "a.log"), "a")
	write(t, filepath.Join(top, "to", "output"), "a file")
	err := Link(filepath.Join(top, "from"), filepath.Join(top, "to"))
	if pathError, is := errors.AsType[*fs.PathError](err); !is || filepath.Base(pathError.Path) != "output" {
		t.Errorf("%v", err)
	}
}

// TestCopyFileTo is what Link falls back to between file systems.
func TestCopyFileTo(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	write(t, from, "text\x00\xff")
	if err := copyFileTo(from, to); err != nil || readText(t, to) != "text\x00\xff" {
		t.Errorf("%q, %v", readText(t, to), err)
	}
	for _, pair := range [][2]string{{filepath.Join(dir, "none"), to}, {from, filepath.Join(dir, "none", "to")}} {
		if err := copyFileTo(pair[0], pair[1]); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: %v", pair, err)
		}
	}
	if text := readText(t, to); text != "text\x00\xff" {
		t.Errorf("a copy that failed changed the target to %q", text)
	}
}

// TestFolderName: every suite gets one folder directly below the report folder, and never a file of a run without a name.
func TestFolderName(t *testing.T) {
	for name, want := range map[string]string{
		"shop":            "shop",
		"a/b":             "a-b",
		`a\b:c*d?e"f<g`:   "a-b-c-d-e-f-g",
		"a>b|c":           "a-b-c",
		"a\nb\tc\x00":     "a-b-c-",
		".":               "suite-",
		"..":              "suite-",
		"...":             "...",
		"Output":          "suite-Output",
		"RAW":             "suite-RAW",
		"artifacts":       "suite-artifacts",
		"services":        "suite-services",
		"run.json":        "suite-run.json",
		"test-baleen.XML": "suite-test-baleen.XML",
		"Ünïcode 1":       "Ünïcode 1",
	} {
		if got := folderName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestFromHere: paths below the current folder are shown relative to it, all others as they are.
func TestFromHere(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, dir := range []string{"reports", "./a/../b", "../up", filepath.Join(here, "reports"), here, filepath.Dir(here), here + "-other"} {
		got = append(got, Shown(dir))
	}
	want := []string{"reports", "b", "../up", "reports", ".", filepath.ToSlash(filepath.Dir(here)), filepath.ToSlash(here) + "-other"}
	if !slices.Equal(want, got) {
		t.Error(cmp.Diff(want, got))
	}
}
