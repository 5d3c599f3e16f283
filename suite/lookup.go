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
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// eachFile calls visit for every regular file of a tar stream, with its name as it stands there. It returns the names of
// the links in it, soft and hard, whose content is elsewhere.
func eachFile(stream io.Reader, visit func(name string, body io.Reader) error) (links []string, err error) {
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
		case tar.TypeSymlink, tar.TypeLink:
			links = append(links, path.Clean(header.Name))
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
	temp     string // folder for feature files that come out of the image
}

// found is where the feature files are and which of them are to run.
type found struct {
	fsys fs.FS
	shard.Found
	where string // was looked, in words
}

// find looks the files up and, where both sides have them, proves that image and checkout agree.
func (l lookup) find() (found, error) {
	if l.settings.Suite.FilesFrom == inputs.FromImage {
		return l.inImage()
	}
	here, err := l.inCheckout()
	if err != nil || l.settings.Suite.FilesFrom == inputs.FromWorkspace || l.settings.Suite.Brings() {
		return here, err
	}
	if len(here.Files) == 0 {
		return l.inImage()
	}
	return here, l.prove(here)
}

func (l lookup) inCheckout() (found, error) {
	fsys := os.DirFS(l.settings.Suite.Root)
	files, err := shard.Discover(fsys, shard.Query{Patterns: l.settings.Suite.Patterns, Skip: skip(l.settings)})
	return found{fsys, files, "below " + l.settings.Suite.Root}, wrongFiles(err)
}

// skip keeps report folders, which may hold feature files as artifacts, out of the search.
func skip(s inputs.Settings) []string {
	root, err := filepath.Abs(s.Suite.Root)
	if err != nil {
		return nil
	}
	var out []string
	for _, dir := range []string{s.Report.Dir, s.Report.Smoke(), s.Report.Rerun()} {
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

// inImage copies the feature files out of the image and looks there.
func (l lookup) inImage() (found, error) {
	root, err := os.OpenRoot(l.temp)
	if err != nil {
		return found{}, fmt.Errorf("open temporary folder: %w", err)
	}
	defer root.Close()
	for _, base := range l.bases() {
		if err := l.extract(root, base); err != nil {
			return found{}, err
		}
	}
	fsys := os.DirFS(l.temp)
	files, err := shard.Discover(fsys, shard.Query{Patterns: l.settings.Suite.Patterns})
	where := fmt.Sprintf("below %s in the image", l.workDir)
	if l.settings.Suite.FilesFrom == inputs.FromAuto {
		where = fmt.Sprintf("below %s, nor %s", l.settings.Suite.Root, where)
	}
	return found{fsys, files, where}, wrongFiles(err)
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
	return Topmost(out)
}

// Topmost drops every path that lies below another.
func Topmost(paths []string) []string {
	slices.Sort(paths)
	var out []string
	for _, p := range paths {
		covered := slices.ContainsFunc(out, func(top string) bool { return top == "." || p == top || strings.HasPrefix(p, top+"/") })
		if !covered {
			out = append(out, p)
		}
	}
	return out
}

// extract copies what is at base in the image to the same place below root. What is not there is not copied.
func (l lookup) extract(root *os.Root, base string) error {
	return l.walk(base, l.mayMatch, func(target string, body io.Reader) error {
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
	})
}

// mayMatch tells whether a pattern could select a file of that name.
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

// walk visits the files at base in the image that are wanted, by their paths below the work-dir. A link is followed to the
// file that it leads to, as a runner follows it; a linked folder is not, as in the checkout.
func (l lookup) walk(base string, wanted func(string) bool, visit func(file string, body io.Reader) error) error {
	stream, err := l.files.Tar(path.Join(l.workDir, base))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up %q in the image: %w", base, err)
	}
	defer stream.Close()
	links, err := eachFile(stream, func(name string, body io.Reader) error {
		if file := l.inside(base, name); wanted(file) {
			return visit(file, body)
		}
		return nil
	})
	for _, name := range links {
		if file := l.inside(base, name); err == nil && wanted(file) {
			err = l.follow(file, visit)
		}
	}
	return err
}

func (l lookup) follow(file string, visit func(file string, body io.Reader) error) error {
	stream, err := l.files.Tar(path.Join(l.workDir, file))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it leads nowhere
	}
	if err != nil {
		return fmt.Errorf("follow %q in the image: %w", file, err)
	}
	defer stream.Close()
	_, err = eachFile(stream, func(name string, body io.Reader) error {
		if strings.Contains(name, "/") {
			return nil // of a linked folder
		}
		return visit(file, body)
	})
	return err
}

// inside turns a name of the archive of base, which begins with the last element of base, into a path below work-dir.
func (l lookup) inside(base, name string) string {
	first := path.Base(path.Join(l.workDir, base))
	return path.Join(base, strings.TrimPrefix(strings.TrimPrefix(name, first), "/"))
}
