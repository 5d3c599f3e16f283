package suite

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// tracked makes a checkout of files that git tracks, beside what it does not.
func tracked(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(root, name), text)
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}} {
		if out, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v: %s", args, err, out)
		}
	}
	write(t, filepath.Join(root, "features/steps/untracked.py"), "mine")
	return root
}

func TestStale(t *testing.T) {
	checkout := map[string]string{
		"features/a.feature": "A", "features/b.feature": "B", "features/steps/a.py": "a1", "features/steps/b.py": "b1", "features/environment.py": "env",
		"lib/shop.py": "shop", "conftest.py": "{}", "README.md": "read", "docs/page.html": "page", ".github/x.py": "x", "Makefile": "all:", "ignored/x.py": "x", ".baleenignore": "ignored",
	}
	same := func(but ...string) imageFiles {
		image := imageFiles{"/app/node_modules/x.py": "large", "/app/features/steps/untracked.py": "theirs", "/app/.git/config": "other"}
		for name, text := range checkout {
			image["/app/"+name] = text
		}
		for i := 0; i < len(but); i += 2 {
			image["/app/"+but[i]] = but[i+1]
			if but[i+1] == "" {
				delete(image, "/app/"+but[i])
			}
		}
		return image
	}
	for name, tc := range map[string]struct {
		image imageFiles
		want  string
	}{
		"the same":                      {same(), ""},
		"other bytes":                   {same("features/steps/a.py", "a2"), "features/steps/a.py"},
		"another length":                {same("lib/shop.py", "shop, older"), "lib/shop.py"},
		"at the top":                    {same("conftest.py", "[]"), "conftest.py"},
		"documents and settings":        {same("README.md", "old!", ".github/x.py", "y", "Makefile", "old!"), ""},
		"several":                       {same("features/environment.py", "old", "lib/shop.py", "old!", "features/steps/b.py", "b2"), "features/environment.py features/steps/b.py lib/shop.py"},
		"steps are missing":             {same("features/steps/b.py", ""), "features/steps/b.py"},
		"what no test needs":            {same("README.md", "", "docs/page.html", "", "lib/shop.py", "", ".github/x.py", "y", "Makefile", ""), ""},
		"a feature that does not run":   {same("features/b.feature", "B2"), ""},
		"what the ignore file names":    {same("ignored/x.py", "y"), ""},
		"what is mounted":               {same("lib/shop.py", "old!"), ""},
		"a link in the image's place":   {same("lib/shop.py", "-> /elsewhere"), ""},
		"an image of something else":    {imageFiles{"/app/x": "y"}, ""},
		"a compiled suite and features": {imageFiles{"/app/suite": "binary", "/app/features/a.feature": "A"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var spec execute.Spec
			if name == "what is mounted" {
				spec.Volumes = []string{"/host/lib:/app/lib"}
			}
			s := inputs.Settings{Suite: inputs.Suite{Root: tracked(t, checkout), Patterns: []string{"features"}}}
			found, err := lookup{settings: s, files: tc.image, workDir: "/app"}.stale(spec)
			if err != nil || found.Compared != found.Tracked || found.Tracked == 0 {
				t.Errorf("%+v, %v", found, err)
			}
			if diff := cmp.Diff(tc.want, strings.Join(found.Files, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// endless is an image with a folder that never ends.
type endless struct{ imageFiles }

func (e endless) Tar(name string) (io.ReadCloser, error) {
	if !strings.HasSuffix(name, "/large") {
		return e.imageFiles.Tar(name)
	}
	return imageFiles{"/large/huge": strings.Repeat("x", staleBytes), "/large/more": strings.Repeat("y", staleBytes)}.Tar("/large")
}

// TestStaleIsBounded: a folder that takes too long to read leaves its files uncompared and is no error.
func TestStaleIsBounded(t *testing.T) {
	s := inputs.Settings{Suite: inputs.Suite{Root: tracked(t, map[string]string{"features/s.py": "s", "large/a.py": "a"}), Patterns: []string{"features"}}}
	found, err := lookup{settings: s, files: endless{imageFiles{"/app/features/s.py": "t"}}, workDir: "/app"}.stale(execute.Spec{})
	if want := (Staleness{Files: []string{"features/s.py"}, Compared: 1, Tracked: 2}); err != nil || !cmp.Equal(found, want) {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestStaleFails: as a wrong input, which names three; no repository is no reason to fail.
func TestStaleFails(t *testing.T) {
	files := map[string]string{"f/1.py": "1", "f/2.py": "2", "f/3.py": "3", "f/4.py": "4", "f/5.py": "5"}
	image := imageFiles{}
	for name := range files {
		image["/app/"+name] = "old"
	}
	for name, tc := range map[string]struct {
		suite inputs.Suite
		want  string
	}{
		"warn": {inputs.Suite{Stale: inputs.StaleWarn, FilesFrom: inputs.FromAuto}, ""},
		"fail": {inputs.Suite{Stale: inputs.StaleFail, FilesFrom: inputs.FromAuto}, "f/1.py, f/2.py, f/3.py and 2 more"},
		"copy": {inputs.Suite{Stale: inputs.StaleFail, FilesFrom: inputs.FromAuto, Workspace: inputs.WorkspaceCopy}, ""},
		"bind": {inputs.Suite{Stale: inputs.StaleFail, FilesFrom: inputs.FromAuto, Workspace: inputs.WorkspaceBind}, ""},
	} {
		tc.suite.Root = tracked(t, files)
		_, err := lookup{settings: inputs.Settings{Suite: tc.suite}, files: image, workDir: "/app"}.compareAll(execute.Spec{})()
		var wrong inputs.Wrong
		if tc.want == "" && err != nil || tc.want != "" && (!errors.As(err, &wrong) || wrong.Input != "stale" || !strings.Contains(wrong.Problem, tc.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	root := t.TempDir()
	write(t, filepath.Join(root, "f/1.py"), "1")
	if err := os.Mkdir(filepath.Join(root, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	s := inputs.Settings{Suite: inputs.Suite{Root: root, Stale: inputs.StaleFail, FilesFrom: inputs.FromAuto}}
	if found, err := (lookup{settings: s, files: image, workDir: "/app"}).compareAll(execute.Spec{})(); err != nil || found.Tracked != 0 {
		t.Errorf("no repository: %+v, %v", found, err)
	}
}
