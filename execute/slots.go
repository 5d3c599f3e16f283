package execute

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// slots hands out the places of a run. The semaphore alone bounds how many containers run at a time; a slot is only the
// name of a place that its holder uses.
type slots struct {
	running *semaphore.Weighted
	mu      sync.Mutex
	free    []*slot // longest free first
	total   int
	gone    int // slots that were given up and are never free again; only for who acquires
}

func newSlots(n int) *slots {
	s := &slots{running: semaphore.NewWeighted(int64(n)), total: n}
	for number := 1; number <= n; number++ {
		s.free = append(s.free, &slot{number: number})
	}
	return s
}

// acquireOpen waits for a slot that is not gone, and forgets those that are.
func (s *slots) acquireOpen(ctx context.Context) (*slot, error) {
	for {
		one, err := s.acquire(ctx)
		if err != nil || !one.gone {
			return one, err
		}
		if s.gone == s.total-1 { // the last one: what has taken its room may be about to leave
			one.gone = false
			return one, nil
		}
		s.gone++
	}
}

// acquire waits for a slot.
func (s *slots) acquire(ctx context.Context) (*slot, error) {
	if err := s.running.Acquire(ctx, 1); err != nil {
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.free[0] // never empty here: release appends before it frees the semaphore
	s.free = s.free[1:]
	return next, nil
}

// gather waits for more slots, or for all that are not gone. When one goes meanwhile, nothing runs in it, so it counts.
func (s *slots) gather(ctx context.Context, more int) ([]*slot, error) {
	var out []*slot
	for range min(more, s.total-s.gone-1) {
		one, err := s.acquire(ctx)
		if err != nil {
			s.release(out...)
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (s *slots) release(all ...*slot) {
	for _, one := range all {
		s.releaseOne(one)
	}
}

func (s *slots) releaseOne(one *slot) {
	defer s.running.Release(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, one)
}

// slot is a place in which one container at a time runs. Behind it there is at most one container that has ended and is
// not done with yet, so slow work delays its own slot and does not pile up.
type slot struct {
	number   int
	gone     bool            // the engine has no room for it
	previous <-chan struct{} // closed when that container is done with; nil if there is none
}

func (s *slot) waitForPrevious() {
	if s.previous != nil {
		<-s.previous
	}
}
