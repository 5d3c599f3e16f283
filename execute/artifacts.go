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

// Artifacts are files of a container that are brought out after it ended. Where that fails it is noted, and changes
// nothing about the outcome.
type Artifacts struct {
	Dir   string            // folder in the container; all names are relative to it
	Bases []string          // files and folders, none below another, outside of which nothing is looked for
	Match func(string) bool // chooses the files
	Into  string            // folder for them; it is made if there are any
	// Wanted is asked once the container has ended and its scratch folder is out; nil: yes.
	Wanted func(Outcome) bool
}

// What the artifacts of one container may be at most. More is looked at than is taken: globs are often wider than what
// they match.
const (
	maxArtifacts = 10_000
	maxLookedAt  = 1_000_000
)

// fetchArtifacts brings the artifacts out of the ended container.
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
		return nil // a test that fails early has made none
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

// collection is what has been brought out of one container.
type collection struct {
	artifacts *Artifacts
	left      limits
	names     map[string]bool // relative to Artifacts.Into
}

// pick takes the regular files that match, under their names below Artifacts.Dir.
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

// nameBelow is an entry's name below Artifacts.Dir. Names in an archive begin with the last element of what was asked for.
func (c *collection) nameBelow(base, name string) (string, bool) {
	asked := path.Join(c.artifacts.Dir, base)
	if asked == "/" {
		return nameInside("root" + path.Join("/", name))
	}
	if path.Clean(name) == path.Base(asked) {
		return base, base != "." // the base is a file itself
	}
	rest, ok := nameInside(name)
	return path.Join(base, rest), ok
}
