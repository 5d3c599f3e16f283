// Package checkout finds what git would carry of a folder, without git, and makes a stream of it.
package checkout

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// IgnoreFile leaves out more than git does, and with "!" brings back what git ignores. It is written as .gitignore is.
const IgnoreFile = ".baleenignore"

// Tree is what belongs to a checkout. Names are slash-separated and relative to its root.
type Tree struct {
	root    string
	entries []string // files, links and folders, sorted
	tracked []string // the regular files of them that git tracks, sorted
	// Leaving are the links in it that lead out of it, with where they lead.
	Leaving []string
}

// Read finds what belongs to the checkout at root: in a git repository what is tracked, and what is not and is not ignored
// either; elsewhere everything. .git never belongs to it, nor do the paths in skip, which are relative to root.
func Read(root string, skip ...string) (*Tree, error) {
	dir, err := filepath.Abs(root)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("find checkout: %w", err)
	}
	tree := &Tree{root: dir}
	w := walk{tree: tree, skip: skip}
	above, err := around(dir)
	if err == nil {
		err = w.folder("", above)
	}
	if err != nil {
		return nil, fmt.Errorf("read checkout: %w", err)
	}
	slices.Sort(tree.entries)
	slices.Sort(tree.tracked)
	return tree, nil
}

// scope is what holds for the content of a folder.
type scope struct {
	repository *repository // nil: none
	git, own   []rules
	tracked    bool // git ignores the folder: only what it tracks all the same belongs to the checkout
}

// around is the scope that a folder lies in: that of the repository, if it is in one.
func around(dir string) (scope, error) {
	var inside []string
	for above := filepath.Dir(dir); ; above = filepath.Dir(above) {
		inside = append(inside, above)
		if _, err := os.Lstat(filepath.Join(above, ".git")); err == nil {
			break
		}
		if above == filepath.Dir(above) {
			return scope{}, nil
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		return scope{}, nil
	}
	var in scope
	for _, folder := range slices.Backward(inside) {
		var err error
		if in, err = in.enter(folder); err != nil {
			return in, err
		}
	}
	return in, nil
}

// enter is the scope of a folder in that of the one above.
func (in scope) enter(dir string) (scope, error) {
	repository, err := openRepository(dir)
	if err != nil {
		return in, err
	}
	if repository != nil {
		in.repository, in.tracked = repository, false
		in.git = readRules(nil, dir, repository.exclude)
	}
	if in.repository != nil {
		in.git = readRules(in.git, dir, filepath.Join(dir, ".gitignore"))
	}
	in.own = readRules(in.own, dir, filepath.Join(dir, IgnoreFile))
	return in, nil
}

// belongs tells whether a path in the folder belongs to the checkout, and the scope of what is below it.
func (in scope) belongs(name string, folder bool) (scope, bool) {
	switch judgeAll(in.own, name, folder) {
	case ignored:
		return in, false
	case kept:
		in.tracked = false
		return in, true
	}
	in.tracked = in.tracked || judgeAll(in.git, name, folder) == ignored
	return in, !in.tracked || in.repository.tracks(name, folder)
}

type walk struct {
	tree *Tree
	skip []string
}

// folder adds what is in a folder; rel is "" for the root.
func (w *walk) folder(rel string, in scope) error {
	dir := filepath.Join(w.tree.root, filepath.FromSlash(rel))
	in, err := in.enter(dir)
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := path.Join(rel, entry.Name())
		below, belongs := in.belongs(filepath.ToSlash(filepath.Join(dir, entry.Name())), entry.IsDir())
		if !belongs || entry.Name() == ".git" || slices.Contains(w.skip, name) {
			continue
		}
		if err := w.add(name, entry.Type(), below); err != nil {
			return err
		}
	}
	return nil
}

// add adds what is neither file, folder nor link to nothing: git does not know it.
func (w *walk) add(name string, mode fs.FileMode, in scope) error {
	switch {
	case mode.IsDir():
		if in.repository == nil {
			w.tree.entries = append(w.tree.entries, name) // git has no empty folders
		}
		return w.folder(name, in)
	case mode.IsRegular():
		w.tree.entries = append(w.tree.entries, name)
		if in.repository.tracks(filepath.ToSlash(w.tree.at(name)), false) {
			w.tree.tracked = append(w.tree.tracked, name)
		}
	case mode&fs.ModeSymlink != 0:
		to, err := os.Readlink(w.tree.at(name))
		if err != nil {
			return err
		}
		if leads := filepath.ToSlash(to); path.IsAbs(leads) || filepath.IsAbs(to) || !filepath.IsLocal(path.Join(path.Dir(name), leads)) {
			w.tree.Leaving = append(w.tree.Leaving, name+" -> "+to)
		}
		w.tree.entries = append(w.tree.entries, name)
	}
	return nil
}

func (t *Tree) at(name string) string { return filepath.Join(t.root, filepath.FromSlash(name)) }

// Has tells whether a file, a link or a folder with something in it belongs to the checkout.
func (t *Tree) Has(name string) bool {
	name = path.Clean(name)
	if _, exact := slices.BinarySearch(t.entries, name); exact || name == "." {
		return true
	}
	i, _ := slices.BinarySearch(t.entries, name+"/")
	return i < len(t.entries) && strings.HasPrefix(t.entries[i], name+"/")
}

// Carries tells whether a file is there where the checkout is brought to: it belongs to it, and so does every link on the way
// to it.
func (t *Tree) Carries(name string) bool {
	real, err := filepath.EvalSymlinks(t.at(name))
	if err != nil {
		return t.Has(name)
	}
	rel, err := filepath.Rel(t.root, real)
	return err == nil && filepath.IsLocal(rel) && t.Has(filepath.ToSlash(rel)) && t.Has(t.firstLink(name))
}

// firstLink is the first link on the way to a path, or the path itself.
func (t *Tree) firstLink(name string) string {
	for i, c := range name {
		if c != '/' {
			continue
		}
		if info, err := os.Lstat(t.at(name[:i])); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			return name[:i]
		}
	}
	return name
}
