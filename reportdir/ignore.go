package reportdir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// ignoreFiles are the files that keep a report folder out of a repository, and out of an image whose build context it is.
// Docker reads no ignore file in a subfolder of the context.
func ignoreFiles() []string { return []string{".gitignore", dockerIgnore} }

const dockerIgnore = ".dockerignore"

// writeIgnoreFiles writes the ignore files of a report folder, except those that exist.
func writeIgnoreFiles(dir string) error {
	for _, name := range ignoreFiles() {
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			_, err = file.WriteString("# Made by Baleen: what containers wrote belongs neither into a repository nor into an image.\n*\n")
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			return fmt.Errorf("make report folder: %w", err)
		}
	}
	return nil
}

// maxAbove is how many folders above a report folder are searched for a Dockerfile.
const maxAbove = 8

// InNextImage returns the Dockerfile that would copy a report folder into the next image; empty if there is none. It searches
// the folders above, up to the top of the repository, because a Dockerfile is usually at the top of its build context.
func InNextImage(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	context := dir
	for range maxAbove {
		if context = filepath.Dir(context); context == filepath.Dir(context) {
			return ""
		}
		files, _ := filepath.Glob(filepath.Join(context, "Dockerfile*")) // the only error is a bad pattern
		for _, file := range files {
			if copiesAll(file) && !excluded(context, file, dir) {
				return Shown(file)
			}
		}
		if _, err := os.Lstat(filepath.Join(context, ".git")); err == nil {
			return ""
		}
	}
	return ""
}

// wholeContext matches an instruction that copies the whole build context.
var wholeContext = regexp.MustCompile(`(?mi)^[ \t]*(?:COPY|ADD)[ \t]+(?:--[a-z]+(?:=\S+)?[ \t]+)*\[?[ \t]*"?\.?/?"?[ \t,]`)

// CopiesContext reports whether the text of a Dockerfile copies its whole build context into the image.
func CopiesContext(dockerfile string) bool {
	return slices.ContainsFunc(wholeContext.FindAllString(dockerfile, -1), func(found string) bool {
		return !strings.Contains(found, "--from=")
	})
}

func copiesAll(dockerfile string) bool {
	const most = 1 << 20 // bytes; a Dockerfile is far smaller
	info, err := os.Stat(dockerfile)
	if err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return false
	}
	text, err := os.ReadFile(dockerfile)
	return err == nil && CopiesContext(string(text))
}

// excluded reports whether a build excludes the containers' output in a report folder: by the ignore file of its Dockerfile, or
// else by the ignore file of its context.
func excluded(context, dockerfile, dir string) bool {
	file, err := os.Open(dockerfile + dockerIgnore)
	if err != nil {
		file, err = os.Open(filepath.Join(context, dockerIgnore))
	}
	if err != nil {
		return false
	}
	defer file.Close()
	patterns, err := ignorefile.ReadAll(file)
	if err != nil {
		return false
	}
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		return false
	}
	for _, folder := range []string{Output, Raw} {
		rel, err := filepath.Rel(context, filepath.Join(dir, folder, "a.1"))
		if err != nil {
			return false
		}
		if out, err := matcher.MatchesOrParentMatches(rel); err != nil || !out {
			return false
		}
	}
	return true
}
