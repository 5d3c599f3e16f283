package execute

import (
	"context"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
)

// retrier makes calls that may be made more than once.
type retrier struct {
	daemon pinger
	timing timing
}

// retry makes a call that does no harm when it is made twice, and makes it again where the answer was lost or says
// nothing about the call. After a lost answer it first waits for the daemon to be there.
func (r retrier) retry(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	const tries = 3
	for try := 1; ; try++ {
		err := bounded(ctx, limit, call)
		if try == tries || !answerLost(err) && !daemonBusy(err) {
			return err
		}
		if answerLost(err) && !r.waitForDaemon(ctx) || !pause(ctx, time.Duration(try)*r.timing.retryWait) {
			return err
		}
	}
}

// retryCall is retry for a call outside a run. The call's context ends with the call: whoever reads the answer later uses
// another context.
func retryCall(ctx context.Context, d pinger, limit time.Duration, call func(context.Context) error) error {
	return retrier{d, defaultTiming()}.retry(ctx, limit, call)
}

func bounded(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return call(ctx)
}

// waitForDaemon waits until the daemon answers a ping, and tells whether it did before it must be given up.
func (r retrier) waitForDaemon(ctx context.Context) bool {
	const longest = 5 * time.Second
	ctx, cancel := context.WithTimeout(ctx, r.timing.giveUp)
	defer cancel()
	for wait := r.timing.retryWait; ; wait = min(2*wait, longest) {
		if r.ping(ctx) == nil {
			return true
		}
		if !pause(ctx, wait) {
			return false
		}
	}
}

func (r retrier) ping(ctx context.Context) error {
	return bounded(ctx, r.timing.shortCall, func(ctx context.Context) error {
		_, err := r.daemon.Ping(ctx)
		return err
	})
}

// daemonBusy tells an answer that is about the daemon and not about the call. Of an attach there is only the text.
func daemonBusy(err error) bool {
	if err == nil || noSpace(err) {
		return false
	}
	const upgrade = "unable to upgrade to tcp, received "
	_, status, refused := strings.Cut(err.Error(), upgrade)
	return cerrdefs.IsResourceExhausted(err) || cerrdefs.IsUnavailable(err) || cerrdefs.IsInternal(err) ||
		refused && (strings.HasPrefix(status, "5") || status == "429")
}
