package hold

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// sent is what Send makes of a few files.
func sent(t testing.TB) []byte {
	dir := t.TempDir()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.MkdirAll(filepath.Join(dir, "report/deep"), 0o755))
	must(os.WriteFile(filepath.Join(dir, "report/deep/a.json"), bytes.Repeat([]byte("ab\r\n"), 300), 0o644))
	must(os.WriteFile(filepath.Join(dir, Stdout), []byte{0, 255, '\r', '\n'}, 0o644))
	must(Ending{Code: 3}.save(dir))
	var out bytes.Buffer
	must(Send(&out, dir, []string{Stdout, Report, "gone", EndFile}))
	return out.Bytes()
}

// read is what Receive makes of a stream.
func read(stream []byte) (map[string]string, Results, error) {
	files := map[string]string{}
	results, err := Receive(bytes.NewReader(stream), func(header *tar.Header, content io.Reader) error {
		text, err := io.ReadAll(content)
		files[header.Name] = string(text)
		return err
	})
	return files, results, err
}

// TestReceiveCut: a stream that ends early, wherever, is never taken for a whole one.
func TestReceiveCut(t *testing.T) {
	whole := sent(t)
	files, results, err := read(whole)
	if err != nil || results.Ending == nil || results.Ending.Code != 3 || files[Stdout] != "\x00\xff\r\n" || len(files["report/deep/a.json"]) != 1200 {
		t.Fatal(files, results, err)
	}
	end := bytes.LastIndex(whole, []byte(digestName)) + 512 + 64 // after which only padding follows
	for i := range end {
		if _, _, err := read(whole[:i]); !errors.Is(err, ErrCut) {
			t.Fatalf("cut at %d of %d: %v", i, len(whole), err)
		}
	}
}

// TestReceiveRefused: what the caller refuses is an error, and another one than a cut.
func TestReceiveRefused(t *testing.T) {
	full := errors.New("disk full")
	_, err := Receive(bytes.NewReader(sent(t)), func(*tar.Header, io.Reader) error { return full })
	if !errors.Is(err, full) || errors.Is(err, ErrCut) {
		t.Error(err)
	}
}

// FuzzReceive: no change of a stream gives other files without an error.
func FuzzReceive(f *testing.F) {
	whole := sent(f)
	want, _, _ := read(whole)
	f.Add(600, byte(1))
	f.Fuzz(func(t *testing.T, at int, by byte) {
		if at < 0 || at >= len(whole) {
			return
		}
		changed := bytes.Clone(whole)
		changed[at] ^= by
		files, _, err := read(changed)
		if err != nil {
			return
		}
		for name, text := range files {
			if want[name] != text {
				t.Errorf("byte %d: %s is another one", at, name)
			}
		}
		if len(files) != len(want) {
			t.Errorf("byte %d: %d files", at, len(files))
		}
	})
}
