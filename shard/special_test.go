//go:build unix

package shard

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestDiscoverSpecialFiles: to read a pipe or a device may take forever, so it is refused by name, and no feature in a folder.
func TestDiscoverSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, "features", name) }
	if err := os.Mkdir(filepath.Dir(at("x")), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at("a.feature"), []byte("Feature: a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(at("pipe.feature"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir) // the address of a socket is short
	socket, err := net.Listen("unix", "features/socket.feature")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	for name, to := range map[string]string{"null.feature": "/dev/null", "link.feature": "pipe.feature", "good.feature": "a.feature"} {
		if err := os.Symlink(to, at(name)); err != nil {
			t.Fatal(err)
		}
	}
	for pattern, want := range map[string]string{
		"features/pipe.feature":   "is a named pipe, not a file",
		"features/pipe.feature:1": "is a named pipe, not a file",
		"features/link.feature":   "is a named pipe, not a file",
		"features/socket.feature": "is a socket, not a file",
		"features/null.feature":   "is a device, not a file",
	} {
		if _, err := Discover(os.DirFS(dir), Query{Patterns: []string{pattern}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", pattern, err, want)
		}
	}
	for _, pattern := range []string{"features", "features/*.feature"} {
		found, err := Discover(os.DirFS(dir), Query{Patterns: []string{pattern}})
		if err != nil || len(found.Files) != 2 || found.Files[0].Path != "features/a.feature" || found.Files[1].Path != "features/good.feature" {
			t.Errorf("%s: %v, %v", pattern, found.Files, err)
		}
	}
}
