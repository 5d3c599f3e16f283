package suite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// imageWalk visits files of the image by their paths relative to the work-dir.
type imageWalk struct {
	lookup
	wanted func(file string) bool
	below  func(folder string) bool // a wanted file may be below it
	visit  func(file string, body io.Reader) error
	left   func(link string) error // is called for a link that is neither followed nor a wanted file; may be nil
}

// folder visits the files at base. On the way to a file it follows at most links links to folders. It always follows a link to a
// file.
func (w imageWalk) folder(base string, links int) error {
	found, err := w.each(base, func(name string, body io.Reader) error {
		if file := w.inside(base, name); w.wanted(file) {
			return w.visit(file, body)
		}
		return nil
	})
	for _, one := range found {
		one.name = w.inside(base, one.name)
		switch {
		case err != nil:
		case links > 0 && w.below(one.name) && !w.loops(one):
			err = w.folder(one.name, links-1)
		case w.wanted(one.name):
			err = w.file(one.name)
		case w.left != nil && one.to != "":
			err = w.left(one.name)
		}
	}
	return err
}

// loops reports whether a link leads to a folder that contains it. A walk that follows every link would not end there.
func (w imageWalk) loops(one link) bool {
	to := path.Join(path.Dir(one.name), one.to)
	return w.follow > 1 && one.to != "" && (to == "." || strings.HasPrefix(one.name, to+"/"))
}

// file visits the file that a link leads to.
func (w imageWalk) file(name string) error {
	_, err := w.each(name, func(inside string, body io.Reader) error {
		if strings.Contains(inside, "/") {
			return nil // it is in a linked folder
		}
		return w.visit(name, body)
	})
	return err
}

// each calls visit for the files at a path relative to the work-dir. If the path does not exist, it does nothing.
func (w imageWalk) each(at string, visit func(name string, body io.Reader) error) (links []link, err error) {
	stream, err := w.files.Tar(path.Join(w.workDir, at))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up %q in the image: %w", at, err)
	}
	defer stream.Close()
	return eachFile(stream, visit)
}

// maxLook limits how many files behind a link are looked at, because it may lead to the root of the image.
const maxLook = 10_000

// holdsFeatures reports whether the folder that a link leads to contains feature files.
func (w imageWalk) holdsFeatures(folder string) (bool, error) {
	seen := 0
	inside := func(name string) bool { return strings.Contains(name, "/") && path.Ext(name) == ".feature" }
	links, err := w.each(folder, func(name string, _ io.Reader) error {
		seen++
		switch {
		case inside(name):
			return errFound
		case seen > maxLook:
			return errTooMany
		}
		return nil
	})
	found := errors.Is(err, errFound) || slices.ContainsFunc(links, func(l link) bool { return inside(l.name) })
	if found || errors.Is(err, errTooMany) {
		return found, nil
	}
	return false, err
}

var (
	errFound   = errors.New("there is a feature file")
	errTooMany = errors.New("there are too many files")
)
