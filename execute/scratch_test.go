package execute

import (
	"archive/tar"
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// archiveOf is a tar of regular files.
func archiveOf(t testing.TB, content map[string]string) []byte {
	var entries []tar.Header
	for _, name := range slices.Sorted(maps.Keys(content)) {
		entries = append(entries, tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{"BALEEN.content": content[name]}})
	}
	return archive(t, entries...)
}

// archive is a tar of entries; a regular file's content is in its PAX record BALEEN.content.
func archive(t testing.TB, entries ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, header := range entries {
		content := header.PAXRecords["BALEEN.content"]
		header.PAXRecords = nil
		if header.Typeflag == tar.TypeReg {
			header.Size = int64(len(content))
		}
		if err := w.WriteHeader(&header); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestExtractKeepsOnlyWhatIsSafe(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	content := map[string]string{"BALEEN.content": "x"}
	hostile := archive(t,
		tar.Header{Typeflag: tar.TypeDir, Name: "r/", Mode: 0o777},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/plain", Mode: 0o4777, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeDir, Name: "r/deep/", Mode: 0},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/deep/er/file", Mode: 0, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/../../escape", Mode: 0o644, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeReg, Name: "/r/absolute", Mode: 0o644, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeReg, Name: "other", Mode: 0o644, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "r/link", Linkname: outside},
		tar.Header{Typeflag: tar.TypeLink, Name: "r/hard", Linkname: outside},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/link", Mode: 0o644, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeSymlink, Name: "r/folder", Linkname: filepath.Dir(outside)},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/folder/outside", Mode: 0o644, PAXRecords: content},
		tar.Header{Typeflag: tar.TypeChar, Name: "r/device"},
		tar.Header{Typeflag: tar.TypeFifo, Name: "r/pipe"},
		tar.Header{Typeflag: tar.TypeReg, Name: "r/" + strings.Repeat("long/", 300) + "x", Mode: 0o644, PAXRecords: content},
	)
	into := filepath.Join(t.TempDir(), "into")
	if err := extract(bytes.NewReader(hostile), into, limits{entries: 100, bytes: 100}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"plain": "x", "deep/er/file": "x", "link": "x", "folder/outside": "x"}
	if diff := cmp.Diff(want, tree(t, into)); diff != "" {
		t.Error(diff)
	}
	if got := read(t, outside); got != "mine" {
		t.Errorf("outside: %q", got)
	}
	if info, err := os.Stat(filepath.Join(into, "plain")); err != nil || info.Mode() != 0o755 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestExtractStopsAtItsLimits(t *testing.T) {
	two := archiveOf(t, map[string]string{"r/a": "12345", "r/b": "12345"})
	for name, test := range map[string]struct {
		left limits
		want error
	}{
		"fits":         {limits{entries: 2, bytes: 10}, nil},
		"many entries": {limits{entries: 1, bytes: 10}, errTooMuch},
		"many bytes":   {limits{entries: 2, bytes: 9}, errTooMuch},
	} {
		if err := extract(bytes.NewReader(two), t.TempDir(), test.left); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := extract(bytes.NewReader(two[:1030]), t.TempDir(), limits{entries: 9, bytes: 99}); err == nil {
		t.Error("a cut archive was taken for a whole one")
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(archiveOf(f, map[string]string{"r/a": "x", "r/b/c": "y"}))
	f.Add(archive(f, tar.Header{Typeflag: tar.TypeReg, Name: "r/../x"}, tar.Header{Typeflag: tar.TypeSymlink, Name: "r/l", Linkname: "/"}))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		_ = extract(bytes.NewReader(content), filepath.Join(dir, "into"), limits{entries: 20, bytes: 1 << 16})
		around, err := os.ReadDir(dir)
		if err != nil || len(around) != 1 {
			t.Fatalf("beside the folder: %v, %v", around, err)
		}
		var size int64
		err = filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
				t.Errorf("%s is a %s", path, info.Mode())
			}
			if err == nil && info.Mode().IsRegular() {
				size += info.Size()
			}
			return err
		})
		if err != nil || size > 1<<16+1 {
			t.Errorf("%d bytes, %v", size, err)
		}
	})
}
