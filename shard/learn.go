package shard

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// forgotten is how long nothing may have been heard of a file or a scenario until it leaves the history.
const forgotten = 90 * 24 * time.Hour

// KeyOf is the key under which a run's times are kept.
func KeyOf(run *result.Run) Key {
	return Key{Runner: run.Runner, Image: repository(run.Image), Suite: run.Name, Arch: run.Arch}
}

// repository is the name of an image without tag and digest: those change with every build of the same suite.
func repository(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if tag := strings.LastIndex(name, ":"); tag > strings.LastIndex(name, "/") {
		name = name[:tag]
	}
	return name
}

// Learn takes in what a run that has ended tells: the time of every scenario that passed, what its containers cost
// beside them, and which files failed.
func (t *Timings) Learn(run *result.Run) {
	l := learner{run: run, past: t.Past(KeyOf(run)), attempts: map[string]result.Attempt{}, spent: map[string]time.Duration{}}
	for _, a := range run.Attempts {
		l.attempts[a.ID()] = a
	}
	for _, f := range run.Files {
		l.file(f)
	}
	l.startUp()
	l.past.forget(run.Started.Add(-forgotten).UTC().Format(runTime))
}

// runTime is how the ID of a run begins.
const runTime = "20060102-150405"

type learner struct {
	run      *result.Run
	past     *Past
	attempts map[string]result.Attempt
	spent    map[string]time.Duration // in the scenarios of each attempt
}

func (l *learner) seen(took time.Duration) Observation {
	return Observation{Run: l.run.ID, Millis: took.Milliseconds(), Concurrency: l.run.Concurrency}
}

func (l *learner) file(f result.File) {
	mark := Mark{Run: l.run.ID}
	ran := false
	for _, s := range f.Scenarios {
		attempt, tried := l.attempts[s.Attempt]
		outcome := l.run.Outcome(s)
		mark.Failed = mark.Failed || outcome == cucumber.Failed || outcome == result.NotRun
		ran = ran || tried
		l.spent[s.Attempt] += s.Duration
		if tried && attempt.Class.AboutTests() && s.Status == cucumber.Passed && s.Line > 0 && s.Duration > 0 {
			l.past.file(l.run.Location(f)).add(s.Name, l.seen(s.Duration))
		}
	}
	if !ran {
		return
	}
	past := l.past.file(l.run.Location(f))
	past.merge(&PastFile{Last: mark})
	if took, known := l.whole(f); known {
		past.Whole = union(past.Whole, []Observation{l.seen(took)})
	}
}

// whole is how long a file ran that passed in a container of its own and whose scenarios have no times.
func (l *learner) whole(f result.File) (time.Duration, bool) {
	if len(f.Scenarios) == 0 {
		return 0, false
	}
	a := l.attempts[f.Scenarios[0].Attempt]
	if a.Class != result.Passed || len(a.Files) != 1 || a.Lines != nil || a.Started.IsZero() {
		return 0, false
	}
	timed := func(s result.Scenario) bool {
		return s.Attempt != a.ID() || s.Status != cucumber.Passed || s.Line > 0 && s.Duration > 0
	}
	if slices.ContainsFunc(f.Scenarios, timed) {
		return 0, false
	}
	return a.Finished.Sub(a.Started), true
}

// startUp learns what the containers cost whose scenarios tell their times: the rest of the time that they held a slot. Each
// further file of a container costs something, too, so those with the fewest files tell.
func (l *learner) startUp() {
	rest, fewest := []Observation(nil), math.MaxInt
	for _, a := range l.run.Attempts {
		spent, n := l.spent[a.ID()], len(a.Files)
		if !a.Class.AboutTests() || a.Report != "" || spent == 0 || n > fewest {
			continue
		}
		if n < fewest {
			rest, fewest = nil, n
		}
		rest = append(rest, l.seen(max(0, a.Busy()-spent)))
	}
	if took, known := median(rest); known {
		l.past.StartUp = union(l.past.StartUp, []Observation{l.seen(took)})
	}
}

// forget drops what no run since a time, written as an ID begins, has told of.
func (p *Past) forget(since string) {
	for name, file := range p.Files {
		for scenario, seen := range file.Scenarios {
			if seen[0].Run < since {
				delete(file.Scenarios, scenario)
			}
		}
		if file.Last.Run < since && len(file.Scenarios) == 0 && (len(file.Whole) == 0 || file.Whole[0].Run < since) {
			delete(p.Files, name)
		}
	}
}
