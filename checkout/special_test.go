//go:build unix

package checkout

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSpecialFiles: a pipe in the place of a file is none, and is never waited for.
func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"a.feature": "a", "b/c": "c"})
	git(t, dir, "init", "--quiet")
	for _, name := range []string{"pipe", ".gitignore", "b/.gitignore", IgnoreFile, ".git/info/exclude"} {
		at := filepath.Join(dir, name)
		if err := os.RemoveAll(at); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(at, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("pipe", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a.feature", "b/c", "link"}, names(t, dir)); diff != "" {
		t.Error(diff)
	}
	tree, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.File("link"); !errors.Is(err, errNoFile) {
		t.Errorf("a link to a pipe: %v", err)
	}
}
