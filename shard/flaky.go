package shard

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Flake is a scenario that flaked in its last runs.
type Flake struct {
	Key
	File     string // its path in the checkout
	Scenario string
	Flaked   int           // of Runs
	Runs     int           // the newest ones, at most 40
	Failure  string        // the commonest signature of its failures; empty: not known
	Failures int           // how many of its failures have it
	First    string        // ID of the oldest run that is kept in which it flaked
	Last     string        // ID of the newest
	Retried  time.Duration // container time of all its retries that are kept
}

// Rate is the share of the runs in which the scenario flaked, from 0 to 1.
func (f Flake) Rate() float64 { return float64(f.Flaked) / float64(max(f.Runs, 1)) }

// Flaky returns the scenarios that flaked in their last runs, the highest rate first, and the number of scenarios with outcomes.
func (t *Timings) Flaky() (flaky []Flake, scenarios int) {
	for _, past := range t.Suites {
		for name, file := range past.Files {
			scenarios += len(file.Records)
			flaky = append(flaky, flakesOf(past.Key, name, file.Records)...)
		}
	}
	slices.SortFunc(flaky, func(a, b Flake) int {
		return cmp.Or(cmp.Compare(b.Rate(), a.Rate()), cmp.Compare(b.Flaked, a.Flaked), strings.Compare(a.File, b.File),
			strings.Compare(a.Scenario, b.Scenario), a.compare(b.Key))
	})
	return flaky, scenarios
}

// flakesOf are the scenarios of a file that flaked.
func flakesOf(suite Key, name string, records map[string]*Record) []Flake {
	var flaky []Flake
	for scenario, record := range records {
		if f, flaked := record.flake(); flaked {
			f.Key, f.File, f.Scenario = suite, name, scenario
			flaky = append(flaky, f)
		}
	}
	return flaky
}

// flake sums up a record, and reports whether it shows any flake.
func (r *Record) flake() (f Flake, flaked bool) {
	flakes := r.flakes()
	f.Flaked, f.Runs = counted(flakes)
	if f.Flaked == 0 {
		return f, false
	}
	failures := map[string]int{}
	for i, flake := range flakes {
		o := r.Outcomes[i]
		f.Retried += o.Retried
		if flake {
			f.First, f.Last = o.Run, max(f.Last, o.Run)
		}
		if (flake || o.Failed()) && o.Signature != "" {
			failures[o.Signature]++
		}
	}
	for signature, n := range failures {
		if n > f.Failures || n == f.Failures && signature < f.Failure {
			f.Failure, f.Failures = signature, n
		}
	}
	return f, true
}

// Began returns when a run began, by its ID; zero if the ID does not say so.
func Began(run string) time.Time {
	day, rest, _ := strings.Cut(run, "-")
	clock, _, _ := strings.Cut(rest, "-")
	at, err := time.Parse(runTime, day+"-"+clock)
	if err != nil {
		return time.Time{}
	}
	return at
}
