//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
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
// the error of exec explains why.
func (s stream) read(ctx context.Context, take func(io.Reader) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	from, to := io.Pipe()
	alive := time.AfterFunc(s.cluster.stall, cancel)
	defer alive.Stop()
	begins := func() {}
	if s.flows != nil {
		alive.Stop()
		begins = func() { s.flows.Store(true) }
	}
	said := make(chan error, 1)
	var problem strings.Builder
	go func() {
		err := s.cluster.exec(ctx, s.pod, s.container, s.command, streams{out: to, errors: &problem})
		to.CloseWithError(io.ErrUnexpectedEOF) // take has seen the end before if the stream is whole
		said <- err
	}()
	err := take(watched{from, func() { begins(); alive.Reset(s.cluster.stall) }})
	if err == nil {
		_, _ = io.Copy(io.Discard, from) // until the program ends, by itself
	}
	from.Close()
	cancel()
	why := <-said
	if err == nil {
		return nil
	}
	if unreachable(why) {
		return fmt.Errorf("read from pod: %w", why)
	}
	return fmt.Errorf("read from pod: %w", errors.Join(err, why, problemOf(strings.TrimSpace(problem.String()))))
}

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
	w.alive()
	return n, err
}

func problemOf(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}
