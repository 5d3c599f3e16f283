package inputs

import "time"

// Repeats holds the inputs that say which scenarios run more than once.
type Repeats struct {
	BurnIn       string `group:"run" default:"0" placeholder:"N" help:"how many more times new and changed scenarios run, each time in a fresh container, after all others; one failure fails the run"`
	BurnInTime   string `group:"run" default:"5m" placeholder:"TIME" help:"how long runs of burn-in may start"`
	Repeat       string `group:"run" placeholder:"N" help:"run every scenario N times, each time in a fresh container, and count the failures: --repeat 50 x.feature:12"`
	UntilFailure Toggle `group:"run" default:"false" help:"with repeat: stop at the first failure"`
}

// BurnIn is how often which scenarios run beside the ordinary run.
type BurnIn struct {
	Times        int           // runs of every new or changed scenario; 0: none
	For          time.Duration // after which no more of these start
	Repeat       int           // runs of every scenario, the ordinary one included; 0: not asked for
	UntilFailure bool          // start no more after the first failure
}

// mostRuns limits burn-in and repeat: every run is a container.
const mostRuns = 10_000

func (c *checker) burnIn(in Run) BurnIn {
	b := BurnIn{
		Times:        c.count("burn-in", in.BurnIn),
		For:          c.duration("burn-in-time", in.BurnInTime),
		Repeat:       c.count("repeat", in.Repeat),
		UntilFailure: c.truth("until-failure", in.UntilFailure),
	}
	switch {
	case b.Times > mostRuns:
		c.say("burn-in", "that is more than 10000 runs", "--burn-in 10")
	case in.Repeat != "" && (b.Repeat < 2 || b.Repeat > mostRuns):
		c.say("repeat", "is a number of runs from 2 to 10000", "--repeat 50")
	case b.UntilFailure && b.Repeat == 0:
		c.say("until-failure", "needs repeat, which says when to stop otherwise", "--repeat 50 --until-failure")
	}
	if b.Repeat > 0 {
		b.Times = 0
		if in.Retries != byDefault("Retries") {
			c.notice("retries: nothing is retried, because repeat counts how often a scenario fails")
		}
	}
	return b
}
