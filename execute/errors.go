package execute

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/client"
)

// HintError is an error that its reader can do something about; Hint is one sentence that says what.
type HintError struct {
	Err  error
	Hint string
}

// Error is the cause; the hint is not part of it.
func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap returns the error without its hint.
func (e *HintError) Unwrap() error { return e.Err }

// answerLost tells whether a call ended without the engine's answer, so that nobody knows whether it was carried out.
func answerLost(err error) bool {
	var network net.Error
	return err != nil &&
		(client.IsErrConnectionFailed(err) || errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
			errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, errTruncated) || errors.As(err, &network))
}

// alreadyRemoved tells whether a removal found nothing, or somebody else at the same work.
func alreadyRemoved(err error) bool {
	return cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) && strings.Contains(err.Error(), "already in progress")
}

// noSpace tells a full disk, ours or (by its text only) the engine's.
func noSpace(err error) bool {
	return err != nil && (errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "no space left on device"))
}
