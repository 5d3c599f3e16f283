package execute

import (
	"archive/tar"
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestArtifactsAreRegularFilesThatMatch(t *testing.T) {
	content := map[string]string{"BALEEN.content": "x"}
	file := func(name string) tar.Header {
		return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: content}
	}
	all := func(string) bool { return true }
	for name, test := range map[string]struct {
		dir, base string
		match     func(string) bool
		entries   []tar.Header
		want      map[string]string
	}{
		"of a folder": {"/app", "out/shots", func(name string) bool { return path.Ext(name) == ".png" },
			[]tar.Header{file("shots/a.png"), file("shots/b.txt"), file("shots/deep/c.png")}, map[string]string{"out/shots/a.png": "x", "out/shots/deep/c.png": "x"}},
		"a file":             {"/app", "log/test.log", all, []tar.Header{file("test.log")}, map[string]string{"log/test.log": "x"}},
		"of the work-dir":    {"/app", ".", all, []tar.Header{file("app/a"), file("app/b/c")}, map[string]string{"a": "x", "b/c": "x"}},
		"a file as work-dir": {"/app", ".", all, []tar.Header{file("app")}, map[string]string{}},
		"of the root":        {"/", ".", all, []tar.Header{file("/a"), file("/b/c")}, map[string]string{"a": "x", "b/c": "x"}},
		"hostile": {"/app", "out", all, []tar.Header{
			file("out/../../escape"), file("/out/absolute"), file("../out"), file("other"),
			{Typeflag: tar.TypeSymlink, Name: "out/link", Linkname: "/etc"}, file("out/link/x"),
			{Typeflag: tar.TypeLink, Name: "out/hard", Linkname: "/etc/passwd"}, {Typeflag: tar.TypeChar, Name: "out/device"},
			{Typeflag: tar.TypeFifo, Name: "out"}, {Typeflag: tar.TypeDir, Name: "out/empty/"}, file("out/fine"),
		}, map[string]string{"out/link/x": "x", "out/fine": "x", "out/out": "x"}},
	} {
		into := filepath.Join(t.TempDir(), "into")
		c := collection{artifacts: &Artifacts{Dir: test.dir, Match: test.match, Into: into}, names: map[string]bool{}}
		left := newQuota()
		if err := c.from(test.base, &left).run(bytes.NewReader(archive(t, test.entries...))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, tree(t, into)); diff != "" || len(c.names) != len(test.want) {
			t.Errorf("%s: %v %s", name, c.names, diff)
		}
	}
}

// artifacts asks for everything in /work/out.
func (f fixture) artifacts(name string, wanted func(Outcome) bool) *Artifacts {
	return &Artifacts{Dir: "/work", Bases: []string{"out"}, Match: func(string) bool { return true }, Into: filepath.Join(f.dir, name+".artifacts"), Wanted: wanted}
}

func TestEngineArtifacts(t *testing.T) {
	f := newFixture(t)
	make := "mkdir -p out/deep; echo a >out/deep/a; ln -s /etc/passwd out/link; mkfifo out/pipe; "
	for _, test := range []struct {
		name, script string
		wanted       func(Outcome) bool
		want         []string
	}{
		{"always", make, nil, []string{"out/deep/a"}},
		{"unwanted", make, func(o Outcome) bool { return o.Class != Passed }, nil},
		{"failed", make + "exit 1", func(o Outcome) bool { return o.Class == Failed && o.Fetched }, []string{"out/deep/a"}},
		{"killed", make + "kill -9 -1; kill -9 $$; sleep 9", func(o Outcome) bool { return o.Class != Passed }, []string{"out/deep/a"}},
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
			found = tree(t, job.Artifacts.Into)
		}
		if len(found) != len(test.want) || len(found) == 1 && found["out/deep/a"] != "a\n" {
			t.Errorf("%s: %q", test.name, found)
		}
	}
	job := f.shell("late", make+"sleep 60")
	job.Timeout, job.Artifacts = 1, f.artifacts("late", nil)
	if o := f.one(job); o.Class != Timeout || len(o.Artifacts) > 1 {
		t.Errorf("%+v", o)
	}
}

// TestArtifactsThatCannotBeHad: if the copy fails, the outcome says so and keeps its class.
func TestArtifactsThatCannotBeHad(t *testing.T) {
	want := &Artifacts{Dir: "/work", Bases: []string{"a", "b"}, Match: func(string) bool { return true }, Into: t.TempDir()}
	s := newScript(t)
	s.job.Scratch, s.job.Artifacts, s.before["copy-from"] = "", want, always(errDenied)
	s.run(t.Context())
	if o := s.outcome; o.Class != Passed || !strings.Contains(o.ArtifactsMissing, `copy "/work/a": `) || !strings.Contains(o.ArtifactsMissing, `"/work/b"`) {
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
	want := &Artifacts{Dir: "/work", Bases: []string{"a", "b"}, Match: func(string) bool { return true }, Into: t.TempDir()}
	s := newScript(t)
	s.job.Scratch, s.job.Artifacts, s.scratch = "", want, archiveOf(t, many)
	s.run(t.Context())
	entries, _ := onDisk(t, want.Into)
	if o := s.outcome; o.Class != Passed || entries != maxEntries || len(o.Artifacts) != maxEntries-len(want.Bases) {
		t.Errorf("%s, %d artifacts, %d entries on disk", o.Class, len(o.Artifacts), entries)
	}
	if o := s.outcome; o.ArtifactsMissing != `copy "/work/b": more than 10000 files and folders: the rest was not copied` {
		t.Errorf("%q", o.ArtifactsMissing)
	}
}
