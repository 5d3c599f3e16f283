package platform

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/platform/platformtest"
	"github.com/org/baleen-action/result"
)

func lookIn(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

func TestPlatformName(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"GITHUB_ACTIONS": "true"}, github},
		{map[string]string{"GITHUB_ACTIONS": "false"}, ""},
		{map[string]string{"GITLAB_CI": "true"}, gitlab},
		{map[string]string{"JENKINS_URL": "https://ci.example.org/"}, jenkins},
		{map[string]string{"CI": "true"}, ""},
	} {
		if got := nameOf(lookIn(tt.env)); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.env, got, tt.want)
		}
	}
}

func TestSummaryAndAnnotationsCanBeTurnedOff(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	dir := t.TempDir()
	c := at(s).With(Options{})
	if err := c.Ended(hostileRun(t, "x", dir), dir, func(string, int) string { return "x" }); err != nil {
		t.Fatal(err)
	}
	if all := s.Obeyed(); len(all) != 0 {
		t.Errorf("commands %q, want none", all)
	}
	if summary := s.Read(t, summaryVariable); summary != "" {
		t.Errorf("there is a summary: %s", summary)
	}
	if len(s.Outputs(t)) != 13 {
		t.Errorf("%d outputs, want all", len(s.Outputs(t)))
	}
}

func TestJenkinsIsToldWhereItsReportIs(t *testing.T) {
	for _, tt := range []struct {
		exit     int
		exitZero bool
		want     string
	}{
		{result.ExitFailed, false, "Jenkins: a step that fails ends its stage, so publish reports/TEST-baleen.xml in post { always { junit … } }, or give --exit-zero\n"},
		{result.ExitFailed, true, ""},
		{result.ExitPassed, false, ""},
	} {
		var out bytes.Buffer
		c := Platform{name: jenkins, stdout: &out, options: Options{ExitZero: tt.exitZero}}
		if err := c.Ended(&result.Run{Verdict: result.Verdict{Exit: tt.exit}}, "reports", nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, out.String()); diff != "" {
			t.Errorf("exit %d (-want +got):\n%s", tt.exit, diff)
		}
	}
}

func TestInWorkspace(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	above := filepath.Dir(here)
	for _, tt := range []struct{ workspace, path, want string }{
		{here, "features/a.feature", "features/a.feature"},
		{here, "./a/../b.feature", "b.feature"},
		{here, filepath.Join(here, "reports"), "reports"},
		{above, "a.feature", filepath.Base(here) + "/a.feature"},
		{here, "../a.feature", "../a.feature"},
		{filepath.Join(here, "sub"), "a.feature", "a.feature"},
		{"", "a.feature", "a.feature"},
	} {
		c := Platform{getenv: lookIn(map[string]string{"GITHUB_WORKSPACE": tt.workspace})}
		if got := c.inWorkspace(tt.path); got != filepath.ToSlash(tt.want) {
			t.Errorf("%q in %q: %q, want %q", tt.path, tt.workspace, got, tt.want)
		}
	}
}

// TestGiveBack checks that everything belongs to the owner of the workspace, who is another user if the test runs as root, as
// an action's container does.
func TestGiveBack(t *testing.T) {
	s := platformtest.NewStep(t, nil)
	workspace := s.Env["GITHUB_WORKSPACE"]
	dir := filepath.Join(workspace, "build", "reports")
	if err := os.MkdirAll(filepath.Join(dir, "output"), 0o755); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(t.TempDir(), "mine")
	for _, name := range []string{filepath.Join(dir, "run.json"), filepath.Join(dir, "output", "a.log"), s.Env[outputVariable], mine} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(mine, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(workspace, 1001, 1002); err != nil {
			t.Fatal(err)
		}
	}
	if err := (Platform{getenv: s.Getenv}).giveBack(dir); err != nil {
		t.Fatal(err)
	}
	want, err := ownerOf(workspace)
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(workspace, func(name string, _ fs.DirEntry, err error) error {
		if got, err := ownerOf(name); err != nil || got != want {
			t.Errorf("%s belongs to %v, want %v (%v)", name, got, want, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ownerOf(mine); err != nil || got.user != os.Geteuid() {
		t.Errorf("a link was followed to %v (%v)", got, err)
	}
}
