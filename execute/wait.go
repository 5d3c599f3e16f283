package execute

import (
	"context"
	"time"
)

// Extend returns a context that ends a while after ctx ended, or as soon as hurry is closed after that. It is for what is left to do
// when a run was cancelled: to bring results out, and to remove what was made.
func Extend(ctx context.Context, while time.Duration, hurry <-chan struct{}) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		defer cancel()
		timer := time.NewTimer(while)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-hurry:
		case <-longer.Done():
		}
	})
	return longer, func() { stop(); cancel() }
}

// Pause waits, and reports whether it waited to the end.
func Pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
