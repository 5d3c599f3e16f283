package execute

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Limits for what is copied out of one container: once for its scratch folder, once for its artifacts. Both are far
// smaller, and the content comes from a container that is not trusted.
const (
	MaxEntries = 10_000
	MaxBytes   = 1 << 30 // ErrTooMuch's errors name it
	maxRead    = 1_000_000
	maxName    = 1024
	blockSize  = 4096 // of most file systems: what a folder takes, and what a file takes more than its size at most
)

// ErrTooMuch is the cause if not everything was copied because of a limit; what was copied stays.
var ErrTooMuch = errors.New("the rest was not copied")

// Quota is how much may still be copied out of a container.
type Quota struct {
	read    int   // entries of archives, whether they are copied or not
	entries int   // files and folders
	bytes   int64 // that these take on disk
	skip    int64 // bytes of too large files that are read to get at what is behind them
}

// NewQuota is the quota of one copy: the limits above.
func NewQuota() Quota {
	return Quota{read: maxRead, entries: MaxEntries, bytes: MaxBytes, skip: MaxBytes}
}

// take reserves the space for a file or a folder.
func (q *Quota) take(size int64) error {
	if q.entries < 1 {
		return fmt.Errorf("more than %d files and folders: %w", MaxEntries, ErrTooMuch)
	}
	if size > q.bytes-blockSize {
		return fmt.Errorf("more than 1GiB: %w", ErrTooMuch)
	}
	q.entries--
	q.bytes -= size + blockSize
	return nil
}

// pass reports whether a file that is too large to copy may be read to get at what is behind it.
func (q *Quota) pass(size int64) bool {
	if size > q.skip || q.entries < 1 || q.read < 1 {
		return false
	}
	q.skip -= size
	return true
}

// Extraction writes the regular files and folders of a tar below a folder. It drops links, devices and names that lead out
// of the folder; os.Root stops what still gets through.
type Extraction struct {
	Into string
	Left *Quota
	// pick chooses entries and names them; nil: all, named without their first path element.
	Pick func(*tar.Header) (name string, ok bool)
	// copied gets the names of the files; may be nil.
	Copied map[string]bool
	Mask   Mask

	root    *os.Root
	folders map[string]bool // that were made
}

// Run reads the tar. After ErrTooMuch all that fits was copied.
func (x Extraction) Run(r io.Reader) error {
	if err := os.MkdirAll(x.Into, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(x.Into)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	x.root, x.folders = root, map[string]bool{".": true}
	var cut error
	archive := tar.NewReader(r)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return cut
		}
		if err != nil {
			return fmt.Errorf("read archive: %w", err)
		}
		err = x.entry(header, archive)
		if errors.Is(err, ErrTooMuch) && x.Left.pass(header.Size) {
			cut = err
		} else if err != nil {
			return err
		}
	}
}

func (x Extraction) entry(header *tar.Header, content io.Reader) error {
	if x.Left.read < 1 {
		return fmt.Errorf("more than %d entries: %w", maxRead, ErrTooMuch)
	}
	x.Left.read--
	name, ok := x.name(header)
	switch {
	case !ok:
		return nil
	case header.Typeflag == tar.TypeDir:
		return x.folder(name)
	case header.Typeflag == tar.TypeReg:
		return x.file(name, header, content)
	}
	return nil
}

func (x Extraction) name(header *tar.Header) (string, bool) {
	if x.Pick != nil {
		return x.Pick(header)
	}
	return NameInside(header.Name)
}

// NameInside returns an entry's name without its first element; not ok if it must not be written to.
func NameInside(name string) (string, bool) {
	_, rest, ok := strings.Cut(strings.TrimPrefix(name, "./"), "/")
	rest = strings.TrimSuffix(rest, "/")
	if !ok || rest == "" || len(rest) > maxName || strings.ContainsRune(rest, 0) {
		return "", false
	}
	if path.IsAbs(name) || path.Clean(rest) != rest || !filepath.IsLocal(rest) {
		return "", false
	}
	return rest, true
}

// folder makes a folder and those above it.
func (x Extraction) folder(name string) error {
	if x.folders[name] {
		return nil
	}
	if err := x.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := x.Left.take(0); err != nil {
		return err
	}
	if err := x.root.Mkdir(name, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make folder: %w", err)
	}
	x.folders[name] = true
	return nil
}

func (x Extraction) file(name string, header *tar.Header, content io.Reader) error {
	if err := x.folder(path.Dir(name)); err != nil {
		return err
	}
	if err := x.Left.take(header.Size); err != nil {
		return err
	}
	permission := os.FileMode(0o644)
	if header.Mode&0o111 != 0 {
		permission = 0o755
	}
	file, err := x.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, permission)
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	err = x.Mask.Copy(filepath.Join(x.Into, name), file, content)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if x.Copied != nil {
		x.Copied[name] = true
	}
	return nil
}
