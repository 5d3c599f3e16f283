package hold

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// What is kept of one container's artifacts; the other side has the same limits.
const (
	mostFiles = 10_000
	mostBytes = 1 << 30
)

// Kept chooses files of the command's container that are copied before the container is gone.
type Kept struct {
	Dir   string            // all names are relative to it
	Bases []string          // files and folders to search, none below another
	Match func(string) bool // reports whether to keep a file
}

// copyTo copies what matches. The error says what is missing.
func (k Kept) copyTo(into string) error {
	c := copying{Kept: k, into: into}
	var all error
	for _, base := range k.Bases {
		err := filepath.WalkDir(filepath.Join(k.Dir, base), c.visit)
		if err != nil {
			all = errors.Join(all, fmt.Errorf("keep %q: %w", base, err))
		}
	}
	letOthersRead(into)
	return all
}

// copying is what was copied so far.
type copying struct {
	Kept
	into  string
	files int
	bytes int64
}

// visit copies one file. What is not there, or vanishes, is not missed: a test that failed early has not written it.
func (c *copying) visit(name string, entry fs.DirEntry, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || !entry.Type().IsRegular() {
		return err
	}
	rel, err := filepath.Rel(c.Dir, name)
	if err != nil || !c.Match(rel) {
		return err
	}
	info, err := entry.Info()
	if err != nil {
		return ignoreGone(err)
	}
	c.files++
	c.bytes += info.Size()
	if c.files > mostFiles || c.bytes > mostBytes {
		return fmt.Errorf("more than %d files or %d bytes: the rest was not kept", mostFiles, mostBytes)
	}
	return ignoreGone(copyFile(name, path.Join(c.into, rel)))
}

// copyFile copies a file, and makes the folders above the copy.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
