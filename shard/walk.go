package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
)

// walk adds the files below a folder that fit.
type walk struct {
	*discovery
	fits  func(string) bool
	added int
	above []fs.FileInfo // the folders that lead to the one at hand
}

// below adds the files below a folder that fit, and returns how many those are. A folder that does not exist holds none.
func (d *discovery) below(base string, fits func(string) bool) (int, error) {
	w := &walk{discovery: d, fits: fits}
	err := w.folder(base, d.follow)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w.added, fmt.Errorf("walk %q: %w", base, err)
	}
	return w.added, nil
}

// folder looks into a folder; so many links to folders may be followed below it. What may follow more than one does not
// follow a loop: a runner that follows every link must notice loops, too, and one that follows a single link does not.
func (w *walk) folder(dir string, links int) error {
	info, err := fs.Stat(w.fsys, dir)
	if err != nil {
		return err
	}
	loop := slices.ContainsFunc(w.above, func(other fs.FileInfo) bool { return os.SameFile(info, other) })
	if loop && w.follow > 1 {
		return nil
	}
	w.above = append(w.above, info)
	defer func() { w.above = w.above[:len(w.above)-1] }()
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		err := w.entry(path.Join(dir, entry.Name()), entry, links)
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // it went away meanwhile
			return err
		}
	}
	return nil
}

func (w *walk) entry(p string, entry fs.DirEntry, links int) error {
	mode := entry.Type()
	link := mode&fs.ModeSymlink != 0
	if link {
		info, err := fs.Stat(w.fsys, p)
		if err != nil {
			return nil // it leads nowhere
		}
		mode = info.Mode().Type()
	}
	switch {
	case mode.IsRegular() && w.fits(p):
		w.add(p, nil)
		w.added++
	case !mode.IsDir() || w.skipped(p):
	case !link:
		return w.folder(p, links)
	case links > 0:
		return w.folder(p, links-1)
	case w.holdsFeatures(p):
		w.links[p] = true
	}
	return nil
}

// maxLook is how many files and folders behind a link that is not followed are looked at: it may lead to a whole machine.
const maxLook = 10_000

// holdsFeatures reports whether there are feature files in the folder that a link leads to.
func (w *walk) holdsFeatures(link string) bool {
	seen, found := 0, false
	err := fs.WalkDir(w.fsys, link, func(p string, entry fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil || seen > maxLook || found:
			return fs.SkipAll
		case entry.IsDir() && p != link && w.skipped(p):
			return fs.SkipDir
		}
		found = !entry.IsDir() && path.Ext(p) == extension
		return nil
	})
	return err == nil && found
}
