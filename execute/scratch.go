package execute

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	cerrdefs "github.com/containerd/errdefs"
)

// Limits for a scratch folder. A report is far smaller, and the content comes from a container that is not trusted.
const (
	maxEntries = 10_000
	maxBytes   = 1 << 30
	maxName    = 1024
)

var errTooMuch = errors.New("folder holds more than is brought out")

// fetchScratch copies the scratch folder out of the ended container, never before it ended: while a container runs, it
// can replace links under the engine's hands (CVE-2018-15664).
func (a *attempt) fetchScratch() {
	if a.job.Scratch == "" || a.ending.state == nil {
		return
	}
	err := a.retry(a.salvage, a.timing.longCall, a.copyScratch)
	a.ending.fetched = err == nil
	if err != nil {
		a.ending.scratch = fmt.Errorf("fetch folder %q: %w", a.job.Scratch, err)
	}
}

func (a *attempt) copyScratch(ctx context.Context) error {
	content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Clean(a.job.Scratch))
	if cerrdefs.IsNotFound(err) {
		return errors.New("folder does not exist any more, or was not on the container's own disk")
	}
	if err != nil {
		return err
	}
	defer content.Close()
	return extract(content, a.job.Into, limits{entries: maxEntries, bytes: maxBytes})
}

// limits are how much a tar may still hold.
type limits struct {
	entries int
	bytes   int64
	// pick chooses entries and names them; nil: all, named without their first path element.
	pick func(*tar.Header) (name string, ok bool)
}

// extract writes the regular files and folders of a tar below the folder into. It drops links, devices and names that
// lead out of the folder; os.Root stops what still gets through.
func extract(r io.Reader, into string, left limits) error {
	if err := os.MkdirAll(into, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer root.Close()
	archive := tar.NewReader(r)
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read archive: %w", err)
		}
		if left.entries--; left.entries < 0 {
			return errTooMuch
		}
		if err := left.writeEntry(root, header, archive); err != nil {
			return err
		}
	}
}

func (left *limits) writeEntry(root *os.Root, header *tar.Header, content io.Reader) error {
	name, ok := left.name(header)
	switch {
	case !ok:
		return nil
	case header.Typeflag == tar.TypeDir:
		if err := root.MkdirAll(name, 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		return nil
	case header.Typeflag == tar.TypeReg:
		return left.writeFile(root, name, header.FileInfo().Mode(), content)
	}
	return nil
}

func (left *limits) name(header *tar.Header) (string, bool) {
	if left.pick != nil {
		return left.pick(header)
	}
	return nameInside(header.Name)
}

// nameInside returns an entry's name without its first element; not ok if it must not be written to.
func nameInside(name string) (string, bool) {
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

func (left *limits) writeFile(root *os.Root, name string, mode os.FileMode, content io.Reader) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	permission := os.FileMode(0o644)
	if mode&0o111 != 0 {
		permission = 0o755
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, permission)
	if err != nil {
		return fmt.Errorf("make file: %w", err)
	}
	n, err := io.Copy(file, io.LimitReader(content, left.bytes+1))
	left.bytes -= n
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write file: %w", err)
	}
	if left.bytes < 0 {
		return errTooMuch
	}
	return nil
}
