// Package tartest makes archives as strangers do, and looks at what came out of them.
package tartest

import (
	"archive/tar"
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// Content is the PAX record of a regular file's entry that holds the file's content, for Archive.
const Content = "BALEEN.content"

// Files returns a tar of regular files.
func Files(t testing.TB, content map[string]string) []byte {
	var entries []tar.Header
	for _, name := range slices.Sorted(maps.Keys(content)) {
		entries = append(entries, tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644, PAXRecords: map[string]string{Content: content[name]}})
	}
	return Archive(t, entries...)
}

// Archive returns a tar of entries; a regular file's content is in its PAX record Content.
func Archive(t testing.TB, entries ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, header := range entries {
		content := header.PAXRecords[Content]
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

// Tree returns what the files below a folder hold.
func Tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// OnDisk returns how many files and folders are below a folder, and how many bytes they take.
func OnDisk(t testing.TB, dir string) (entries int, bytes int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		entries++
		bytes += info.Sys().(*syscall.Stat_t).Blocks * 512
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return entries, bytes
}
