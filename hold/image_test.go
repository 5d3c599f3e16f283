package hold

import (
	"os"
	"path/filepath"
	"testing"
)

func TestLookAt(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"relative": "a/b", "up": "a/../a/b", "chain": "relative", "loop": "loop", "absolute": filepath.Join(dir, "a")} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "a/b"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Look{
		"a/b": {true, "a/b"}, "relative": {true, "a/b"}, "up/x": {false, "a/b/x"}, "chain": {true, "a/b"}, "absolute/b": {true, "a/b"},
		"gone/x": {false, "gone/x"}, "file/x": {false, "file/x"}, "loop": {true, "loop"},
	} {
		want.Real = filepath.Join(dir, want.Real)
		got, err := LookAt(filepath.Join(dir, name))
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
}
