package execute

import (
	"errors"
	"sync"
	"testing"
)

// TestCallsHaveALimit: the first calls are kept, and the others counted, however many goroutines make them.
func TestCallsHaveALimit(t *testing.T) {
	var calls Calls
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range mostCalls/4 + 5 {
				end := calls.Begin("Ping", "")
				if err := errors.New("x"); end(err) != err || end(nil) != nil {
					t.Error("another error")
				}
			}
		})
	}
	group.Wait()
	if kept, more := calls.All(); len(kept) != mostCalls || more != 20 || kept[0].Error != "x" {
		t.Errorf("kept %d, and %d more", len(kept), more)
	}
}
