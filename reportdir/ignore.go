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

// ignores are what keeps a report folder out of a repository, and out of an image whose build has it as context. Docker reads
// no ignore file of a folder below the context's top.
func ignores() []string { return []string{".gitignore", dockerIgnore} }

const dockerIgnore = ".dockerignore"

// ignore makes the ignore files of a report folder, where nobody has any.
func ignore(dir string) error {
	for _, name := range ignores() {
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			_, err = file.WriteString("# Made by Baleen: below output/ and raw/ is what containers printed, with its secrets unmasked.\n*\n")
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			return fmt.Errorf("make report folder: %w", err)
		}
	}
	return nil
}

// mostAbove is how many folders above a report folder may be the context of a build that takes it in.
const mostAbove = 8

// InNextImage returns the Dockerfile by which the next image would hold a report folder; empty if there is none. It looks at
// the folders above, up to the top of the repository: a build's context is usually where its Dockerfile is.
func InNextImage(dir string) string {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	context := dir
	for range mostAbove {
		if context = filepath.Dir(context); context == filepath.Dir(context) {
			return ""
		}
		files, _ := filepath.Glob(filepath.Join(context, "Dockerfile*")) // its one error is about the pattern
		for _, file := range files {
			if copiesAll(file) && !excluded(context, file, dir) {
				return fromHere(file)
			}
		}
		if _, err := os.Lstat(filepath.Join(context, ".git")); err == nil {
			return ""
		}
	}
	return ""
}

// wholeContext is an instruction that copies all of the context, and not of another stage.
var wholeContext = regexp.MustCompile(`(?mi)^[ \t]*(?:COPY|ADD)[ \t]+(?:--[a-z]+(?:=\S+)?[ \t]+)*\[?[ \t]*"?\.?/?"?[ \t,]`)

func copiesAll(dockerfile string) bool {
	const most = 1 << 20 // bytes; a Dockerfile is far smaller
	info, err := os.Stat(dockerfile)
	if err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return false
	}
	text, err := os.ReadFile(dockerfile)
	return err == nil && slices.ContainsFunc(wholeContext.FindAllString(string(text), -1), func(found string) bool {
		return !strings.Contains(found, "--from=")
	})
}

// excluded reports whether a build leaves out what containers wrote into a report folder: by the ignore file of its
// Dockerfile, or else by that of its context.
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
	for _, own := range []string{Output, Raw} {
		rel, err := filepath.Rel(context, filepath.Join(dir, own, "a.1"))
		if err != nil {
			return false
		}
		if out, err := matcher.MatchesOrParentMatches(rel); err != nil || !out {
			return false
		}
	}
	return true
}
