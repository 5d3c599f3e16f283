package execute

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
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

// Limits for the artifacts of one container. More entries are read than copied, because a base is often wider than its
// pattern.
const (
	maxArtifacts = 10_000
	maxLookedAt  = 1_000_000
)

// fetchArtifacts copies the artifacts out of the ended container.
func (a *attempt) fetchArtifacts() {
	want := a.job.Artifacts
	if want == nil || a.ending.state == nil || want.Wanted != nil && !want.Wanted(a.outcome()) {
		return
	}
	c := collection{artifacts: want, left: limits{entries: maxLookedAt, bytes: maxBytes}, names: map[string]bool{}}
	for _, base := range want.Bases {
		err := a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error { return a.collect(ctx, &c, base) })
		if err != nil {
			a.ending.artifacts = errors.Join(a.ending.artifacts, fmt.Errorf("bring out %q: %w", path.Join(want.Dir, base), err))
		}
	}
	for name := range c.names {
		a.ending.collected = append(a.ending.collected, name)
	}
	slices.Sort(a.ending.collected)
}

func (a *attempt) collect(ctx context.Context, c *collection, base string) error {
	content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Join(c.artifacts.Dir, base))
	if cerrdefs.IsNotFound(err) {
		return nil // a test that failed early has not written it
	}
	if err != nil {
		return err
	}
	defer content.Close()
	left := c.left
	left.pick = func(header *tar.Header) (string, bool) { return c.pick(base, header) }
	if err := extract(content, c.artifacts.Into, left); err != nil {
		return err
	}
	if len(c.names) >= maxArtifacts {
		return errTooMuch
	}
	return nil
}

// collection is what was copied out of one container so far.
type collection struct {
	artifacts *Artifacts
	left      limits
	names     map[string]bool // relative to Artifacts.Into
}

// pick chooses the regular files that match and names them relative to Artifacts.Dir.
func (c *collection) pick(base string, header *tar.Header) (string, bool) {
	if header.Typeflag != tar.TypeReg || len(c.names) >= maxArtifacts {
		return "", false
	}
	name, ok := c.nameBelow(base, header.Name)
	if !ok || !c.artifacts.Match(name) {
		return "", false
	}
	c.names[name] = true
	return name, true
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
