package suite

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/org/baleen-action/inputs"
)

// mostHeld is how many names of a folder a message lists.
const mostHeld = 5

// holds lists the names in a folder, in words.
func holds(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	text := strings.Join(names[:min(len(names), mostHeld)], ", ")
	if more := len(names) - mostHeld; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// nearest explains why a pattern matches nothing where whole folders were looked at: in the checkout.
func (f found) nearest(pattern string) string {
	if f.near == nil {
		return ""
	}
	return near(f.near, pattern)
}

// near explains why a pattern matches nothing: how far its path exists, and what is there. It is empty if that is unknown.
func near(fsys fs.FS, pattern string) string {
	base, rest := doublestar.SplitPattern(path.Clean(pattern))
	if !strings.ContainsAny(rest, "*?[{") {
		base = path.Join(base, rest)
	}
	for ; ; base = path.Dir(base) {
		entries, err := fs.ReadDir(fsys, base)
		if err != nil && base != "." && base != "/" {
			continue
		}
		if err != nil {
			return ""
		}
		var names []string
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), ".") {
				names = append(names, entry.Name())
			}
		}
		if base == "." {
			base = "this folder"
		}
		return fmt.Sprintf("; the path exists up to %s, which holds %s", base, holds(names))
	}
}

// homes are the usual folders of suites in images.
func homes() []string {
	return []string{"/app", "/usr/src/app", "/src", "/suite", "/code", "/workspace", "/work", "/opt/app", "/home/node/app", "/tests", "/test", "/e2e", "/"}
}

// elsewhere explains why the image holds none of the checkout's files: the suite is in another folder, or the searched folder holds
// something else. It returns nil if the image has the first folder of the path, because then the image is only old.
func (l lookup) elsewhere(file string) error {
	folder := top(file)
	if there, err := l.files.Exists(path.Join(l.workDir, folder)); there && folder != file || err != nil {
		return err
	}
	for _, home := range append([]string{path.Join("/", l.home)}, homes()...) {
		if home == l.workDir {
			continue
		}
		there, err := l.files.Exists(path.Join(home, file))
		if err != nil {
			return err
		}
		if there {
			return inputs.Wrong{Input: "work-dir", Problem: fmt.Sprintf("the image holds %s in %s, not in %s", file, home, l.workDir),
				Advice: "--work-dir " + home}
		}
	}
	if folder == file {
		return nil
	}
	names, err := l.held(l.workDir)
	if errors.Is(err, fs.ErrNotExist) {
		return inputs.Wrong{Input: "work-dir", Problem: l.workDir + " does not exist in the image", Advice: "--work-dir the folder that the Dockerfile copies the suite to"}
	}
	if err != nil {
		return err
	}
	return inputs.Wrong{Input: "files", Problem: fmt.Sprintf("the image holds none of the checkout's feature files: %s is not in %s, which holds %s", file, l.workDir, holds(names)),
		Advice: "if the files are new, build the image again; otherwise check what the Dockerfile copies and .dockerignore excludes, --root and --work-dir; or use --workspace copy"}
}

// held returns the names in a folder of the image. Of a large folder it returns only the first ones.
func (l lookup) held(folder string) ([]string, error) {
	stream, err := l.files.Tar(folder)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	var names []string
	for archive := tar.NewReader(&io.LimitedReader{R: stream, N: maxListed}); ; {
		header, err := archive.Next()
		if err != nil {
			return names, nil // the end of the archive, or of what is read of it
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(path.Clean(header.Name), path.Base(folder)), "/")
		name, _, _ := strings.Cut(rest, "/")
		if name != "" && !slices.Contains(names, name) && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
}
