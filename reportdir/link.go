package reportdir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Link gives the files below a folder a second name below another, or copies them where that cannot be. Only regular
// files are taken: what a link in a report leads to is nobody's report. What is there already stays.
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
