package docker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/docker/docker/api/types/container"
)

// copyIn writes a tar into the container. There is no limit on the whole, which could not fit both a small checkout and
// a slow line; it fails if the daemon reads nothing for a while.
func (f *files) copyIn(content io.Reader) error {
	const stall = 5 * time.Minute
	ctx, cancel := context.WithCancelCause(f.ctx)
	defer cancel(nil)
	stalled := time.AfterFunc(stall, func() { cancel(fmt.Errorf("%w for %s", errStalled, stall)) })
	defer stalled.Stop()
	err := f.docker.CopyToContainer(ctx, f.id, "/", progressReader{content, func() { stalled.Reset(stall) }}, container.CopyToContainerOptions{})
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errStalled) {
		return cause
	}
	return err
}

// progressReader calls onRead before each read.
type progressReader struct {
	io.Reader
	onRead func()
}

// Read implements io.Reader.
func (w progressReader) Read(p []byte) (int, error) {
	w.onRead()
	return w.Reader.Read(p)
}
