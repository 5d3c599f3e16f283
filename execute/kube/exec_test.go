//go:build !nokube

package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"syscall"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/httpstream"
	"k8s.io/client-go/util/exec"

	"github.com/org/baleen-action/hold"
)

// TestExecErrors: a command runs again by the older protocol only if it surely has not run, and a call is repeated only if the API server
// was away.
func TestExecErrors(t *testing.T) {
	upgrade := func(cause error) error { return &httpstream.UpgradeFailureError{Cause: cause} }
	pods := schema.GroupResource{Resource: "pods"}
	for name, tt := range map[string]struct {
		err                error
		older, unreachable bool
	}{
		"command failed":      {exec.CodeExitError{Err: errors.New("exit 1"), Code: 1}, false, false},
		"cut":                 {fmt.Errorf("next reader: %w", io.ErrUnexpectedEOF), false, true},
		"cut in the results":  {fmt.Errorf("%w: %w", hold.ErrCut, io.ErrUnexpectedEOF), false, false},
		"stalled":             {errStalled, false, true},
		"not reached":         {fmt.Errorf("%w: %w", errNotReached, errors.New("Internal error occurred: connection refused")), false, true},
		"our disk":            {&fs.PathError{Op: "write", Path: "stdout", Err: syscall.ENOSPC}, false, false},
		"cancelled":           {context.Canceled, false, false},
		"no server":           {syscall.ECONNREFUSED, false, true},
		"knows no WebSockets": {upgrade(errors.New("websocket: bad handshake (400 Bad Request)")), true, false},
		"forbidden":           {upgrade(apierrors.NewForbidden(pods, "p", errors.New("no"))), true, false},
		"kubelet away":        {upgrade(apierrors.NewInternalError(errors.New("error dialing backend"))), false, true},
		"too many":            {upgrade(apierrors.NewTooManyRequests("wait", 1)), false, true},
		"proxy over TLS":      {errors.New("proxy: unknown scheme: https"), true, false},
	} {
		if older, away := noWebSocket(tt.err), unreachable(tt.err); older != tt.older || away != tt.unreachable {
			t.Errorf("%s: %v, %v", name, older, away)
		}
	}
	for text, err := range map[string]error{"": nil, "command": exec.CodeExitError{Code: 1}, "rule": apierrors.NewForbidden(pods, "p", nil), "cancelled": context.Canceled} {
		if notReached(err) {
			t.Errorf("%s: not reached", text)
		}
	}
	if !notReached(errors.New("Internal error occurred: error sending request: connection refused")) {
		t.Error("a kubelet that is away counts as an answer")
	}
}
