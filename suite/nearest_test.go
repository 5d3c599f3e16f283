package suite

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/org/baleen-action/inputs"
)

// TestNear: a pattern that matches nothing is explained by the part of its path that exists.
func TestNear(t *testing.T) {
	tree := fstest.MapFS{"features/a.feature": {}, "features/.hidden/x": {}, "many/1": {}, "many/2": {}, "many/3": {}, "many/4": {}, "many/5": {}, "many/6": {}, "many/7": {}, "empty/.keep": {}}
	for pattern, want := range map[string]string{
		"feature":                  "; the path exists up to this folder, which holds empty, features, many",
		"features/admin/**":        "; the path exists up to features, which holds a.feature",
		"features/a/b/c/d.feature": "; the path exists up to features, which holds a.feature",
		"features/b.feature:3":     "; the path exists up to features, which holds a.feature",
		"many/*.feature":           "; the path exists up to many, which holds 1, 2, 3, 4, 5 and 2 more",
		"empty/*":                  "; the path exists up to empty, which holds nothing",
		"./features/../many/x":     "; the path exists up to many, which holds 1, 2, 3, 4, 5 and 2 more",
	} {
		if got := near(tree, pattern); got != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	if got := near(fstest.MapFS{"..": {}}, "/etc/x"); got != "" {
		t.Errorf("an absolute path: %q", got)
	}
}

// TestElsewhere: if the image has none of the files, the first message says where they are, or what is in their place.
func TestElsewhere(t *testing.T) {
	for name, tc := range map[string]struct {
		files      imageFiles
		home, file string
		want, hint string
	}{
		"the image's own folder":  {imageFiles{"/srv/e2e/features/a.feature": "x", "/app/x": "x"}, "/srv/e2e", "features/a.feature", "the image holds features/a.feature in /srv/e2e, not in /app", "--work-dir /srv/e2e"},
		"a usual folder":          {imageFiles{"/usr/src/app/a.feature": "x", "/app/x": "x"}, "", "a.feature", "the image holds a.feature in /usr/src/app, not in /app", "--work-dir /usr/src/app"},
		"the root":                {imageFiles{"/features/a.feature": "x", "/app/x": "x"}, "", "features/a.feature", "the image holds features/a.feature in /, not in /app", "--work-dir /"},
		"old files":               {imageFiles{"/app/features/b.feature": "x", "/code/features/a.feature": "x"}, "", "features/a.feature", "", ""},
		"a file without a folder": {imageFiles{"/app/x": "x"}, "", "a.feature", "", ""},
		"other things":            {imageFiles{"/app/.git/x": "x", "/app/lib/a": "x", "/app/lib/b": "x"}, "", "features/a.feature", "features/a.feature is not in /app, which holds lib", "if the files are new, build the image again"},
		"no folder":               {imageFiles{"/bin/sh": "x"}, "", "features/a.feature", "/app does not exist in the image", "--work-dir the folder"},
	} {
		t.Run(name, func(t *testing.T) {
			err := lookup{files: tc.files, workDir: "/app", home: tc.home}.elsewhere(tc.file)
			if tc.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if wrong := inputs.Find(err); len(wrong) != 1 || !strings.Contains(wrong[0].Problem, tc.want) || !strings.HasPrefix(wrong[0].Advice, tc.hint) {
				t.Errorf("%v (%s)", err, inputs.HintOf(err))
			}
		})
	}
}

// TestElsewhereInABrokenImage: what cannot be read is an error, not another folder.
func TestElsewhereInABrokenImage(t *testing.T) {
	for _, path := range []string{"/app", "/usr/src/app", "/"} {
		err := lookup{files: brokenAt{imageFiles{"/app/x": "x"}, path}, workDir: "/app"}.elsewhere("features/a.feature")
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestProveInABrokenImage: feature files that cannot be compared are an error, not a difference.
func TestProveInABrokenImage(t *testing.T) {
	root := t.TempDir()
	write(t, root+"/features/a.feature", "A")
	for _, from := range []string{inputs.FromAuto, inputs.FromImage} {
		s := inputs.Settings{Suite: inputs.Suite{Root: root, FilesFrom: from, Patterns: []string{"features"}}, Report: inputs.Reporting{Dir: "report"}}
		_, err := lookup{settings: s, files: brokenAt{imageFiles{}, "/app"}, workDir: "/app", temp: t.TempDir()}.find()
		if !errors.Is(err, errBroken) || !strings.Contains(err.Error(), `"features"`) {
			t.Errorf("%s: %v", from, err)
		}
	}
}

func TestSome(t *testing.T) {
	for names, want := range map[string]string{"a": "a", "a b c": "a, b, c", "a b c d": "a, b, c and 1 more"} {
		if got := Some(strings.Fields(names)); got != want {
			t.Errorf("%s: %s", names, got)
		}
	}
}

// TestNearestIsOfTheCheckout: what was copied out of the image is no whole folder, so a message says nothing of it.
func TestNearestIsOfTheCheckout(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "features", "a.feature"), "Feature: A\n")
	for from, want := range map[string]string{
		inputs.FromAuto:      "; the path exists up to this folder, which holds features",
		inputs.FromWorkspace: "; the path exists up to this folder, which holds features",
		inputs.FromImage:     "",
	} {
		s := inputs.Settings{Suite: inputs.Suite{Root: root, FilesFrom: from, Patterns: []string{"featurs/*.feature"}}}
		found, err := lookup{settings: s, files: imageFiles{"/app/b.feature": "B"}, workDir: "/app", temp: t.TempDir()}.find()
		if err != nil {
			t.Fatal(err)
		}
		if got := found.nearest("featurs/*.feature"); got != want {
			t.Errorf("%s: %q, want %q", from, got, want)
		}
	}
}
