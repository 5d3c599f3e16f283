package execute

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/org/baleen-action/execute/tartest"
)

func TestExtractKeepsOnlyWhatIsSafe(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.WriteFile(outside, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	content := map[string]string{tartest.Content: "x"}
	hostile := tartest.Archive(t,
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
	if err := extractInto(into, hostile, NewQuota()); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"plain": "x", "deep/er/file": "x", "link": "x", "folder/outside": "x"}
	if diff := cmp.Diff(want, tartest.Tree(t, into)); diff != "" {
		t.Error(diff)
	}
	if got := tartest.Tree(t, filepath.Dir(outside))["outside"]; got != "mine" {
		t.Errorf("outside: %q", got)
	}
	if info, err := os.Stat(filepath.Join(into, "plain")); err != nil || info.Mode() != 0o755 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// extractInto extracts a tar as that of a scratch folder.
func extractInto(into string, archive []byte, left Quota) error {
	return Extraction{Into: into, Left: &left}.Run(bytes.NewReader(archive))
}

// sparse is a tar entry for a hole of many bytes, as tar --sparse writes it: a PAX header with the size, and an empty
// map of data.
func sparse(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var records string
	for _, r := range []string{"GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=" + name, fmt.Sprint("GNU.sparse.realsize=", size)} {
		for n := len(r); ; n++ {
			if record := fmt.Sprintf("%d %s\n", n, r); len(record) == n {
				records += record
				break
			}
		}
	}
	const block, typeflag, checksum = 512, 156, 148
	pax := tartest.Archive(t, tar.Header{Typeflag: tar.TypeReg, Name: "PaxHeaders", PAXRecords: map[string]string{tartest.Content: records}})[:2*block]
	pax[typeflag] = tar.TypeXHeader
	copy(pax[checksum:], "        ")
	sum := 0
	for _, b := range pax[:block] {
		sum += int(b)
	}
	copy(pax[checksum:], fmt.Sprintf("%06o\x00 ", sum))
	noData := "0\n" + strings.Repeat("\x00", block-2)
	return append(pax, tartest.Archive(t, tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{tartest.Content: noData}})...)
}

// TestExtractStopsAtItsLimits: what fits is copied, the rest is not, and the error says so.
func TestExtractStopsAtItsLimits(t *testing.T) {
	two := tartest.Files(t, map[string]string{"r/a": "12345", "r/b": "12345"})
	large := tartest.Files(t, map[string]string{"r/a": strings.Repeat("x", 9000), "r/b": "behind"})
	hole := append(sparse(t, "r/a", 1<<40)[:4*512], tartest.Files(t, map[string]string{"r/b": "behind"})...)
	deep := tartest.Files(t, map[string]string{"r/1/2/3/4/a": "12345", "r/b": "behind"})
	plenty := Quota{read: 9, entries: 9, bytes: 2 * (blockSize + 5), skip: 1 << 20}
	with := func(change func(*Quota)) Quota {
		q := plenty
		change(&q)
		return q
	}
	for name, test := range map[string]struct {
		archive []byte
		left    Quota
		files   string
		cut     bool
	}{
		"fits":                         {two, plenty, "a b", false},
		"many entries":                 {two, with(func(q *Quota) { q.entries = 1 }), "a", true},
		"many bytes":                   {two, with(func(q *Quota) { q.bytes-- }), "a", true},
		"many that are not copied":     {two, with(func(q *Quota) { q.read = 1 }), "a", true},
		"a large file before another":  {large, plenty, "b", true},
		"too large to read":            {large, with(func(q *Quota) { q.skip = 8999 }), "", true},
		"a sparse terabyte":            {hole, plenty, "", true},
		"a sparse terabyte is skipped": {hole, with(func(q *Quota) { q.skip = 1 << 41 }), "b", true},
		"folders count":                {deep, with(func(q *Quota) { q.entries = 4; q.bytes = 1 << 20 }), "", true},
		"folders take space":           {deep, with(func(q *Quota) { q.bytes = 4 * blockSize }), "", true},
	} {
		into := t.TempDir()
		err := extractInto(into, test.archive, test.left)
		if (err != nil) != test.cut || test.cut && !errors.Is(err, ErrTooMuch) {
			t.Errorf("%s: %v", name, err)
		}
		if files := strings.Join(slices.Sorted(maps.Keys(tartest.Tree(t, into))), " "); files != test.files {
			t.Errorf("%s: %q, not %q", name, files, test.files)
		}
		if _, bytes := tartest.OnDisk(t, into); bytes > test.left.bytes {
			t.Errorf("%s: %d bytes on disk, more than %d", name, bytes, test.left.bytes)
		}
	}
	if err := extractInto(t.TempDir(), two[:1030], plenty); err == nil || errors.Is(err, ErrTooMuch) {
		t.Errorf("a broken archive was taken for a whole or a large one: %v", err)
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(tartest.Files(f, map[string]string{"r/a": "x", "r/b/c": "y"}))
	f.Add(tartest.Archive(f, tar.Header{Typeflag: tar.TypeReg, Name: "r/../x"}, tar.Header{Typeflag: tar.TypeSymlink, Name: "r/l", Linkname: "/"}))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		_ = extractInto(filepath.Join(dir, "into"), content, Quota{read: 50, entries: 20, bytes: 1 << 17, skip: 1 << 20})
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
		if err != nil || size > 1<<17 {
			t.Errorf("%d bytes, %v", size, err)
		}
	})
}
