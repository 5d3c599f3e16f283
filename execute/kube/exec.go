//go:build !nokube

package kube

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/util/exec"

	"github.com/org/baleen-action/hold"
)

// streams are what a command in a container reads and writes. A writer must bear writes after exec has returned; they are of no use.
type streams struct {
	in          io.Reader
	out, errors io.Writer
}

// exec runs a command in a container of a Pod. Success proves nothing: the caller checks that the output is complete.
func (c *Cluster) exec(ctx context.Context, pod, container string, command []string, s streams) error {
	request := c.core.Post().Namespace(c.Namespace).Resource("pods").Name(pod).SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Container: container, Command: command, Stdin: s.in != nil, Stdout: s.out != nil, Stderr: s.errors != nil}, c.codec)
	modern, err := remotecommand.NewWebSocketExecutor(c.config, "GET", request.URL().String())
	if err != nil {
		return fmt.Errorf("exec in pod: %w", err)
	}
	older, err := remotecommand.NewSPDYExecutor(c.config, "POST", request.URL())
	if err != nil {
		return fmt.Errorf("exec in pod: %w", err)
	}
	both, err := remotecommand.NewFallbackExecutor(modern, older, noWebSocket)
	if err != nil {
		return fmt.Errorf("exec in pod: %w", err)
	}
	end := c.recorder.begin("create pods/exec", pod)
	ended := make(chan error, 1)
	go func() {
		ended <- both.StreamWithContext(patientUntil{ctx, time.Now().Add(handshakeTime)}, remotecommand.StreamOptions{Stdin: s.in, Stdout: s.out, Stderr: s.errors})
	}()
	select {
	case err := <-ended:
		return end(err)
	case <-ctx.Done(): // the client does not look at it before the server has answered, which takes handshakeTime at most
		return end(ctx.Err())
	}
}

// handshakeTime is how long the API server may take to connect to a container.
const handshakeTime = 10 * time.Second

// patientUntil is a context whose deadline is that of its connection's handshake, and ends nothing later: the WebSocket client looks at nothing
// else before the server has answered, so it would wait forever for a server that hangs.
type patientUntil struct {
	context.Context
	end time.Time
}

// Deadline implements context.Context.
func (p patientUntil) Deadline() (time.Time, bool) {
	if end, ok := p.Context.Deadline(); ok && end.Before(p.end) {
		return end, true
	}
	return p.end, true
}

// noWebSocket reports whether exec failed because something on the way does not know WebSockets, so that the older protocol is worth a try. After any
// other error the command may have run, and must not run again.
func noWebSocket(err error) bool {
	return (httpstream.IsUpgradeFailure(err) || httpstream.IsHTTPSProxyError(err)) && !unreachable(err)
}

// unreachable reports whether the API server did not answer, or cannot answer now: the same call may succeed later, and may have
// been carried out. A stream that began and was cut does not count.
func unreachable(err error) bool {
	if err == nil || errors.Is(err, hold.ErrCut) {
		return false
	}
	var file *fs.PathError
	if errors.As(err, &file) { // a number of the kernel's counts as a net.Error, too
		return false
	}
	var upgrade *httpstream.UpgradeFailureError
	if errors.As(err, &upgrade) { // which does not unwrap
		err = upgrade.Cause
	}
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, errNotReached) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, context.DeadlineExceeded) ||
		apierrors.IsServerTimeout(err) || apierrors.IsTimeout(err) || apierrors.IsTooManyRequests(err) ||
		apierrors.IsInternalError(err) || apierrors.IsServiceUnavailable(err)
}

// notReached reports whether exec failed on the way, as the API server says if the kubelet is away, and not because the command failed, because of
// a rule of the API server, or because the caller gave up.
func notReached(err error) bool {
	var failed exec.CodeExitError
	var status *apierrors.StatusError
	return err != nil && !errors.As(err, &failed) && !errors.As(err, &status) && !errors.Is(err, context.Canceled) && !httpstream.IsUpgradeFailure(err)
}

// said is what a command wrote. Exec returns when its context ends, and what arrives then is still written.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.text.Bytes())
}

// err is what was written as an error; nil: nothing was.
func (s *said) err() error {
	return problemOf(strings.TrimSpace(string(s.bytes())))
}
