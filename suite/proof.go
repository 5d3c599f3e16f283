package suite

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/globs"
	"github.com/org/baleen-action/inputs"
)

// prove compares every file that is to run with the same file of the image. Containers run the files of the image. If those differ
// from the checkout, every result is about other scenarios.
func (l lookup) prove(here found) error {
	want := map[string][]byte{}
	for _, file := range here.Files {
		sum, err := digest(here.fsys, file.Path)
		if err != nil {
			return err
		}
		want[file.Path] = sum
	}
	other := map[string]bool{}
	for _, base := range proofBases(here.Files) {
		if err := l.compare(base, want, other); err != nil {
			return err
		}
	}
	if len(want) == len(here.Files) {
		if err := l.elsewhere(here.Files[0].Path); err != nil {
			return err
		}
	}
	return stale(want, other)
}

// proofBases are the folders that hold the files. A file in the work-dir itself is read alone, because the work-dir may be the root
// of the image.
func proofBases(files []cucumber.Target) []string {
	var out []string
	for _, file := range files {
		dir := path.Dir(file.Path)
		if dir == "." {
			dir = file.Path
		}
		out = append(out, dir)
	}
	return globs.Topmost(out)
}

// compare removes the files that the image holds from want, and adds those whose content differs to other.
func (l lookup) compare(base string, want map[string][]byte, other map[string]bool) error {
	w := imageWalk{lookup: l, wanted: func(file string) bool { return want[file] != nil }}
	w.below = func(folder string) bool {
		for file := range want {
			if strings.HasPrefix(file, folder+"/") {
				return true
			}
		}
		return false
	}
	w.visit = func(file string, body io.Reader) error {
		hash := sha256.New()
		if _, err := io.Copy(hash, body); err != nil {
			return fmt.Errorf("compare %q with the image: %w", file, err)
		}
		if !bytes.Equal(hash.Sum(nil), want[file]) {
			other[file] = true
		}
		delete(want, file)
		return nil
	}
	return w.folder(base, l.follow)
}

func digest(fsys fs.FS, name string) ([]byte, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return hash.Sum(nil), nil
}

// stale makes one wrong input of all files that are missing or different in the image.
func stale(missing map[string][]byte, other map[string]bool) error {
	var all []string
	for name := range missing {
		all = append(all, name+" is not in the image")
	}
	for name := range other {
		all = append(all, name+" has other content in the image")
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	text := all[0]
	if len(all) > 1 {
		text += fmt.Sprintf(" (and %d more)", len(all)-1)
	}
	return inputs.Wrong{Input: "files", Problem: "the image does not hold the checkout's files: " + text,
		Advice: "build the image again; or --workspace copy, which brings the checkout into the containers; or --files-from image to run what the image holds"}
}
