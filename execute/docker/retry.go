package docker

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	cerrdefs "github.com/containerd/errdefs"

	"github.com/org/baleen-action/execute"
)

// retrier repeats calls that do no harm when they are made twice.
type retrier struct {
	daemon pinger
	timing timing
	gone   *atomic.Bool // the daemon was waited for in vain; nil: that is not remembered
}

// retry makes a call, and makes it again if the answer was lost or is about the daemon's state only. After a lost
// answer it first waits until the daemon answers. A daemon that is being stopped answers on old connections and takes no new
// ones, so a call that found none is made again until the daemon is given up.
func (r retrier) retry(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	const tries = 3
	until := time.Now().Add(r.timing.giveUp)
	for try := 1; ; try++ {
		err := bounded(ctx, r.patience(limit), call)
		stopping := noConnection(err) && time.Now().Before(until)
		if try >= tries && !stopping || !answerLost(err) && !daemonBusy(err) {
			return err
		}
		if answerLost(err) && !r.waitForDaemon(ctx) || !execute.Pause(ctx, time.Duration(min(try, tries))*r.timing.retryWait) {
			return err
		}
	}
}

// retryCall is retry for a call outside a run. The call's context ends with the call: if the answer is read later, the
// call must use another context.
func retryCall(ctx context.Context, d pinger, limit time.Duration, call func(context.Context) error) error {
	return retrier{daemon: d, timing: defaultTiming()}.retry(ctx, limit, call)
}

func bounded(ctx context.Context, limit time.Duration, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return call(ctx)
}

// waitForDaemon waits until the daemon answers a ping, and reports whether it did in time.
func (r retrier) waitForDaemon(ctx context.Context) bool {
	const longest = 5 * time.Second
	limited, cancel := context.WithTimeout(ctx, r.timing.giveUp)
	defer cancel()
	for wait := r.timing.retryWait; ; wait = min(2*wait, longest) {
		if r.ping(limited) == nil {
			r.noteGone(false)
			return true
		}
		if r.isGone() {
			return false
		}
		if !execute.Pause(limited, wait) {
			r.noteGone(ctx.Err() == nil)
			return false
		}
	}
}

// isGone reports whether the daemon was waited for in vain. It is not waited for again then: one that is gone for good would
// have to be given up anew for every call of every job.
func (r retrier) isGone() bool { return r.gone != nil && r.gone.Load() }

// patience is how long a call may take.
func (r retrier) patience(limit time.Duration) time.Duration {
	const waits = 10
	if r.isGone() {
		return min(limit, waits*r.timing.retryWait)
	}
	return limit
}

func (r retrier) noteGone(gone bool) {
	if r.gone != nil {
		r.gone.Store(gone)
	}
}

func (r retrier) ping(ctx context.Context) error {
	return bounded(ctx, r.patience(r.timing.shortCall), func(ctx context.Context) error {
		_, err := r.daemon.Ping(ctx)
		return err
	})
}

// daemonBusy reports whether an answer is about the daemon and not about the call. An attach has the status in its text
// only.
func daemonBusy(err error) bool {
	if err == nil || execute.IsNoSpace(err) {
		return false
	}
	const upgrade = "unable to upgrade to tcp, received "
	_, status, refused := strings.Cut(err.Error(), upgrade)
	return cerrdefs.IsResourceExhausted(err) || cerrdefs.IsUnavailable(err) || cerrdefs.IsInternal(err) ||
		refused && (strings.HasPrefix(status, "5") || status == "429")
}
