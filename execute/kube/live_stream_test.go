//go:build cluster && !nokube

package kube

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// itoa is what fault rows and answers are built with.
var itoa = strconv.Itoa

// limit is how much of an answer's body arrives, and what comes then.
type limit struct {
	bytes int
	then  func(closed <-chan struct{}) error // its error ends the answer; nil: it goes on
}

type limitKey struct{}

// after lets so many bytes of the answer through.
func after(bytes int, then func(closed <-chan struct{}) error) action {
	return func(p *proxy, w http.ResponseWriter, r *http.Request) {
		p.pass.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), limitKey{}, &limit{bytes, then})))
	}
}

// cutAfter closes the connection after so many bytes of the answer.
func cutAfter(bytes int) action {
	return after(bytes, func(<-chan struct{}) error { return io.ErrUnexpectedEOF })
}

// stallAfter says nothing more after so many bytes of the answer, and keeps the connection open.
func stallAfter(bytes int) action {
	return after(bytes, func(closed <-chan struct{}) error { <-closed; return io.ErrUnexpectedEOF })
}

// endAfter ends the answer after so many bytes, as if that were all.
func endAfter(bytes int) action {
	return after(bytes, func(<-chan struct{}) error { return io.EOF })
}

// cutAtEnd closes the connection in place of the answer's end.
func cutAtEnd(p *proxy, w http.ResponseWriter, r *http.Request) { cutAfter(1<<30)(p, w, r) }

// limitBody is where a reverse proxy lets an answer be changed.
func limitBody(r *http.Response) error {
	if l, ok := r.Request.Context().Value(limitKey{}).(*limit); ok {
		b := &limitedBody{ReadCloser: r.Body, limit: *l, closed: make(chan struct{})}
		context.AfterFunc(r.Request.Context(), b.over)
		if upgraded, ok := r.Body.(io.ReadWriteCloser); ok {
			r.Body = struct {
				io.Writer
				io.ReadCloser
			}{upgraded, b}
		} else {
			r.Body = b
		}
	}
	return nil
}

type limitedBody struct {
	io.ReadCloser
	limit
	closed chan struct{}
	once   sync.Once
}

// Read implements io.Reader.
func (b *limitedBody) Read(p []byte) (int, error) {
	if b.then == nil {
		return b.ReadCloser.Read(p)
	}
	if b.bytes == 0 {
		then := b.then
		b.then = nil
		if err := then(b.closed); err != nil {
			return 0, err
		}
		return b.ReadCloser.Read(p)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.bytes)])
	if b.bytes -= n; err != nil {
		b.bytes = 0
		return n, nil
	}
	return n, err
}

// Close implements io.Closer.
func (b *limitedBody) Close() error {
	b.over()
	return b.ReadCloser.Close()
}

func (b *limitedBody) over() { b.once.Do(func() { close(b.closed) }) }
