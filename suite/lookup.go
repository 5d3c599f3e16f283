package suite

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/globs"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// link is a link in a tar stream. Its content is elsewhere.
type link struct {
	name string
	to   string // target of a soft link, as written; empty for a hard link
}

// eachFile calls visit for every regular file of a tar stream, with its name in the stream. It returns the soft and hard links.
func eachFile(stream io.Reader, visit func(name string, body io.Reader) error) (links []link, err error) {
	archive := tar.NewReader(stream)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return links, nil
		}
		if err != nil {
			return links, fmt.Errorf("read archive: %w", err)
		}
		switch header.Typeflag {
		case tar.TypeSymlink:
			links = append(links, link{path.Clean(header.Name), header.Linkname})
		case tar.TypeLink:
			links = append(links, link{name: path.Clean(header.Name)})
		case tar.TypeReg:
			if err := visit(path.Clean(header.Name), archive); err != nil {
				return links, err
			}
		}
	}
}

// lookup finds the feature files of a run, in the checkout or in the image.
type lookup struct {
	settings inputs.Settings
	files    execute.Files
	workDir  string // in the image
	home     string // the image's own working directory
	temp     string // folder for feature files that are copied from the image
	follow   int    // how many links to folders the runner follows to reach a file
}

// found are the feature files to run, and where they are.
type found struct {
	fsys fs.FS
	shard.Found
	where string // the search looked, in words
	here  bool   // in the checkout
	near  fs.FS  // where a message may say what is there instead; nil: nowhere
}

// find looks the files up. If both the checkout and the image have them, it proves that they agree.
func (l lookup) find() (found, error) {
	if l.settings.Suite.FilesFrom == inputs.FromImage {
		return l.inImage()
	}
	here, err := l.inCheckout()
	if err != nil || l.settings.Suite.FilesFrom == inputs.FromWorkspace || l.settings.Suite.Brings() {
		return here, err
	}
	if len(here.Files) == 0 {
		there, err := l.inImage()
		there.near = here.near // only what matches is copied out of the image
		return there, err
	}
	return here, l.prove(here)
}

func (l lookup) inCheckout() (found, error) {
	fsys := os.DirFS(l.settings.Suite.Root)
	files, err := shard.Discover(fsys, shard.Query{Patterns: l.settings.Suite.Patterns, Skip: skip(l.settings), Links: l.follow})
	return found{fsys, files, "below " + l.settings.Suite.Root, true, fsys}, wrongFiles(err)
}

// skip returns the report folders. They are not searched because they may contain feature files as artifacts.
func skip(s inputs.Settings) []string {
	root, err := filepath.Abs(s.Suite.Root)
	if err != nil {
		return nil
	}
	var out []string
	for _, dir := range s.Report.Family() {
		dir, err := filepath.Abs(dir)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(root, dir); err == nil {
			out = append(out, filepath.ToSlash(rel))
		}
	}
	return out
}

func wrongFiles(err error) error {
	if err == nil {
		return nil
	}
	return inputs.Wrong{Input: "files", Problem: err.Error(),
		Advice: "a file, a folder, a glob such as 'features/**/*.feature', or x.feature:12"}
}

// inImage copies the feature files out of the image and searches the copy.
func (l lookup) inImage() (found, error) {
	root, err := os.OpenRoot(l.temp)
	if err != nil {
		return found{}, fmt.Errorf("open temporary folder: %w", err)
	}
	defer root.Close()
	var links []string
	for _, base := range l.bases() {
		left, err := l.extract(root, base)
		if err != nil {
			return found{}, err
		}
		links = append(links, left...)
	}
	fsys := os.DirFS(l.temp)
	files, err := shard.Discover(fsys, shard.Query{Patterns: l.settings.Suite.Patterns})
	slices.Sort(links)
	files.Links = slices.Compact(links)
	where := fmt.Sprintf("below %s in the image", l.workDir)
	if l.settings.Suite.FilesFrom == inputs.FromAuto {
		where = fmt.Sprintf("below %s, nor %s", l.settings.Suite.Root, where)
	}
	return found{fsys, files, where, false, nil}, wrongFiles(err)
}

// bases are the folders and files, relative to the work-dir, below which the patterns can match.
func (l lookup) bases() []string {
	var out []string
	for _, pattern := range l.settings.Suite.Patterns {
		if strings.HasPrefix(pattern, "!") {
			continue
		}
		base, rest := doublestar.SplitPattern(path.Clean(pattern))
		if !strings.ContainsAny(rest, "*?[{") {
			base = path.Join(base, strings.SplitN(rest, ":", 2)[0])
		}
		out = append(out, base)
	}
	return globs.Topmost(out)
}

// extract copies the files at base in the image to the same place below root. A missing base is no error. It returns the links to
// folders with feature files that it did not follow.
func (l lookup) extract(root *os.Root, base string) (links []string, err error) {
	w := imageWalk{lookup: l, wanted: l.mayMatch, below: fs.ValidPath}
	w.left = func(link string) error {
		holds, err := w.holdsFeatures(link)
		if holds {
			links = append(links, link)
		}
		return err
	}
	w.visit = func(target string, body io.Reader) error {
		if err := root.MkdirAll(path.Dir(target), 0o755); err != nil {
			return fmt.Errorf("copy %q out of the image: %w", target, err)
		}
		file, err := root.Create(target)
		if err != nil {
			return fmt.Errorf("copy %q out of the image: %w", target, err)
		}
		defer file.Close()
		_, err = io.Copy(file, body)
		return err
	}
	err = w.folder(base, l.follow)
	return links, err
}

// mayMatch reports whether a pattern could select a file of that name.
func (l lookup) mayMatch(name string) bool {
	elements := strings.Split(name, "/")
	if !fs.ValidPath(name) || slices.Contains(elements, "node_modules") || slices.Contains(elements, ".git") {
		return false
	}
	return path.Ext(name) == ".feature" || slices.ContainsFunc(l.settings.Suite.Patterns, func(pattern string) bool {
		pattern = path.Clean(pattern)
		return strings.HasPrefix(pattern, name) || doublestar.MatchUnvalidated(pattern, name)
	})
}

// inside turns a name of the archive of base, which begins with the last element of base, into a path below work-dir.
func (l lookup) inside(base, name string) string {
	first := path.Base(path.Join(l.workDir, base))
	return path.Join(base, strings.TrimPrefix(strings.TrimPrefix(name, first), "/"))
}
