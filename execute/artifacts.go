package execute

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	cerrdefs "github.com/containerd/errdefs"
)

// Artifacts names the files that are copied out of a container after it ended. If that fails the outcome says so in
// Missed, and keeps its class.
type Artifacts struct {
	Dir   string            // folder in the container; all other names are relative to it
	Bases []string          // files and folders to search, none below another
	Match func(string) bool // reports whether to copy a file
	Into  string            // folder on this machine; it is created for the first file
	// Wanted is called after the container has ended and its scratch folder was copied. If it returns false, nothing is copied; nil: true.
	Wanted func(Outcome) bool
}

// fetchArtifacts copies the artifacts out of the ended container.
func (a *attempt) fetchArtifacts() {
	want := a.job.Artifacts
	if want == nil || a.ending.state == nil || want.Wanted != nil && !want.Wanted(a.outcome()) {
		return
	}
	c := collection{artifacts: want, left: newQuota(), names: map[string]bool{}}
	for _, base := range want.Bases {
		if err := a.collect(&c, base); err != nil {
			a.ending.artifacts = errors.Join(a.ending.artifacts, fmt.Errorf("copy %q: %w", path.Join(want.Dir, base), err))
		}
	}
	a.ending.collected = slices.Sorted(maps.Keys(c.names))
}

// collect copies what matches at or below a base. All bases share one quota.
func (a *attempt) collect(c *collection, base string) error {
	left := c.left
	defer func() { c.left = left }()
	return a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error {
		left = c.left // a second try copies the same files again
		content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Join(c.artifacts.Dir, base))
		if cerrdefs.IsNotFound(err) {
			return nil // a test that failed early has not written it
		}
		if err != nil {
			return err
		}
		defer content.Close()
		return c.from(base, &left).run(content)
	})
}

// collection is what was copied out of one container so far.
type collection struct {
	artifacts *Artifacts
	left      quota
	names     map[string]bool // relative to Artifacts.Into
}

// from copies the regular files that match, under their names relative to Artifacts.Dir.
func (c *collection) from(base string, left *quota) extraction {
	return extraction{into: c.artifacts.Into, left: left, copied: c.names, pick: func(header *tar.Header) (string, bool) {
		name, ok := c.nameBelow(base, header.Name)
		return name, ok && header.Typeflag == tar.TypeReg && c.artifacts.Match(name)
	}}
}

// nameBelow returns an entry's name relative to Artifacts.Dir. Names in an archive begin with the last element of the
// path that was asked for.
func (c *collection) nameBelow(base, name string) (string, bool) {
	asked := path.Join(c.artifacts.Dir, base)
	if asked == "/" {
		return nameInside("root" + path.Join("/", name))
	}
	if path.Clean(name) == path.Base(asked) {
		return base, base != "." // the base is a file
	}
	rest, ok := nameInside(name)
	return path.Join(base, rest), ok
}
