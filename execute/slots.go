package execute

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// slots hands out the places of a run. Its semaphore alone bounds how many containers run at a time; a slot is only a name
// for who holds it.
type slots struct {
	running *semaphore.Weighted
	mu      sync.Mutex
	free    []*slot // by when they became free
}

func newSlots(n int) *slots {
	s := &slots{running: semaphore.NewWeighted(int64(n))}
	for number := 1; number <= n; number++ {
		s.free = append(s.free, &slot{number: number})
	}
	return s
}

// acquire waits for a slot.
func (s *slots) acquire(ctx context.Context) (*slot, error) {
	if err := s.running.Acquire(ctx, 1); err != nil {
		return nil, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.free[0] // there is one: it came back before the semaphore did
	s.free = s.free[1:]
	return next, nil
}

func (s *slots) release(one *slot) {
	defer s.running.Release(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, one)
}

// slot is a place that one container at a time runs in. Behind the one that runs there is at most one that has ended and
// is not done with yet, so what is slow holds up its slot and piles up nowhere.
type slot struct {
	number   int
	previous <-chan struct{} // closed when that one is done with; nil if there is none
	sandbox  *sandbox        // whose network its containers join; nil: they have their own
}

func (s *slot) waitForPrevious() {
	if s.previous != nil {
		<-s.previous
	}
}
