package hold

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// digestName is the last entry of what is sent: the digest of all entries before it. A stream that was cut has none, however
// well-formed its tar seems, and is asked for again.
const digestName = "digest"

// Writer writes entries as Receive reads them.
type Writer struct {
	tar *tar.Writer
	sum hash.Hash
}

// NewWriter writes to w. Only Close makes what was written whole.
func NewWriter(w io.Writer) *Writer { return &Writer{tar.NewWriter(w), sha256.New()} }

// Add writes an entry, with as much of its content as its header announces.
func (w *Writer) Add(header *tar.Header, content io.Reader) error {
	note(w.sum, header)
	if err := w.tar.WriteHeader(header); err != nil || header.Typeflag != tar.TypeReg {
		return err
	}
	_, err := io.CopyN(io.MultiWriter(w.tar, w.sum), content, header.Size)
	return err
}

// Close writes the digest.
func (w *Writer) Close() error {
	digest := hex.EncodeToString(w.sum.Sum(nil))
	header := &tar.Header{Name: digestName, Mode: 0o644, Size: int64(len(digest)), Typeflag: tar.TypeReg}
	if err := w.tar.WriteHeader(header); err != nil {
		return fmt.Errorf("send digest: %w", err)
	}
	if _, err := io.WriteString(w.tar, digest); err != nil {
		return fmt.Errorf("send digest: %w", err)
	}
	return w.tar.Close()
}

// Send writes a tar of what a folder holds of the names (files, or folders with all that is below them), and ends it with a
// digest. A name that does not exist is left out, and so are links and devices: nothing on the other side could use them.
func Send(w io.Writer, dir string, names []string) error {
	return sending{to: NewWriter(w), dir: dir}.all(names)
}

// SendTree is Send with links: a part of an image, as it is.
func SendTree(w io.Writer, dir string, names []string) error {
	return sending{to: NewWriter(w), dir: dir, links: true}.all(names)
}

type sending struct {
	to    *Writer
	dir   string
	links bool
}

func (s sending) all(names []string) error {
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(s.dir, name), s.entry)
		if err != nil {
			return fmt.Errorf("send %s: %w", name, err)
		}
	}
	return s.to.Close()
}

// entry sends a file, a folder or a link.
func (s sending) entry(path string, entry fs.DirEntry, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := entry.Info()
	link := err == nil && s.links && info.Mode().Type() == fs.ModeSymlink
	if err != nil || !info.Mode().IsRegular() && !info.IsDir() && !link {
		return ignoreGone(err)
	}
	target := ""
	if link {
		if target, err = os.Readlink(path); err != nil {
			return ignoreGone(err)
		}
	}
	header, err := tar.FileInfoHeader(info, target)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(s.dir, path)
	if err != nil {
		return err
	}
	header.Name, header.Uname, header.Gname = filepath.ToSlash(name), "", ""
	header.Format = tar.FormatPAX
	if info.IsDir() {
		header.Name += "/"
	}
	if header.Typeflag != tar.TypeReg {
		return s.to.Add(header, nil)
	}
	return s.file(path, header)
}

func (s sending) file(path string, header *tar.Header) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return s.to.Add(header, file)
}

// note adds what an entry is to the digest; its content follows.
func note(sum hash.Hash, header *tar.Header) {
	fmt.Fprintf(sum, "%q %q %c %d %o\n", header.Name, header.Linkname, header.Typeflag, header.Size, header.Mode)
}

// ignoreGone drops the error for a file that vanished.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
