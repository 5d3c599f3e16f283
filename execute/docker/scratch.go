package docker

import (
	"context"
	"errors"
	"fmt"
	"path"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/org/baleen-action/execute"
)

// fetchScratch copies the scratch folder out of the ended container, never before it ended: while a container runs, it can
// replace links under the engine's hands (CVE-2018-15664).
func (a *attempt) fetchScratch() {
	if a.job.Scratch == "" || a.ending.Exit == nil || a.ending.Fetched {
		return
	}
	err := a.retry(a.salvage, a.timing.longCall, a.copyScratch)
	a.ending.Fetched = err == nil || errors.Is(err, execute.ErrTooMuch)
	switch {
	case a.ending.Fetched:
		a.ending.ScratchCut = err
	default:
		a.ending.Scratch = fmt.Errorf("fetch folder %q: %w", a.job.Scratch, err)
	}
}

func (a *attempt) copyScratch(ctx context.Context) error {
	content, _, err := a.files.CopyFromContainer(ctx, a.id, path.Clean(a.job.Scratch))
	if cerrdefs.IsNotFound(err) {
		return errors.New("folder does not exist any more, or was not on the container's own disk")
	}
	if err != nil {
		return err
	}
	defer content.Close()
	left := execute.NewQuota() // a second try copies the same files again
	return execute.Extraction{Into: a.job.Into, Left: &left, Mask: a.spec.Mask}.Run(content)
}
