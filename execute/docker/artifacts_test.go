package docker

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/tartest"
)

// artifacts asks for everything in /work/out.
func (f fixture) artifacts(name string, wanted func(execute.Outcome) bool) *execute.Artifacts {
	return &execute.Artifacts{Dir: "/work", Bases: []string{"out"}, Match: func(string) bool { return true }, Into: filepath.Join(f.dir, name+".artifacts"), Wanted: wanted}
}

func TestEngineArtifacts(t *testing.T) {
	f := newFixture(t)
	make := "mkdir -p out/deep; echo a >out/deep/a; ln -s /etc/passwd out/link; mkfifo out/pipe; "
	for _, test := range []struct {
		name, script string
		wanted       func(execute.Outcome) bool
		want         []string
	}{
		{"always", make, nil, []string{"out/deep/a"}},
		{"unwanted", make, func(o execute.Outcome) bool { return o.Class != execute.Passed }, nil},
		{"failed", make + "exit 1", func(o execute.Outcome) bool { return o.Class == execute.Failed && o.Fetched }, []string{"out/deep/a"}},
		{"killed", make + "kill -9 -1; kill -9 $$; sleep 9", func(o execute.Outcome) bool { return o.Class != execute.Passed }, []string{"out/deep/a"}},
		{"nothing", "exit 1", nil, nil},
	} {
		job := f.shell(test.name, test.script)
		job.Scratch, job.Into = "/r", filepath.Join(f.dir, test.name+".r")
		job.Artifacts = f.artifacts(test.name, test.wanted)
		o := f.one(job)
		if diff := cmp.Diff(test.want, o.Artifacts); diff != "" || o.ArtifactsMissing != "" {
			t.Errorf("%s: %s %q%s", test.name, o.Class, o.ArtifactsMissing, diff)
		}
		found := map[string]string{}
		if _, err := os.Stat(job.Artifacts.Into); err == nil {
			found = tartest.Tree(t, job.Artifacts.Into)
		}
		if len(found) != len(test.want) || len(found) == 1 && found["out/deep/a"] != "a\n" {
			t.Errorf("%s: %q", test.name, found)
		}
	}
	job := f.shell("late", make+"sleep 60")
	job.Timeout, job.Artifacts = 1, f.artifacts("late", nil)
	if o := f.one(job); o.Class != execute.Timeout || len(o.Artifacts) > 1 {
		t.Errorf("%+v", o)
	}
}

// TestArtifactsThatCannotBeHad: if the copy fails, the outcome says so and keeps its class.
func TestArtifactsThatCannotBeHad(t *testing.T) {
	want := &execute.Artifacts{Dir: "/work", Bases: []string{"a", "b"}, Match: func(string) bool { return true }, Into: t.TempDir()}
	s := newScript(t)
	s.job.Scratch, s.job.Artifacts, s.before["copy-from"] = "", want, always(errDenied)
	s.run(t.Context())
	if o := s.outcome; o.Class != execute.Passed || !strings.Contains(o.ArtifactsMissing, `copy "/work/a": `) || !strings.Contains(o.ArtifactsMissing, `"/work/b"`) {
		t.Errorf("%+v", o)
	}
}

// TestArtifactsOfAllBasesShareOneLimit: files above the limit are not copied, and the outcome says so.
func TestArtifactsOfAllBasesShareOneLimit(t *testing.T) {
	const each = 6000
	many := map[string]string{}
	for i := range each {
		many[fmt.Sprintf("a/%d", i)] = ""
	}
	want := &execute.Artifacts{Dir: "/work", Bases: []string{"a", "b"}, Match: func(string) bool { return true }, Into: t.TempDir()}
	s := newScript(t)
	s.job.Scratch, s.job.Artifacts, s.scratch = "", want, tartest.Files(t, many)
	s.run(t.Context())
	entries, _ := tartest.OnDisk(t, want.Into)
	if o := s.outcome; o.Class != execute.Passed || entries != execute.MaxEntries || len(o.Artifacts) != execute.MaxEntries-len(want.Bases) {
		t.Errorf("%s, %d artifacts, %d entries on disk", o.Class, len(o.Artifacts), entries)
	}
	if o := s.outcome; o.ArtifactsMissing != `copy "/work/b": more than 10000 files and folders: the rest was not copied` {
		t.Errorf("%q", o.ArtifactsMissing)
	}
}
