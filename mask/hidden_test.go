package mask

import (
	"bytes"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
)

// TestHidden: what was covered is read as it was, from every place, until it is forgotten.
func TestHidden(t *testing.T) {
	const text = "a password-1, a password-2, and password-1."
	hidden := NewHidden()
	covered := coveredFile(t, hidden, filepath.Join("raw", "unit.1", "sub", "report.json"), text)
	files := fstest.MapFS{"sub/report.json": {Data: covered}, "other": {Data: covered}, "link": {Mode: fs.ModeSymlink, Data: []byte("other")}}
	all := hidden.FS(filepath.Join("raw", "unit.1"), files)
	for at := range text {
		if got := readFrom(t, all, "sub/report.json", at); got != text[at:] {
			t.Errorf("from %d: %q", at, got)
		}
	}
	if got := readFrom(t, all, "other", 0); got != string(covered) {
		t.Errorf("another file: %q", got)
	}
	if info, err := fs.Lstat(all, "link"); err != nil || info.Mode().IsRegular() {
		t.Errorf("a link: %v, %v", info, err)
	}
	hidden.Forget(filepath.Join("raw", "unit.1"))
	if got := readFrom(t, all, "sub/report.json", 0); got != string(covered) || hidden.left != maxHits {
		t.Errorf("forgotten: %q, %d", got, hidden.left)
	}
}

// coveredFile covers a text on its way to a file, and returns what is in the file.
func coveredFile(t *testing.T, hidden *Hidden, name, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := New([]string{"password-1", "password-2"}).Writer(&out, hidden.In(name))
	if _, err := io.Copy(w, iotest.OneByteReader(strings.NewReader(text))); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "password") {
		t.Errorf("%q", out.String())
	}
	return out.Bytes()
}

func readFrom(t *testing.T, all fs.FS, name string, at int) string {
	t.Helper()
	file, err := all.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.(io.Seeker).Seek(int64(at), io.SeekStart); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(iotest.OneByteReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestHiddenIsWrittenAgain: only what the last writer of a file covered counts.
func TestHiddenIsWrittenAgain(t *testing.T) {
	hidden := NewHidden()
	coveredFile(t, hidden, "f", "password-1")
	covered := coveredFile(t, hidden, "f", "here is password-2")
	if got := readFrom(t, hidden.FS("", fstest.MapFS{"f": {Data: covered}}), "f", 0); got != "here is password-2" {
		t.Errorf("%q", got)
	}
}

// TestHiddenIsLimited: beyond the limit, what is covered stays so.
func TestHiddenIsLimited(t *testing.T) {
	hidden := NewHidden()
	hidden.left = 1
	covered := coveredFile(t, hidden, "f", "password-1 password-2")
	if got := readFrom(t, hidden.FS("", fstest.MapFS{"f": {Data: covered}}), "f", 0); got != "password-1 **********" {
		t.Errorf("%q", got)
	}
}

// TestHiddenCountsTexts: a new text takes the room of many hits, so that what a suite prints cannot fill the memory.
func TestHiddenCountsTexts(t *testing.T) {
	hidden := NewHidden()
	keep := hidden.In("f")
	for i := range 100 {
		keep(0, strings.Repeat("x", maxHits+i))
	}
	size := 0
	for text := range hidden.texts {
		size += len(text)
	}
	if most := (maxHits + 100) * (hitSize + 1); size == 0 || size > most {
		t.Errorf("%d bytes are kept, of %d at most", size, most)
	}
}
