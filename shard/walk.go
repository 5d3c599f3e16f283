package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
)

// walk adds the matching files below a folder.
type walk struct {
	*discovery
	fits  func(string) bool
	added int
	above []fs.FileInfo // the folders from the start of the walk to the current one
}

// below adds the matching files below a folder and returns their number. A folder that does not exist has none.
func (d *discovery) below(base string, fits func(string) bool) (int, error) {
	w := &walk{discovery: d, fits: fits}
	err := w.folder(base, d.follow)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return w.added, fmt.Errorf("walk %q: %w", base, err)
	}
	return w.added, nil
}

// folder walks a folder and follows up to the given number of links to folders on each path below it. It stops at a loop only
// if more than one link may be followed: a runner that follows every link detects loops, and one that follows a single link
// does not.
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
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // an entry may disappear during the walk
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
			return nil // a dangling link
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

// maxLook is the maximum number of files and folders to examine behind a link that is not followed, because the link may lead
// to the root of the file system.
const maxLook = 10_000

// holdsFeatures reports whether the folder that a link leads to has feature files.
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
