package suite

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
)

// inImage looks patterns up in an image alone.
func inImage(t *testing.T, image imageFiles, patterns ...string) found {
	t.Helper()
	s := inputs.Settings{Suite: inputs.Suite{Root: t.TempDir(), FilesFrom: inputs.FromImage, Patterns: patterns}}
	files, err := lookup{settings: s, files: image, workDir: "/app", temp: t.TempDir()}.find()
	if err != nil {
		t.Fatalf("%q: %v", patterns, err)
	}
	return files
}

// TestPatternsInImage: patterns choose in an image what they would choose in a checkout.
func TestPatternsInImage(t *testing.T) {
	image := imageFiles{
		"/app/features/a.feature": "A", "/app/features/b.feature": "B", "/app/features/admin/c.feature": "C", "/app/features/admin/slow/d.feature": "D",
		"/app/features/x.txt": "X", "/app/features/[odd].feature": "O", "/app/node_modules/p/e.feature": "E", "/app/featuresque/f.feature": "F",
		"/app/one.feature": "-> features/a.feature", "/etc/g.feature": "G",
	}
	for patterns, want := range map[string]string{
		"features/*.feature !features/[[]odd].feature": "features/a.feature features/b.feature",
		"features !features/admin":                     "features/[odd].feature features/a.feature features/b.feature",
		"features !features/admin/slow/**":             "features/[odd].feature features/a.feature features/admin/c.feature features/b.feature",
		"features !**/*.feature":                       "",
		"features/**/{c,d}.feature":                    "features/admin/c.feature features/admin/slow/d.feature",
		"features/*/?.feature":                         "features/admin/c.feature",
		"features/a.feature:3:9":                       "features/a.feature:3:9",
		"features/a.feature:9 features/a.feature:3":    "features/a.feature:3:9",
		"features/a.feature:3 features/a.feature":      "features/a.feature",
		"./features/admin/ features/admin/c.feature":   "features/admin/c.feature features/admin/slow/d.feature",
		"one.feature":                                  "one.feature",
		"features/admin/../b.feature":                  "features/b.feature",
		"features/[odd].feature":                       "features/[odd].feature",
	} {
		var got []string
		for _, file := range inImage(t, image, strings.Fields(patterns)...).Files {
			name := file.Path
			for _, line := range file.Lines {
				name += fmt.Sprintf(":%d", line)
			}
			got = append(got, name)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", patterns, diff)
		}
	}
}

// TestCopyOfTheImage: the bytes that are read are the image's, through a link too, and nothing lies in the checkout.
func TestCopyOfTheImage(t *testing.T) {
	files := inImage(t, imageFiles{"/app/f/a.feature": "Feature: ä\r\n", "/app/f/l.feature": "-> ../../else/b.feature", "/else/b.feature": "Feature: b"}, "f")
	for name, want := range map[string]string{"f/a.feature": "Feature: ä\r\n", "f/l.feature": "Feature: b"} {
		if text, err := fs.ReadFile(files.fsys, name); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	if files.here || files.where != "below /app in the image" {
		t.Errorf("here %v, %s", files.here, files.where)
	}
}

// TestNothingInImage: a pattern without a file is named; the others are not.
func TestNothingInImage(t *testing.T) {
	files := inImage(t, imageFiles{"/app/f/a.feature": "A"}, "f", "g", "f/*.txt")
	if diff := cmp.Diff([]string{"g", "f/*.txt"}, files.Nothing); diff != "" {
		t.Error(diff)
	}
}

// TestLookupInABrokenImage: what cannot be read is an error, and never an empty suite.
func TestLookupInABrokenImage(t *testing.T) {
	broken := errors.New("the connection is lost")
	s := inputs.Settings{Suite: inputs.Suite{Root: t.TempDir(), FilesFrom: inputs.FromImage, Patterns: []string{"features"}}}
	_, err := lookup{settings: s, files: unreadable{nil, broken}, workDir: "/app", temp: t.TempDir()}.find()
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), `"features"`) {
		t.Errorf("%v", err)
	}
}

// TestBases: reading less of an image is quicker, but every match must lie below a base.
func TestBases(t *testing.T) {
	for patterns, want := range map[string]string{
		"features":                             "features",
		"features/ features/admin":             "features",
		"features/a.feature:3:9":               "features/a.feature",
		"features/*.feature specs/**":          "features specs",
		"**/*.feature features":                ".",
		"!features/x":                          "",
		"features features-old":                "features features-old",
		"a/{b,c}/d.feature a/b/../e.feature":   "a",
		"z b/c/d.feature b/c/d.feature:3 !z/y": "b/c/d.feature z",
	} {
		s := inputs.Settings{Suite: inputs.Suite{Patterns: strings.Fields(patterns)}}
		if got := strings.Join(lookup{settings: s}.bases(), " "); got != want {
			t.Errorf("%s: %q, want %q", patterns, got, want)
		}
	}
}
