package suite

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// copying are the settings of a run that copies a checkout with these files.
func copying(t *testing.T, files map[string]string) inputs.Settings {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(root, name), text)
	}
	return inputs.Settings{
		Suite:  inputs.Suite{Root: root, Workspace: inputs.WorkspaceCopy, Patterns: []string{"features"}},
		Report: inputs.Reporting{Dir: filepath.Join(root, "baleen-report")},
	}
}

// placed is where the suite's files are. It needs no daemon.
func placed(t *testing.T, s inputs.Settings, spec execute.Spec) workspace {
	t.Helper()
	w, err := Engine{Spec: spec}.place(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestPlaceOfTheImage(t *testing.T) {
	for _, tt := range []struct{ workDir, image, want string }{
		{"", "", "/"},
		{"", "/app", "/app"},
		{"", "app", "/app"},
		{"/suite", "/app", "/suite"},
	} {
		s := inputs.Settings{Suite: inputs.Suite{WorkDir: tt.workDir, Workspace: inputs.WorkspaceImage}}
		w := placed(t, s, execute.Spec{Image: execute.Image{WorkDir: tt.image}})
		if w.dir != tt.want || w.tree != nil || w.mounts != nil {
			t.Errorf("%+v: %+v", tt, w)
		}
	}
}

// TestPlaceOfACopy: what git would carry is copied, and neither reports nor what Baleen remembers.
func TestPlaceOfACopy(t *testing.T) {
	s := copying(t, map[string]string{
		"features/a.feature": "A", "steps/a.py": "x", ".baleen/timings.json": "{}", "baleen-report/run.json": "{}",
		"baleen-report-smoke/run.json": "{}", "node_modules/x.js": "x", ".baleenignore": "node_modules/\n",
	})
	w := placed(t, s, execute.Spec{Image: execute.Image{WorkDir: "/app"}})
	if w.dir != "/app" {
		t.Errorf("it lands in %s", w.dir)
	}
	for name, want := range map[string]bool{
		"features/a.feature": true, "steps/a.py": true, ".baleen/timings.json": false, "baleen-report/run.json": false,
		"baleen-report-smoke/run.json": false, "node_modules/x.js": false, "none": false,
	} {
		if got := w.tree.Has(name); got != want {
			t.Errorf("%s is copied: %v", name, got)
		}
	}
}

// TestPlaceRefuses what would hide the checkout, or lead out of it.
func TestPlaceRefuses(t *testing.T) {
	s := copying(t, map[string]string{"features/a.feature": "A"})
	_, err := Engine{Spec: execute.Spec{Image: execute.Image{WorkDir: "/app"}, Tmpfs: []string{"/app"}}}.place(t.Context(), s)
	if wrong := inputs.Find(err); len(wrong) != 1 || !strings.Contains(wrong[0].Problem, "would hide it") {
		t.Errorf("a tmpfs over it: %v", err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(s.Suite.Root, "features", "out")); err != nil {
		t.Fatal(err)
	}
	_, err = Engine{}.place(t.Context(), s)
	if wrong := inputs.Find(err); len(wrong) != 1 || !strings.Contains(wrong[0].Problem, "a link leads out of root") || !strings.Contains(wrong[0].Advice, ".baleenignore") {
		t.Errorf("a link: %v", err)
	}
}

// TestCarried: a feature file that would not be copied is a wrong input that says how to bring it back.
func TestCarried(t *testing.T) {
	s := copying(t, map[string]string{"features/a.feature": "A", "features/b.feature": "B", ".baleenignore": "b.feature\n"})
	w := placed(t, s, execute.Spec{})
	err := w.carried([]cucumber.Target{{Path: "features/a.feature"}, {Path: "features/b.feature"}})
	wrong := inputs.Find(err)
	if len(wrong) != 1 || !strings.Contains(wrong[0].Problem, `"features/b.feature" is ignored`) || wrong[0].Advice != "add the line !features/b.feature to .baleenignore" {
		t.Errorf("%v", err)
	}
	if err := (workspace{}).carried([]cucumber.Target{{Path: "anything"}}); err != nil {
		t.Errorf("the image's own files: %v", err)
	}
}

// TestOverlay: the containers see the checkout over the image.
func TestOverlay(t *testing.T) {
	s := copying(t, map[string]string{"behave.ini": "[behave]\n# checkout\n", "features/a.feature": "A"})
	w := placed(t, s, execute.Spec{Image: execute.Image{WorkDir: "/app"}})
	files := w.over(imageFiles{"/app/behave.ini": "image", "/app/Gemfile": "image", "/etc/hosts": "image"})
	for name, want := range map[string]string{
		"/app/behave.ini": "[behave]\n# checkout\n", "/app/Gemfile": "image", "/etc/hosts": "image", "/app/../app/behave.ini": "[behave]\n# checkout\n",
	} {
		exists, err := files.Exists(name)
		if err != nil || !exists {
			t.Errorf("%s: %v, %v", name, exists, err)
		}
		if got, err := readFile(files, name); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	if exists, err := files.Exists("/app/none"); err != nil || exists {
		t.Errorf("a file that neither has: %v, %v", exists, err)
	}
	if _, is := (workspace{}).over(imageFiles{}).(overlay); is {
		t.Error("without a checkout there is something over the image")
	}
}

// TestBringNothing: without a checkout to copy, containers start from the image that is there.
func TestBringNothing(t *testing.T) {
	want := execute.Spec{RunID: "r", Image: execute.Image{ID: "i"}}
	suite := Suite{Spec: want}
	spec, err := suite.Bring(t.Context(), nil)
	if err != nil || spec.RunID != want.RunID || spec.Image.ID != want.Image.ID || spec.Restore != nil {
		t.Errorf("%+v, %v", spec, err)
	}
	if err := suite.TakeAway(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestWithout(t *testing.T) {
	s := copying(t, map[string]string{"features/a.feature": "Feature: A\n  Scenario: one\n    Given a step\n", "features/b.feature": "nonsense"})
	recipe, _ := cucumber.Find("behave")
	suite, err := Without(s, recipe, "as asked for")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range suite.Files {
		got = append(got, f.Path)
		if len(f.Sum) != 64 {
			t.Errorf("%s has the sum %q", f.Path, f.Sum)
		}
	}
	if diff := cmp.Diff([]string{"features/a.feature", "features/b.feature"}, got); diff != "" {
		t.Error(diff)
	}
	if len(suite.Files[0].Parsed.Pickles) != 1 || suite.Files[1].Parsed.ParseFail == "" || suite.Why != "as asked for" {
		t.Errorf("%+v", suite)
	}
}

// TestNothing: every pattern that selects nothing is named: a typo in one of several would go unnoticed.
func TestNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		patterns []string
		allow    bool
		want     []string
	}{
		"found":        {[]string{"features"}, false, nil},
		"two typos":    {[]string{"features", "featurs", "specs"}, false, []string{`"featurs" matches nothing`, `"specs" matches nothing`}},
		"all excluded": {[]string{"features", "!features"}, false, []string{"every file that was found is excluded"}},
		"allowed":      {[]string{"specs"}, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := copying(t, map[string]string{"features/a.feature": "Feature: A\n"})
			s.Suite.Patterns, s.Judging.AllowEmpty = tt.patterns, tt.allow
			recipe, _ := cucumber.Find("behave")
			_, err := Without(s, recipe, "")
			wrong := inputs.Find(err)
			if len(wrong) != len(tt.want) || err != nil && wrong == nil {
				t.Fatalf("%v", err)
			}
			for i, w := range wrong {
				if !strings.Contains(w.Problem, tt.want[i]) || w.Input != "files" || w.Advice == "" {
					t.Errorf("%+v, want %q", w, tt.want[i])
				}
			}
		})
	}
}

// TestUnreadable: a file that cannot be read is a wrong input and keeps no other from being named.
func TestUnreadable(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "b.feature"), "Feature: B\n")
	recipe, _ := cucumber.Find("behave")
	f := found{fsys: os.DirFS(root), Found: shard.Found{Files: []cucumber.Target{{Path: "a.feature"}, {Path: "b.feature"}, {Path: "c.feature"}}}}
	files, err := f.read(recipe, "")
	if wrong := inputs.Find(err); len(wrong) != 2 || len(files) != 1 {
		t.Errorf("%v, %d files", err, len(files))
	}
}

// TestCleanImage: an image with a report in it would pass for this run's.
func TestCleanImage(t *testing.T) {
	if err := clean(imageFiles{"/app/a": ""}); err != nil {
		t.Error(err)
	}
	if wrong := inputs.Find(clean(imageFiles{"/baleen-report/report.json": "{}"})); len(wrong) != 1 || wrong[0].Input != "image" {
		t.Errorf("%v", wrong)
	}
}

// TestUntouched: nothing may be mounted where reports are written, or above, or stand for it by another spelling.
func TestUntouched(t *testing.T) {
	for name, tt := range map[string]struct {
		spec execute.Spec
		want string // input; empty: fine
	}{
		"nothing":         {execute.Spec{WorkDir: "/app"}, ""},
		"a neighbour":     {execute.Spec{Volumes: []string{"/tmp/x:/baleen-reports", "v:/data"}}, ""},
		"a volume":        {execute.Spec{Volumes: []string{"/tmp/old:/baleen-report"}}, "volume"},
		"with a slash":    {execute.Spec{Volumes: []string{"/tmp/old:/baleen-report/:ro"}}, "volume"},
		"below it":        {execute.Spec{Volumes: []string{"/tmp/old:/baleen-report/x"}}, "volume"},
		"by detours":      {execute.Spec{Volumes: []string{"old:/app/../baleen-report"}}, "volume"},
		"the root":        {execute.Spec{Tmpfs: []string{"/"}}, "tmpfs"},
		"a tmpfs":         {execute.Spec{Tmpfs: []string{"/baleen-report:size=1m"}}, "tmpfs"},
		"an image's":      {execute.Spec{Image: execute.Image{Volumes: []string{"/baleen-report"}}}, "image"},
		"the work-dir":    {execute.Spec{WorkDir: "/baleen-report"}, "work-dir"},
		"a work-dir deep": {execute.Spec{WorkDir: "/baleen-report/suite"}, "work-dir"},
	} {
		t.Run(name, func(t *testing.T) {
			wrong := inputs.Find(untouched(tt.spec, asWritten))
			if tt.want == "" && wrong != nil || tt.want != "" && (len(wrong) != 1 || wrong[0].Input != tt.want) {
				t.Errorf("%+v, want a wrong input %q", wrong, tt.want)
			}
		})
	}
}

// TestReached reads the proof once: it is not part of the report.
func TestReached(t *testing.T) {
	dir := t.TempDir()
	c := Command{}
	if got := c.Reached(dir); got != "" {
		t.Errorf("nothing was left, and it says %q", got)
	}
	for text, want := range map[string]Place{"before\n": AtBefore, "command\n": AtCommand} {
		write(t, filepath.Join(dir, reached), text)
		if got := c.Reached(dir); got != want {
			t.Errorf("%q gives %q", text, got)
		}
		if _, err := os.Stat(filepath.Join(dir, reached)); err == nil {
			t.Error("the proof stays in the report")
		}
	}
}

// TestFollowsTheLinkedFile: a link in the image is read as a runner reads it.
func TestFollowsTheLinkedFile(t *testing.T) {
	files := imageFiles{"/app/behave.ini": "-> conf/b.ini", "/app/conf/b.ini": "[behave]\n"}
	stream, err := files.Tar("/app/conf")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	var names []string
	if _, err := eachFile(stream, func(name string, _ io.Reader) error { names = append(names, name); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(names, "conf/b.ini") {
		t.Errorf("%q", names)
	}
}

// TestVariables: a runner that selects by variables gets its files in them.
func TestVariables(t *testing.T) {
	recipe, _ := cucumber.Find("cucumber-jvm")
	c := newCommand(inputs.Suite{Command: "mvn test", Shell: []string{"sh", "-c"}}, recipe, nil)
	if got := strings.Join(c.Variables(targetOf("a.feature")), "\n"); !strings.Contains(got, "CUCUMBER_FEATURES=a.feature") {
		t.Errorf("%q", got)
	}
}
