package execute

import (
	"archive/tar"
	"bytes"
	"path"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute/tartest"
)

func TestArtifactsAreRegularFilesThatMatch(t *testing.T) {
	content := map[string]string{tartest.Content: "x"}
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
		c := Collection{Artifacts: &Artifacts{Dir: test.dir, Match: test.match, Into: into}, Names: map[string]bool{}}
		left := NewQuota()
		if err := c.From(test.base, &left).Run(bytes.NewReader(tartest.Archive(t, test.entries...))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, tartest.Tree(t, into)); diff != "" || len(c.Names) != len(test.want) {
			t.Errorf("%s: %v %s", name, c.Names, diff)
		}
	}
}
