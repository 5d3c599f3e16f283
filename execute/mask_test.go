package execute

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/org/baleen-action/mask"
)

// covering returns a Mask of one secret.
func covering(secret string) Mask {
	known := mask.New([]string{secret})
	return func(_ string, file io.Writer) Masking { return known.Writer(file, nil) }
}

// TestExtractionMasks: every file is covered, whatever it holds, and as long as it was.
func TestExtractionMasks(t *testing.T) {
	var archive bytes.Buffer
	w := tar.NewWriter(&archive)
	const content = "\x00\xff correct-horse \x00 corr"
	if err := w.WriteHeader(&tar.Header{Name: "top/core", Size: int64(len(content)), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	left, into := NewQuota(), t.TempDir()
	if err := (Extraction{Into: into, Left: &left, Mask: covering("correct-horse")}).Run(&archive); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(into, "core")); err != nil || string(got) != "\x00\xff ************* \x00 corr" {
		t.Errorf("%q", got)
	}
}
