package docker

import (
	"errors"
	"testing"
	"testing/synctest"

	cerrdefs "github.com/containerd/errdefs"
)

// TestRetryInUse: an object that is used by a container which is being removed can be removed a moment later.
func TestRetryInUse(t *testing.T) {
	for name, test := range map[string]struct {
		answers []error
		want    error
	}{
		"removed":           {[]error{nil}, nil},
		"gone":              {[]error{cerrdefs.ErrNotFound}, nil},
		"used for a moment": {[]error{cerrdefs.ErrConflict, cerrdefs.ErrPermissionDenied, nil}, nil},
		"used":              {[]error{cerrdefs.ErrConflict, cerrdefs.ErrConflict, cerrdefs.ErrConflict, cerrdefs.ErrConflict}, cerrdefs.ErrConflict},
		"broken":            {[]error{cerrdefs.ErrInternal}, cerrdefs.ErrInternal},
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			err := retryInUse(t.Context(), func() error { asked++; return test.answers[asked-1] })
			if !errors.Is(err, test.want) || asked != len(test.answers) {
				t.Errorf("%s: %v after %d calls", name, err, asked)
			}
		})
	}
}
