package docker

import (
	"bufio"
	"context"
	"errors"
	"io"
	"time"

	"github.com/org/baleen-action/execute"
)

// listen begins to read what the sandbox writes.
func (b *sandbox) listen() {
	from, to := io.Pipe()
	b.said, b.out, b.done = to, bufio.NewReader(from), make(chan struct{})
	go func() {
		defer close(b.done)
		err := demux(b.conn.Reader, to, io.Discard)
		if err == nil {
			err = errors.New("it has ended")
		}
		_ = to.CloseWithError(err)
	}()
}

// request sends a line and reads the answer. A sandbox that once failed to answer must not be asked again: a late answer
// would be taken for the next one's. So nothing can be read any more after patience, or the context, has ended.
func (b *sandbox) request(ctx context.Context, patience time.Duration, line string, read func(io.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	timer := time.AfterFunc(patience, func() { _ = b.said.CloseWithError(context.DeadlineExceeded) })
	defer timer.Stop()
	defer context.AfterFunc(ctx, func() { _ = b.said.CloseWithError(context.Cause(ctx)) })()
	if err := b.conn.Conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := b.conn.Conn.Write([]byte(line + "\n")); err != nil {
		return err
	}
	return read(b.out)
}

// ask returns the fingerprint of what the containers share.
func (b *sandbox) ask(ctx context.Context, patience time.Duration) (string, error) {
	return b.line(ctx, patience, "")
}

// line returns the answer to a request that has one line as its answer, with its end.
func (b *sandbox) line(ctx context.Context, patience time.Duration, request string) (answer string, err error) {
	err = b.request(ctx, patience, request, func(io.Reader) error {
		answer, err = b.out.ReadString('\n')
		return err
	})
	return answer, err
}

// unchanged reports whether the sandbox answers and what its containers share is as at first.
func (b *sandbox) unchanged(ctx context.Context, patience time.Duration) (bool, error) {
	now, err := b.ask(ctx, patience)
	return err == nil && now == b.files, err
}

// report passes what is in the folder for reports to read, as a tar, and empties the folder then. If anything goes wrong,
// the folder stays as it is, and the sandbox cannot be asked any more.
func (b *sandbox) report(ctx context.Context, patience time.Duration, read func(io.Reader) error) error {
	err := b.send(ctx, patience, read)
	if err != nil && !errors.Is(err, execute.ErrTooMuch) {
		return err
	}
	if clear := b.request(ctx, patience, clearReport, func(io.Reader) error { return nil }); clear != nil {
		b.silence()
	}
	return err
}

// send passes what is in the folder for reports to read, as a tar. If anything goes wrong, the sandbox cannot be asked any more.
func (b *sandbox) send(ctx context.Context, patience time.Duration, read func(io.Reader) error) error {
	err := b.request(ctx, patience, askReport, func(from io.Reader) error {
		chunks := &chunkReader{from: from}
		err := read(chunks)
		if !errors.Is(err, execute.ErrTooMuch) && err != nil {
			return err
		}
		_, rest := io.Copy(io.Discard, chunks)
		return errors.Join(err, rest)
	})
	if err != nil && !errors.Is(err, execute.ErrTooMuch) {
		b.silence()
	}
	return err
}

// silence makes sure that the sandbox is not used again.
func (b *sandbox) silence() { _ = b.said.CloseWithError(errors.New("it does not answer")) }

// close ends the connection.
func (b *sandbox) close() {
	if b.cancel == nil {
		return
	}
	b.cancel()
	b.conn.Close()
	b.silence()
	<-b.done
}
