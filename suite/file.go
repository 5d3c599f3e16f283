package suite

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
)

// File is a feature file, or its scenarios at Lines.
type File struct {
	cucumber.Target
	Sum    string // SHA-256 of its content
	Text   string // its content
	Parsed cucumber.File
}

// nothing reports every pattern that selects nothing. Otherwise a typo in one of several would go unnoticed.
func (f found) nothing(s inputs.Settings) error {
	if s.Judging.AllowEmpty {
		return nil
	}
	var wrong inputs.AllWrong
	for _, pattern := range f.Nothing {
		wrong = append(wrong, inputs.Wrong{Input: "files", Problem: fmt.Sprintf("%q matches nothing %s%s", pattern, f.where, f.nearest(pattern)), Advice: "check --root and --work-dir; or use --allow-empty"})
	}
	if len(wrong) == 0 && len(f.Files) == 0 {
		wrong = append(wrong, inputs.Wrong{Input: "files", Problem: "every file that was found is excluded", Advice: "check the patterns that begin with !"})
	}
	return wrong.Err()
}

// read parses all files that are to run, as their runner does. language applies to files that name none.
func (f found) read(recipe cucumber.Recipe, language string) ([]File, error) {
	var files []File
	var wrong inputs.AllWrong
	for _, selected := range f.Files {
		file, err := f.parse(selected, recipe, language)
		if err != nil {
			wrong = append(wrong, inputs.Wrong{Input: "files", Problem: err.Error(), Advice: "make the file readable"})
			continue
		}
		files = append(files, file)
	}
	return files, wrong.Err()
}

func (f found) parse(selected cucumber.Target, recipe cucumber.Recipe, language string) (File, error) {
	src, err := f.fsys.Open(selected.Path)
	if err != nil {
		return File{}, err
	}
	defer src.Close()
	var text strings.Builder
	sum := sha256.New()
	whole := io.TeeReader(src, io.MultiWriter(sum, &text))
	parsed := recipe.Parse(selected.Path, language, whole)
	if _, err := io.Copy(io.Discard, whole); err != nil { // the part that the parser has not read
		return File{}, err
	}
	return File{selected, hex.EncodeToString(sum.Sum(nil)), text.String(), parsed}, nil
}
