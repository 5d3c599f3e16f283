package docker

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

// answerLost reports whether a call ended without the engine's answer, so that it may or may not have been carried out.
func answerLost(err error) bool {
	var network net.Error
	return err != nil &&
		(client.IsErrConnectionFailed(err) || errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
			errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, errTruncated) || errors.As(err, &network))
}

// noConnection reports whether a call could not connect, and so was never sent. The client marks such errors, except those of an
// attach.
func noConnection(err error) bool {
	var dial *net.OpError
	return client.IsErrConnectionFailed(err) || errors.As(err, &dial) && dial.Op == "dial"
}

// alreadyRemoved reports whether a removal found nothing, or somebody else removing the same object.
func alreadyRemoved(err error) bool {
	return cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) && strings.Contains(err.Error(), "already in progress")
}
