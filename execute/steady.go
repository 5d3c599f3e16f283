package execute

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/docker/docker/api/types/container"
)

// steady makes a call outside of any session again where its answer was lost or says nothing about the call. Its context
// ends with the call; a call whose answer is read later has to use another.
func steady(ctx context.Context, d Docker, limit time.Duration, call func(context.Context) error) error {
	s := session{docker: d, timing: defaultTiming()}
	return s.again(ctx, limit, call)
}

// copyIn writes a tar into the container, as long as the daemon takes it: no limit on the whole would fit both a small
// checkout and a slow line.
func (f *files) copyIn(content io.Reader) error {
	const stall = 5 * time.Minute
	ctx, cancel := context.WithCancelCause(f.ctx)
	defer cancel(nil)
	stalled := time.AfterFunc(stall, func() { cancel(fmt.Errorf("%w for %s", errStalled, stall)) })
	defer stalled.Stop()
	err := f.docker.CopyToContainer(ctx, f.id, "/", watched{content, func() { stalled.Reset(stall) }}, container.CopyToContainerOptions{})
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errStalled) {
		return cause
	}
	return err
}

// watched says that it is being read.
type watched struct {
	io.Reader
	read func()
}

// Read implements io.Reader.
func (w watched) Read(p []byte) (int, error) {
	w.read()
	return w.Reader.Read(p)
}
