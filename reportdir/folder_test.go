package reportdir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/org/baleen-action/result"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestOpenFolder never removes what is not Baleen's.
func TestOpenFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	run := &result.Run{Schema: result.Schema, ID: "one"}
	open := func() error {
		folder, err := Open(dir, run)
		if err == nil {
			folder.Close()
		}
		return err
	}
	if err := open(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "output", "old.log"), "old")
	write(t, filepath.Join(dir, "mine.txt"), "mine")
	if err := open(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "output", "old.log")); err == nil {
		t.Error("the output of an earlier run stayed")
	}
	if readText(t, filepath.Join(dir, "mine.txt")) != "mine" {
		t.Error("the user's file is gone")
	}
	write(t, filepath.Join(dir, "run.json"), `{"not": "ours"}`)
	if err := open(); err == nil {
		t.Error("a folder with another run.json was taken for ours")
	}
}

// TestOpenFolderOfSuites keeps several suites of one job beside each other, and apart.
func TestOpenFolderOfSuites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	seen := map[string]string{}
	for _, name := range []string{"a/b: c", "..", "output", "run.json", ""} {
		got, err := Open(dir, &result.Run{Schema: result.Schema, ID: "one", Name: name})
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		got.Close()
		if rel, err := filepath.Rel(dir, got.Path); err != nil || strings.HasPrefix(rel, "..") || strings.Contains(rel, "/") {
			t.Errorf("%q is in %q", name, got.Path)
		}
		if other, taken := seen[got.Path]; taken {
			t.Errorf("%q and %q are both in %s", name, other, got.Path)
		}
		seen[got.Path] = name
	}
	for path, name := range seen {
		if _, err := os.Stat(filepath.Join(path, result.FileName)); err != nil {
			t.Errorf("the report of %q is gone: %v", name, err)
		}
	}
	if _, err := Open(dir, &result.Run{Schema: result.Schema, ID: "one", Name: "a-b- c"}); err == nil {
		t.Error("the report of another suite was overwritten")
	}
}

// TestOpenFolderTwice: two runs at the same time would each remove what the other has written.
func TestOpenFolderTwice(t *testing.T) {
	dir := t.TempDir()
	run := &result.Run{Schema: result.Schema, ID: "one"}
	first, err := Open(dir, run)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, run); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run: %v", err)
	}
	first.Close()
	again, err := Open(dir, run)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}
