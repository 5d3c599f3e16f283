package suite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
)

// TestLookup compares a checkout with an image, and looks for files in the image alone.
func TestLookup(t *testing.T) {
	checkout := map[string]string{"features/a.feature": "A", "features/admin/b.feature": "B", "top.feature": "T", "features/steps.py": "mine"}
	same := imageFiles{"/app/features/a.feature": "A", "/app/features/admin/b.feature": "B", "/app/top.feature": "T", "/app/features/steps.py": "theirs"}
	for name, tc := range map[string]struct {
		patterns, from string
		image          imageFiles
		want, wrong    string
	}{
		"same":              {"features top.feature", "auto", same, "features/a.feature features/admin/b.feature top.feature", ""},
		"other bytes":       {"features", "auto", imageFiles{"/app/features/a.feature": "old", "/app/features/admin/b.feature": "B"}, "", "features/a.feature has other content in the image"},
		"missing":           {"features", "auto", imageFiles{"/app/features/a.feature": "A"}, "", "features/admin/b.feature is not in the image"},
		"all missing":       {"features", "auto", imageFiles{"/app/lib/x.py": "x"}, "", "features/a.feature is not in /app, which holds lib"},
		"old":               {"features/admin", "auto", imageFiles{"/app/features/x.feature": "x"}, "", "features/admin/b.feature is not in the image"},
		"elsewhere":         {"features", "auto", imageFiles{"/suite/features/a.feature": "A"}, "", "holds features/a.feature in /suite, not in /app"},
		"no such work-dir":  {"features", "auto", imageFiles{"/other": "x"}, "", "/app does not exist in the image"},
		"missing at top":    {"top.feature", "auto", imageFiles{"/app/features/a.feature": "A"}, "", "top.feature is not in the image"},
		"no question":       {"features", "workspace", imageFiles{}, "features/a.feature features/admin/b.feature", ""},
		"image":             {"features", "image", imageFiles{"/app/features/c.feature": "C"}, "features/c.feature", ""},
		"image, glob":       {"feat*/**/*.feature", "image", same, "features/a.feature features/admin/b.feature", ""},
		"image, file":       {"features/a.feature:3", "image", same, "features/a.feature", ""},
		"only in image":     {"specs", "auto", imageFiles{"/app/specs/x.feature": "X"}, "specs/x.feature", ""},
		"nowhere":           {"specs", "auto", same, "", ""},
		"image, escaping":   {"../etc", "image", imageFiles{"/etc/x.feature": "X"}, "", "leads out of"},
		"absolute":          {"/etc", "auto", same, "", "is absolute"},
		"image, work-dir /": {".", "image", imageFiles{"/app/x.feature": "X"}, "x.feature", ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			for path, text := range checkout {
				write(t, filepath.Join(root, path), text)
			}
			s := inputs.Settings{Suite: inputs.Suite{Root: root, FilesFrom: tc.from, Patterns: strings.Fields(tc.patterns)}, Report: inputs.Reporting{Dir: "report"}}
			found, err := lookup{settings: s, files: tc.image, workDir: "/app", temp: t.TempDir()}.find()
			if tc.wrong != "" {
				if err == nil || !strings.Contains(err.Error(), tc.wrong) {
					t.Fatalf("got %v, want a wrong input with %q", err, tc.wrong)
				}
				return
			}
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
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestLookupLinks: links to folders are followed as far as the runner follows them, in the checkout, in the image and where
// both are compared.
func TestLookupLinks(t *testing.T) {
	root := t.TempDir()
	image := imageFiles{"/app/shared/l.feature": "L", "/app/features/linked": "-> ../shared", "/app/features/one.feature": "-> ../shared/l.feature",
		"/app/features/loop": "-> .", "/app/other/o.feature": "O", "/app/shared/nested": "-> ../other"}
	for name, text := range image {
		name = filepath.Join(root, strings.TrimPrefix(name, "/app/"))
		if to, link := strings.CutPrefix(text, "-> "); link {
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, name); err != nil {
				t.Fatal(err)
			}
			continue
		}
		write(t, name, text)
	}
	for follow, want := range map[int]string{
		0:  "features/one.feature",
		1:  "features/linked/l.feature features/loop/one.feature features/one.feature",
		40: "features/linked/l.feature features/linked/nested/o.feature features/one.feature",
	} {
		for _, from := range []string{"auto", "image", "workspace"} {
			s := inputs.Settings{Suite: inputs.Suite{Root: root, FilesFrom: from, Patterns: []string{"features"}}, Report: inputs.Reporting{Dir: "report"}}
			found, err := lookup{settings: s, files: image, workDir: "/app", temp: t.TempDir(), follow: follow}.find()
			if err != nil {
				t.Errorf("%s, %d links: %v", from, follow, err)
				continue
			}
			var got []string
			for _, f := range found.Files {
				got = append(got, f.Path)
			}
			if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s, %d links: %s", from, follow, diff)
			}
			if follow == 0 && !slices.Equal(found.Links, []string{"features/linked", "features/loop"}) {
				t.Errorf("%s: links %q", from, found.Links)
			}
		}
	}
}
