package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/org/baleen-action/execute"
)

// fetchArtifacts copies the artifacts out of the ended container.
func (a *attempt) fetchArtifacts() {
	want := a.job.Artifacts
	if want == nil || a.ending.Exit == nil || want.Wanted != nil && !want.Wanted(a.outcome()) {
		return
	}
	c := execute.Collection{Artifacts: want, Mask: a.spec.Mask, Left: execute.NewQuota(), Names: map[string]bool{}}
	for _, base := range want.Bases {
		if err := a.collect(&c, base); err != nil {
			a.ending.Artifacts = errors.Join(a.ending.Artifacts, fmt.Errorf("copy %q: %w", path.Join(want.Dir, base), err))
		}
	}
	a.ending.Collected = slices.Sorted(maps.Keys(c.Names))
}

// collect copies what matches at or below a base. All bases share one quota.
func (a *attempt) collect(c *execute.Collection, base string) error {
	left := c.Left
	defer func() { c.Left = left }()
	return a.retry(a.salvage, a.timing.longCall, func(ctx context.Context) error {
		left = c.Left // a second try copies the same files again
		content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Join(c.Artifacts.Dir, base))
		if cerrdefs.IsNotFound(err) {
			return nil // a test that failed early has not written it
		}
		if err != nil {
			return err
		}
		defer content.Close()
		return c.From(base, &left).Run(content)
	})
}
