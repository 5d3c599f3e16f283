package docker

import (
	"time"
)

// timing holds every duration that a run waits for.
type timing struct {
	longCall    time.Duration // limit of a call that changes something
	shortCall   time.Duration // limit of a call that only looks, such as inspect
	poll        time.Duration // between two looks at a container whose wait is registered
	retryWait   time.Duration // between two looks if the wait is broken, and before the first retry
	startDelay  time.Duration // after which a start whose answer was lost must have taken effect
	outputGrace time.Duration // after the container ended, for the rest of its output
	giveUp      time.Duration // without any answer, after which the daemon is given up
	address     time.Duration // without a free address in a network that others use
	reportGrace time.Duration // after a timeout, for the runner to write its report before it is killed
	cancelGrace time.Duration // the same after cancellation
	salvage     time.Duration // after cancellation, to copy results out
	cleanup     time.Duration // after cancellation, for everything
	shortRun    time.Duration // longest run of a container for which the slot's next container is created meanwhile
}

func defaultTiming() timing {
	return timing{
		longCall:    2 * time.Minute,
		shortCall:   20 * time.Second,
		poll:        5 * time.Second,
		retryWait:   500 * time.Millisecond,
		startDelay:  5 * time.Second,
		outputGrace: 10 * time.Second,
		giveUp:      time.Minute,
		address:     10 * time.Minute,
		reportGrace: 5 * time.Second,
		cancelGrace: 1500 * time.Millisecond,
		salvage:     4 * time.Second,
		cleanup:     6 * time.Second, // GitHub sends the next signal 7.5 s after the first, and the report must be written by then
		shortRun:    2 * time.Second,
	}
}
