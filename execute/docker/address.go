package docker

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/org/baleen-action/execute"
)

// addresses are those of a run's network, of which there may be fewer than slots.
type addresses struct {
	held  atomic.Int32 // by what the run has started
	fewer atomic.Int32 // slots that were given up
	told  atomic.Bool
}

// noAddress reports whether a network had no address left, or there was none for another network (libnetwork's ipam, netavark).
func noAddress(err error) bool {
	return err != nil && containsAny(err, "no available ip", "no free ip", "could not find free ip",
		"non-overlapping ipv4 address pool", "predefined address pools have been fully subnetted", "could not find free subnet")
}

// withAddress starts what needs an address of the network. While there is none it waits: others use the network too. If the run
// itself holds some, the job is left to the slots that have them.
func (a *attempt) withAddress(work context.Context, start func() error) error {
	const tries = 3 // an address that was just given back takes a moment to be free
	err := start()
	for try, until := 1, time.Now().Add(a.timing.address); noAddress(err) && time.Now().Before(until); try, err = try+1, start() {
		held := a.addresses.held.Load()
		if held > 0 && try >= tries {
			a.ending.unplaced = true
			return err
		}
		if held == 0 && try >= tries && !a.addresses.told.Swap(true) {
			a.notice("the network has no free address: waiting until somebody gives one back")
		}
		if !execute.Pause(work, a.timing.retryWait) {
			return err
		}
	}
	return err
}

// noteFewer says that a job found no address and is left to the slots that have one. Its own slot is never free again.
func (a *attempt) noteFewer() {
	left := a.slots - int(a.addresses.fewer.Add(1))
	a.notice(fmt.Sprintf("the network has too few addresses: %d containers at a time from now on", left))
}

func (s *session) notice(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spec.Notice != nil {
		s.spec.Notice(text)
	}
}
