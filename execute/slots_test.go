package execute

import (
	"context"
	"testing"
	"time"
)

// TestTheLastSlotIsNeverGone: whatever had no room, there is a slot to try again in. Without one, the jobs left would wait for ever.
func TestTheLastSlotIsNeverGone(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	s := newSlots(2)
	for range 4 {
		one, err := s.acquireOpen(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if one.gone {
			t.Error("a slot that is gone was handed out")
		}
		one.gone = true // the engine had no room
		s.release(one)
	}
	if s.gone != 1 {
		t.Errorf("%d of 2 slots are gone", s.gone)
	}
}
