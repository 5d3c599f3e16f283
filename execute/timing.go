package execute

import "time"

// timing holds every duration that the engine waits for.
type timing struct {
	longCall    time.Duration // the longest that a call which should be short may take
	shortCall   time.Duration // the longest that one look at a container may take
	poll        time.Duration // between two looks at a container that is only waited for
	retryWait   time.Duration // the same, where its wait is broken
	startDelay  time.Duration // until a start whose answer was lost must have shown
	outputGrace time.Duration // for the rest of the output after the container ended
	giveUp      time.Duration // without an answer before the daemon is given up
	reportGrace time.Duration // after the time is up, for a runner to write its report before it is killed
	cancelGrace time.Duration // after cancellation, for the same
	salvage     time.Duration // after cancellation, to bring out what there is
	cleanup     time.Duration // after cancellation, for everything
	shortRun    time.Duration // a container's run for the next one to be made meanwhile, which can run in that slot alone
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
		reportGrace: 5 * time.Second,
		cancelGrace: 1500 * time.Millisecond,
		salvage:     4 * time.Second,
		cleanup:     6 * time.Second, // the report has to be written within 7.5 s, after which GitHub sends the next signal
		shortRun:    2 * time.Second,
	}
}
