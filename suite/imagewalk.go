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

// imageWalk visits files of the image, by their paths below the work-dir.
type imageWalk struct {
	lookup
	wanted func(file string) bool
	below  func(folder string) bool // a wanted file may be below it
	visit  func(file string, body io.Reader) error
	left   func(link string) error // takes a link that is not followed and is no wanted file; may be nil
}

// folder visits what is at base; so many links to folders may be followed below it. A link to a file is always followed.
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

// loops reports whether a link leads to a folder that it lies in: what follows every link must notice that.
func (w imageWalk) loops(one link) bool {
	to := path.Join(path.Dir(one.name), one.to)
	return w.follow > 1 && one.to != "" && (to == "." || strings.HasPrefix(one.name, to+"/"))
}

// file visits the file that a link leads to.
func (w imageWalk) file(name string) error {
	_, err := w.each(name, func(inside string, body io.Reader) error {
		if strings.Contains(inside, "/") {
			return nil // of a linked folder
		}
		return w.visit(name, body)
	})
	return err
}

// each calls visit for what is at a path below the work-dir; nothing if there is nothing, or if it leads nowhere.
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

// maxLook is how many files behind a link that is not followed are looked at: it may lead to a whole machine.
const maxLook = 10_000

// holdsFeatures reports whether there are feature files in the folder that a link leads to.
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
