package docker

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/org/baleen-action/execute"
)

// stream is the attached output on its way to the spool.
type stream struct {
	conn   types.HijackedResponse
	cancel context.CancelFunc
	out    *execute.Spool // that it is written to
	done   chan struct{}  // closed when it ends
	fed    sync.WaitGroup
	err    error // after done: why it ended; nil if it ended between two frames
	early  bool  // it ended before the container
}

// attach attaches to the output. It returns when the engine has connected it, so that no output after the start is
// missed. It may be repeated before the start, never afterwards (podman#29664).
func (a *attempt) attach(work context.Context, out *execute.Spool) (*stream, error) {
	s := &stream{out: out, done: make(chan struct{})}
	err := a.retry(a.salvage, a.timing.longCall, func(context.Context) (err error) {
		var ctx context.Context // must outlive the call, and ends with the stream
		ctx, s.cancel = context.WithCancel(a.salvage)
		if s.conn, err = a.dial(work, ctx, a.id, container.AttachOptions{Stream: true, Stdin: a.input != nil, Stdout: true, Stderr: true}); err != nil {
			s.cancel()
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("attach to container: %w", err)
	}
	go func() {
		defer close(s.done)
		s.err = fill(out, s.conn.Reader)
	}()
	return s, nil
}

// feed writes to the container's standard input. What ends the connection ends it too; whoever reads the input has to know
// where it is complete.
func (s *stream) feed(input []byte) {
	if input == nil {
		return
	}
	s.fed.Go(func() { _, _ = s.conn.Conn.Write(input) })
}

// dial limits the attach call, which ignores its context once it is connected.
func (s *session) dial(work, ctx context.Context, id string, o container.AttachOptions) (types.HijackedResponse, error) {
	type answer struct {
		conn types.HijackedResponse
		err  error
	}
	answers := make(chan answer)
	abandoned := make(chan struct{})
	go func() {
		conn, err := s.docker.ContainerAttach(withHijack(ctx), id, o)
		select {
		case answers <- answer{conn, err}:
		case <-abandoned:
			if err == nil {
				conn.Close()
			}
		}
	}()
	hung := time.NewTimer(s.timing.longCall)
	defer hung.Stop()
	select {
	case got := <-answers:
		return got.conn, got.err
	case <-work.Done():
		close(abandoned)
		return types.HijackedResponse{}, context.Cause(work)
	case <-hung.C:
		close(abandoned)
		return types.HijackedResponse{}, fmt.Errorf("no answer for %s: %w", s.timing.longCall, context.DeadlineExceeded)
	}
}

// finish waits for the stream to end by itself for a while, and reports whether it did.
func (s *stream) finish(ctx context.Context, grace time.Duration) bool {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-s.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	s.close()
	return false
}

// close closes the connection and waits for the reader.
func (s *stream) close() {
	s.cancel()
	s.conn.Close()
	<-s.done
	s.fed.Wait()
}

// fill reads the framed stream r to its end, even after an error, so that the container is never blocked.
func fill(s *execute.Spool, r io.Reader) error {
	err := demux(r, s.Stdout, s.Stderr)
	if err != nil {
		_, _ = io.Copy(io.Discard, r) // no frame can be recognized any more
	}
	return err
}
