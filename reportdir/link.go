package reportdir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Link hard-links the regular files below a folder into another folder, or copies them if linking is not possible. It skips
// symbolic links, which may lead out of the report, and keeps files that exist. A missing folder from is not an error.
func Link(from, to string) error {
	err := filepath.WalkDir(from, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case !entry.Type().IsRegular():
			return nil
		}
		if err := os.Link(name, target); err == nil || errors.Is(err, fs.ErrExist) {
			return nil
		}
		return copyFileTo(name, target)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // a node without output, such as one that had nothing to run
	}
	if err != nil {
		return fmt.Errorf("gather reports: %w", err)
	}
	return nil
}

func copyFileTo(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
