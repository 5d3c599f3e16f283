//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// stream is a program of ours in a Pod, whose output ends with a digest.
type stream struct {
	cluster        *Cluster
	pod, container string
	command        []string
	flows          *atomic.Bool // set when something comes, which may take any time; nil: it has to come at once
}

// read runs the program and calls take with its output while it prints. It ignores whether exec succeeded; if the stream is incomplete,
// the error of exec explains why. An error that is hold.ErrCut says that the stream had begun.
func (s stream) read(ctx context.Context, take func(io.Reader) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	from, to := io.Pipe()
	alive := time.AfterFunc(s.cluster.stall, func() { cancel(errStalled) })
	defer alive.Stop()
	begins := func() {}
	if s.flows != nil {
		alive.Stop()
		begins = func() { s.flows.Store(true) }
	}
	ended := make(chan error, 1)
	var problem said
	go func() {
		err := s.cluster.exec(ctx, s.pod, s.container, s.command, streams{out: to, errors: &problem})
		to.CloseWithError(io.ErrUnexpectedEOF) // take has seen the end before if the stream is whole
		ended <- err
	}()
	began := false
	err := take(watched{from, func() { began = true; begins(); alive.Reset(s.cluster.stall) }})
	if err == nil {
		_, _ = io.Copy(io.Discard, from) // until the program ends, by itself
	}
	from.Close()
	cancel(nil)
	why := <-ended
	if stalled := context.Cause(ctx); errors.Is(stalled, errStalled) {
		why = stalled
	}
	switch {
	case err == nil:
		return nil
	case !began && (unreachable(why) || notReached(why) && problem.err() == nil):
		return fmt.Errorf("read from pod: %w: %w", errNotReached, why)
	}
	return fmt.Errorf("read from pod: %w", errors.Join(err, why, problem.err()))
}

// errNotReached is the cause if nothing came of a call: it may succeed later.
var errNotReached = errors.New("the pod was not reached")

// errStalled is the cause if a stream brings nothing. It is like any call that is not answered in time.
var errStalled = fmt.Errorf("nothing came in time: %w", context.DeadlineExceeded)

// usualStall is how long a stream may bring nothing.
const usualStall = 30 * time.Second

// watched calls a function for everything that is read.
type watched struct {
	io.Reader
	alive func()
}

// Read implements io.Reader.
func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.alive()
	}
	return n, err
}

// gatedReader waits before it reads until its gate is open: the API server takes a part of a stream before it finds that no container reads it.
type gatedReader struct {
	context.Context
	gate <-chan struct{}
	from io.Reader
}

// Read implements io.Reader.
func (g gatedReader) Read(p []byte) (int, error) {
	select {
	case <-g.gate:
		return g.from.Read(p)
	case <-g.Done():
		return 0, g.Err()
	}
}

// heard calls a function for everything that is written.
type heard struct {
	io.Writer
	call func()
}

// Write implements io.Writer.
func (h heard) Write(p []byte) (int, error) {
	h.call()
	return h.Writer.Write(p)
}

func problemOf(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}
