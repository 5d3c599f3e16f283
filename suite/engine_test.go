package suite

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// unreadable is an image whose files cannot be read.
type unreadable struct {
	imageFiles
	err error
}

func (u unreadable) Tar(string) (io.ReadCloser, error) { return nil, u.err }
func (u unreadable) Real(string) (string, error)       { return "", u.err }

// TestTranslateNames: volumes of the daemon are not paths, so nobody is asked and nothing changes.
func TestTranslateNames(t *testing.T) {
	volumes := []string{"cache:/cache", "/anonymous", "data:/data:ro"}
	e := Engine{Spec: execute.Spec{Volumes: slices.Clone(volumes)}}
	if err := e.translate(t.Context()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(volumes, e.Spec.Volumes); diff != "" {
		t.Error(diff)
	}
}

// TestUnlinkedInABrokenImage: a link that cannot be followed is no proof that the folder for reports is safe.
func TestUnlinkedInABrokenImage(t *testing.T) {
	broken := errors.New("the connection is lost")
	err := unlinked(execute.Spec{WorkDir: "/app", Volumes: []string{"/tmp/x:/x"}}, unreadable{nil, broken})
	if !errors.Is(err, broken) || inputs.Find(err) != nil {
		t.Errorf("%v", err)
	}
}

// TestUntouchedNames: the message repeats what was written, so that a person finds it.
func TestUntouchedNames(t *testing.T) {
	for want, spec := range map[string]execute.Spec{
		"volume: /tmp/old:/baleen-report:ro reaches into /baleen-report": {Volumes: []string{"v:/x", "/tmp/old:/baleen-report:ro"}},
		"tmpfs: /baleen-report/x reaches into":                           {Tmpfs: []string{"/baleen-report/x:size=1m"}},
		"image: its VOLUME /baleen-report/raw reaches into":              {Image: execute.Image{Volumes: []string{"/data", "/baleen-report/raw"}}},
		"workspace: the checkout at /baleen-report reaches into":         {Mounts: []execute.Mount{{Source: "/src", Target: "/baleen-report"}}},
		"work-dir: /app/../baleen-report reaches into /baleen-report":    {WorkDir: "/app/../baleen-report"},
	} {
		if err := untouched(spec, asWritten); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestStaleOfABrokenImage: a comparison that failed does not pass for one that found nothing.
func TestStaleOfABrokenImage(t *testing.T) {
	broken := errors.New("the connection is lost")
	s := inputs.Settings{Suite: inputs.Suite{Root: tracked(t, map[string]string{"f/1.py": "1", "g/2.py": "2"}), FilesFrom: inputs.FromAuto, Stale: inputs.StaleFail}}
	l := lookup{settings: s, files: unreadable{nil, broken}, workDir: "/app"}
	if found, err := l.compareAll(execute.Spec{})(); !errors.Is(err, broken) || found.Compared != 0 || found.Tracked != 2 {
		t.Errorf("fail: %+v, %v", found, err)
	}
	l.settings.Suite.Stale = inputs.StaleWarn
	if found, err := l.compareAll(execute.Spec{})(); err != nil || found.Compared != 0 || found.Tracked != 2 {
		t.Errorf("warn: %+v, %v", found, err)
	}
}

// TestStaleIsNotAsked: without a choice between image and checkout there is nothing to warn of.
func TestStaleIsNotAsked(t *testing.T) {
	for _, from := range []string{inputs.FromImage, inputs.FromWorkspace} {
		s := inputs.Settings{Suite: inputs.Suite{Root: tracked(t, map[string]string{"f/1.py": "1"}), FilesFrom: from, Stale: inputs.StaleWarn}}
		l := lookup{settings: s, files: imageFiles{"/app/f/1.py": "old"}, workDir: "/app"}
		if found, err := l.compareAll(execute.Spec{})(); err != nil || found.Tracked != 0 {
			t.Errorf("%s, warn: %+v, %v", from, found, err)
		}
		l.settings.Suite.Stale = inputs.StaleFail
		if _, err := l.compareAll(execute.Spec{})(); inputs.Find(err) == nil {
			t.Errorf("%s, fail: %v", from, err)
		}
	}
}

// TestWorthwhile: a file at the top counts only if its kind occurs in a folder.
func TestWorthwhile(t *testing.T) {
	names := []string{"a.py", "b.toml", "f/x.py", "f/x.feature", "f/.hidden.py", ".ci/y.py", "f/README.md", "Rakefile", "bin/run", "g.feature"}
	if diff := cmp.Diff([]string{"f/x.py", "f/.hidden.py", "bin/run", "a.py", "Rakefile"}, worthwhile(names)); diff != "" {
		t.Error(diff)
	}
}
