package suite

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/checkout"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
)

// Limits of the comparison of an image with the checkout.
const (
	staleTime    = 2 * time.Second
	staleBytes   = 32 << 20 // of one folder: files that git does not track may be large, such as node_modules
	staleReaders = 4        // folders at a time
)

// Staleness is the result of comparing the files that git tracks with the image.
type Staleness struct {
	Files    []string // that differ in the image, or that it lacks although it has others of their kind; sorted
	Compared int
	Tracked  int
}

// compareAll starts to compare the checkout with the image in the background, if that is wanted. The function that it returns waits
// for the result. If stale files fail the run, its error is a wrong input.
func (l lookup) compareAll(spec execute.Spec) func() (Staleness, error) {
	s := l.settings.Suite
	fail := s.Stale == inputs.StaleFail
	if s.Brings() || s.FilesFrom != inputs.FromAuto && !fail {
		return func() (Staleness, error) { return Staleness{}, nil }
	}
	var found Staleness
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		found, err = l.stale(spec)
	}()
	return func() (Staleness, error) {
		<-ended
		if !fail {
			return found, nil // Staleness counts the files that were not compared
		}
		return found, errors.Join(err, found.refuse())
	}
}

// stale compares the files that git tracks below root with the image, within limits. It is about the rest of the suite, above all its
// steps. The feature files to run are proved elsewhere.
func (l lookup) stale(spec execute.Spec) (Staleness, error) {
	names, err := checkout.Tracked(l.settings.Suite.Root, append(skip(l.settings), memoryFolder)...)
	if err != nil {
		return Staleness{}, fmt.Errorf("compare the checkout with the image: %w", err)
	}
	c := &comparison{lookup: l, until: time.Now().Add(staleTime), folders: map[string][]string{}, state: map[string]fileState{}}
	for _, name := range worthwhile(names) {
		if execute.Mounted(spec, path.Join(l.workDir, name)) == "" {
			c.state[name] = unread
			c.folders[top(name)] = append(c.folders[top(name)], name)
		}
	}
	c.all()
	return c.staleness(), c.err
}

// worthwhile are the files that a scenario may depend on: no documents and no hidden files. Reading a file at the top costs as much
// as reading a folder, so only those count whose extension also occurs in folders, as that of code does.
func worthwhile(names []string) []string {
	kinds := map[string]bool{}
	var out []string
	for _, folders := range []bool{true, false} {
		for _, name := range names {
			ext := path.Ext(name)
			inFolder := top(name) != name
			switch {
			case inFolder != folders, strings.HasPrefix(name, "."), ext == ".feature", ext == ".md", !folders && !kinds[ext]:
				continue
			}
			kinds[ext] = true
			out = append(out, name)
		}
	}
	return out
}

// staleness sums up. A missing file alone is no evidence, because images leave out what no test needs. It counts if the image has
// other files of that kind in the same folder of root.
func (c *comparison) staleness() Staleness {
	out := Staleness{Tracked: len(c.state)}
	kinds := map[string]bool{}
	for name, state := range c.state {
		if state != unread {
			out.Compared++
		}
		if state == same || state == other {
			kinds[kindOf(name)] = true
		}
	}
	for name, state := range c.state {
		if state == other || state == missing && top(name) != name && kinds[kindOf(name)] {
			out.Files = append(out.Files, name)
		}
	}
	slices.Sort(out.Files)
	return out
}

func kindOf(name string) string { return top(name) + "/*" + path.Ext(name) }

// refuse makes a wrong input of stale files.
func (s Staleness) refuse() error {
	if len(s.Files) == 0 {
		return nil
	}
	return inputs.Wrong{Input: "stale", Problem: "image and checkout differ in " + Some(s.Files),
		Advice: "rebuild the image; or use --workspace copy, which brings the checkout into the containers; or --stale warn"}
}

// Some names the first of some files.
func Some(names []string) string {
	const named = 3
	if len(names) <= named {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:named], ", "), len(names)-named)
}
