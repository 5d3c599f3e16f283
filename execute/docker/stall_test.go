package docker

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/docker/docker/api/types/image"
	"github.com/org/baleen-action/execute"
)

// stalledRegistry is a fakeRegistry whose first pulls begin and make no progress.
type stalledRegistry struct {
	*fakeRegistry
	pulls, silent int
}

func (s *stalledRegistry) ImagePull(ctx context.Context, ref string, o image.PullOptions) (io.ReadCloser, error) {
	if s.pulls++; s.pulls > s.silent {
		return s.fakeRegistry.ImagePull(ctx, ref, o)
	}
	out, in := io.Pipe()
	go func() {
		_, _ = in.Write([]byte(`{"status":"Pulling"}`))
		<-ctx.Done()
		_ = in.CloseWithError(ctx.Err())
	}()
	return out, nil
}

func TestAPullWithoutProgressIsTriedAgain(t *testing.T) {
	for _, test := range []struct {
		silent, pulls int
		found         bool
	}{{silent: 1, pulls: 2, found: true}, {silent: 9, pulls: 3}} {
		s := &stalledRegistry{fakeRegistry: &fakeRegistry{answers: []any{`{"status":"Done"}`}, arrives: true}, silent: test.silent}
		o := execute.PullOptions{Policy: "missing", Stall: 20 * time.Millisecond, Backoff: func(int) time.Duration { return 0 }}
		_, err := Resolve(t.Context(), s, "image", o)
		if s.pulls != test.pulls || (err == nil) != test.found {
			t.Errorf("%d silent: %d pulls, %v", test.silent, s.pulls, err)
		}
	}
}
