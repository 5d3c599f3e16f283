package docker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/filters"
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

// TestSweepWithoutRun: a sweep of all that a run has made touches no run that may be alive if it is not told which run.
func TestSweepWithoutRun(t *testing.T) {
	alive := newObject("id", map[string]string{labelRun: "r", labelDeadline: "2126-01-01T00:00:00Z"}, namePrefix("r")+"x")
	k := kind{list: func(context.Context, filters.Args) ([]object, error) { return []object{alive}, nil }}
	for run, want := range map[string]int{"": 0, "r": 1, "other": 0} {
		found, err := sweeper{proc: "/proc", now: time.Now(), run: run, all: true}.list(t.Context(), k)
		if err != nil || len(found) != want {
			t.Errorf("of run %q: %v, %v", run, found, err)
		}
	}
}
