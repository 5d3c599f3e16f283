package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
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
		"other bytes":       {"features", "auto", imageFiles{"/app/features/a.feature": "old", "/app/features/admin/b.feature": "B"}, "", "features/a.feature has other bytes in the image"},
		"missing":           {"features", "auto", imageFiles{"/app/features/a.feature": "A"}, "", "features/admin/b.feature is not in the image"},
		"all missing":       {"features", "auto", imageFiles{}, "", "(and 1 more)"},
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
			s := settings{inputs: inputs{Root: root, FilesFrom: tc.from, ReportDir: "report"}, patterns: strings.Fields(tc.patterns)}
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
			for _, f := range found.found.Files {
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

// TestOpenFolder never removes what is not Baleen's.
func TestOpenFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "report")
	run := &result.Run{Schema: result.Schema, ID: "one"}
	open := func() error {
		folder, err := openFolder(dir, run)
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
		t.Error("somebody's file is gone")
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
		got, err := openFolder(dir, &result.Run{Schema: result.Schema, ID: "one", Name: name})
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		got.Close()
		if rel, err := filepath.Rel(dir, got.path); err != nil || strings.HasPrefix(rel, "..") || strings.Contains(rel, "/") {
			t.Errorf("%q is in %q", name, got.path)
		}
		if other, taken := seen[got.path]; taken {
			t.Errorf("%q and %q are both in %s", name, other, got.path)
		}
		seen[got.path] = name
	}
	for path, name := range seen {
		if _, err := os.Stat(filepath.Join(path, result.FileName)); err != nil {
			t.Errorf("the report of %q is gone: %v", name, err)
		}
	}
	if _, err := openFolder(dir, &result.Run{Schema: result.Schema, ID: "one", Name: "a-b- c"}); err == nil {
		t.Error("the report of another suite was overwritten")
	}
}

// TestOpenFolderTwice: two runs at the same time would each remove what the other has written.
func TestOpenFolderTwice(t *testing.T) {
	dir := t.TempDir()
	run := &result.Run{Schema: result.Schema, ID: "one"}
	first, err := openFolder(dir, run)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openFolder(dir, run); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("a second run: %v", err)
	}
	first.Close()
	again, err := openFolder(dir, run)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}
