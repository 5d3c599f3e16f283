package shard

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// linked makes a folder with links: "name -> target" is a link, anything else a file.
func linked(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range names {
		file, target, link := strings.Cut(name, " -> ")
		file = filepath.Join(root, file)
		err := os.MkdirAll(filepath.Dir(file), 0o755)
		if err == nil && link {
			err = os.Symlink(target, file)
		} else if err == nil {
			err = os.WriteFile(file, []byte("Feature: x\n"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestDiscoverLinks: following one link finds the files that cucumber-js 12 ran in the same folder.
func TestDiscoverLinks(t *testing.T) {
	root := linked(t, "shared/real/a.feature", "shared/real/l.feature", "shared/real/sub/nested -> ../../other",
		"shared/real/direct -> ../other", "shared/other/o.feature", "shared/steps/s.js", "features/one.feature -> ../shared/real/a.feature",
		"features/linked -> ../shared/real", "features/deep/er/link -> ../../../shared/other", "features/loop -> .",
		"features/dangling -> /nowhere", "features/self -> self", "features/support -> ../shared/steps", "features/node_modules -> ../shared/other")
	for name, tc := range map[string]struct {
		patterns string
		follow   int
		want     string
		links    string
	}{
		"none": {"features", 0, "features/one.feature", "features/deep/er/link features/linked features/loop"},
		"one": {"features", 1, "features/deep/er/link/o.feature features/linked/a.feature features/linked/l.feature features/loop/one.feature features/one.feature",
			"features/linked/direct features/linked/sub/nested features/loop/deep/er/link features/loop/linked features/loop/loop"},
		"one, glob": {"features/**/*.feature", 1, "features/deep/er/link/o.feature features/linked/a.feature features/linked/l.feature features/loop/one.feature features/one.feature",
			"features/linked/direct features/linked/sub/nested features/loop/deep/er/link features/loop/linked features/loop/loop"},
		"the base is a link": {"features/linked", 0, "features/linked/a.feature features/linked/l.feature", "features/linked/direct features/linked/sub/nested"},
		"and one more":       {"features/linked", 1, "features/linked/a.feature features/linked/direct/o.feature features/linked/l.feature features/linked/sub/nested/o.feature", ""},
		"all":                {"features", 40, "features/deep/er/link/o.feature features/linked/a.feature features/linked/direct/o.feature features/linked/l.feature features/linked/sub/nested/o.feature features/one.feature", ""},
		"excluded":           {"features\n!features/linked\n!features/loop/**", 0, "features/one.feature", "features/deep/er/link"},
		"excluded files":     {"features\n!features/l*/**", 1, "features/deep/er/link/o.feature features/one.feature", ""},
		"named":              {"features/linked/l.feature", 0, "features/linked/l.feature", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Discover(os.DirFS(root), Query{Patterns: strings.Split(tc.patterns, "\n"), Links: tc.follow})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range found.Files {
				got = append(got, f.Path)
			}
			if diff := cmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tc.links, strings.Join(found.Links, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}
