package mask

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Hidden keeps what was covered in files, so that whoever judges by them can read them as they were. It may be used by several
// goroutines.
type Hidden struct {
	mu    sync.Mutex
	files map[string][]hit
	texts map[string]string // one copy of each
	left  int               // hits that may still be kept; a new text counts as the hits that would take its room
}

// hit is a text and its place in a file.
type hit struct {
	at   int64
	text string
}

// What exceeds these limits of the memory, about 24 MB, stays covered for every reader.
const (
	maxHits = 1_000_000
	hitSize = 24 // bytes
)

// NewHidden returns a Hidden that keeps nothing yet.
func NewHidden() *Hidden {
	return &Hidden{files: map[string][]hit{}, texts: map[string]string{}, left: maxHits}
}

// In returns a function for Mask.Writer that keeps what is covered in a new file.
func (h *Hidden) In(file string) func(at int64, text string) {
	h.forget(func(name string) bool { return name == file })
	return func(at int64, text string) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.left < 1 {
			return
		}
		if _, known := h.texts[text]; !known {
			h.texts[text] = text
			h.left -= len(text) / hitSize
		}
		h.left--
		h.files[file] = append(h.files[file], hit{at, h.texts[text]})
	}
}

// Forget drops what is kept of the files below a folder.
func (h *Hidden) Forget(dir string) {
	h.forget(func(name string) bool { return strings.HasPrefix(name, dir+string(filepath.Separator)) })
}

func (h *Hidden) forget(gone func(name string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, hits := range h.files {
		if gone(name) {
			h.left += len(hits)
			delete(h.files, name)
		}
	}
}

// FS returns the files below a folder as they were before anything in them was covered.
func (h *Hidden) FS(dir string, covered fs.FS) fs.FS { return uncovered{covered, dir, h} }

type uncovered struct {
	fs.FS
	dir    string
	hidden *Hidden
}

// Open implements fs.FS.
func (u uncovered) Open(name string) (fs.File, error) {
	file, err := u.FS.Open(name)
	if err != nil {
		return nil, err
	}
	u.hidden.mu.Lock()
	defer u.hidden.mu.Unlock()
	hits := u.hidden.files[filepath.Join(u.dir, filepath.FromSlash(name))]
	if len(hits) == 0 {
		return file, nil
	}
	return &uncoveredFile{File: file, hits: hits}, nil
}

// Lstat implements fs.ReadLinkFS.
func (u uncovered) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(u.FS, name) }

// ReadLink implements fs.ReadLinkFS.
func (u uncovered) ReadLink(name string) (string, error) { return fs.ReadLink(u.FS, name) }

type uncoveredFile struct {
	fs.File
	hits []hit
	at   int64
}

// Read implements io.Reader.
func (f *uncoveredFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.restore(p[:n])
	f.at += int64(n)
	return n, err
}

// Seek implements io.Seeker.
func (f *uncoveredFile) Seek(offset int64, whence int) (int64, error) {
	seeker, ok := f.File.(io.Seeker)
	if !ok {
		return 0, fmt.Errorf("seek: %w", fs.ErrInvalid)
	}
	at, err := seeker.Seek(offset, whence)
	if err == nil {
		f.at = at
	}
	return at, err
}

// restore puts back what was covered in the bytes at the current place.
func (f *uncoveredFile) restore(p []byte) {
	first, _ := slices.BinarySearchFunc(f.hits, f.at, func(h hit, at int64) int {
		if h.at+int64(len(h.text)) <= at {
			return -1
		}
		return 1
	})
	for _, h := range f.hits[first:] {
		if h.at >= f.at+int64(len(p)) {
			return
		}
		if h.at < f.at {
			copy(p, h.text[f.at-h.at:])
		} else {
			copy(p[h.at-f.at:], h.text)
		}
	}
}
