package checkout

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCarries: a file behind a link is there only if what the link leads to is brought along.
func TestCarries(t *testing.T) {
	root := t.TempDir()
	git(t, root, "init", "-q")
	put(t, root, map[string]string{"shared/a.feature": "A", "ignored/b.feature": "B", "c.feature": "C", ".gitignore": "ignored\nlink-ignored\n"})
	for name, to := range map[string]string{"linked": "shared", "gone": "ignored", "link-ignored": "shared", "one.feature": "ignored/b.feature", "nowhere": "x"} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := Read(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"c.feature": true, "shared/a.feature": true, "linked/a.feature": true,
		"ignored/b.feature": false, "gone/b.feature": false, "one.feature": false, "link-ignored/a.feature": false,
		"none.feature": false,
	} {
		if got := tree.Carries(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
