// Package checkout lists the files of a folder that git would check in, without git, and streams them as a tar archive.
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

// IgnoreFile excludes more than .gitignore does, and with "!" includes what git ignores. Its syntax is that of .gitignore.
const IgnoreFile = ".baleenignore"

// Tree lists what belongs to a checkout. Names are slash-separated and relative to its root.
type Tree struct {
	root    string
	entries []string // files, links and folders, sorted
	tracked []string // the regular files among them that git tracks, sorted
	// Leaving lists the links that lead out of the checkout, as "link -> target".
	Leaving []string
}

// Read lists what belongs to the checkout at root. In a git repository that is every tracked file and every file that is not
// ignored; elsewhere it is everything. .git and the paths in skip, which are relative to root, never belong to it.
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
	above, err := scopeAbove(dir)
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

// scope holds the rules for the content of a folder.
type scope struct {
	repository *repository // nil outside a repository
	git, own   []rules
	tracked    bool // git ignores the folder, so only its tracked files belong to the checkout
}

// scopeAbove returns the rules of the folders above dir, up to the top of its repository. They are empty outside one.
func scopeAbove(dir string) (scope, error) {
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

// enter returns the scope of a folder, given the scope of its parent.
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

// belongs reports whether a path in the folder belongs to the checkout, and returns the scope of what is below the path.
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

// folder adds the content of a folder; rel is "" for the root.
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

// add adds a file, a link or the content of a folder. It leaves out pipes, sockets and devices, as git does.
func (w *walk) add(name string, mode fs.FileMode, in scope) error {
	switch {
	case mode.IsDir():
		if in.repository == nil {
			w.tree.entries = append(w.tree.entries, name) // in a repository empty folders do not count: git has none
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

// Has reports whether a file, a link or a folder that is not empty belongs to the checkout.
func (t *Tree) Has(name string) bool {
	name = path.Clean(name)
	if _, exact := slices.BinarySearch(t.entries, name); exact || name == "." {
		return true
	}
	i, _ := slices.BinarySearch(t.entries, name+"/")
	return i < len(t.entries) && strings.HasPrefix(t.entries[i], name+"/")
}

// Carries reports whether a copy of the checkout has the file: both the file and every link on the way to it must belong to
// the checkout.
func (t *Tree) Carries(name string) bool {
	real, err := filepath.EvalSymlinks(t.at(name))
	if err != nil {
		return t.Has(name)
	}
	rel, err := filepath.Rel(t.root, real)
	return err == nil && filepath.IsLocal(rel) && t.Has(filepath.ToSlash(rel)) && t.Has(t.firstLink(name))
}

// firstLink returns the first link on the way to a path, or the path itself if there is none.
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
