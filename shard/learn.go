package shard

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// maxAge is how long the history keeps a file or a scenario that no longer runs.
const maxAge = 90 * 24 * time.Hour

// KeyOf is the key under which a run's times are kept.
func KeyOf(run *result.Run) Key {
	return Key{Runner: run.Runner, Image: repository(run.Image), Suite: run.Name, Arch: run.Arch}
}

// repository returns the name of an image without tag and digest, which change with every build of the same suite.
func repository(image string) string {
	name, _, _ := strings.Cut(image, "@")
	if tag := strings.LastIndex(name, ":"); tag > strings.LastIndex(name, "/") {
		name = name[:tag]
	}
	return name
}

// Learn adds a finished run: the outcome of every scenario that ran, the time of every one that passed, the start-up time of its
// containers, and which files failed.
func (t *Timings) Learn(run *result.Run) {
	for _, one := range run.Sessions() {
		t.learn(one)
	}
}

func (t *Timings) learn(run *result.Run) {
	l := learner{run: run, past: t.Past(KeyOf(run)), attempts: map[string]result.Attempt{}, spent: map[string]time.Duration{}, retried: retried(run)}
	for _, a := range run.Attempts {
		l.attempts[a.ID()] = a
	}
	for _, f := range run.Files {
		l.file(f)
	}
	l.startUp()
	l.past.forget(run.Started.Add(-maxAge).UTC().Format(runTime))
}

// runTime is the time format at the beginning of a run's ID.
const runTime = "20060102-150405"

type learner struct {
	run      *result.Run
	past     *Past
	attempts map[string]result.Attempt
	spent    map[string]time.Duration // time in scenarios, by attempt
	retried  map[place]time.Duration
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
		if tried {
			l.outcome(f, s, attempt.Number)
		}
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

// whole returns how long a file ran, if it passed in a container of its own and its scenarios have no times.
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

// startUp learns the start-up time: the time that a container held its slot minus the time of its scenarios. Every further
// file costs time too, so only the containers with the fewest files count.
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
		rest = append(rest, l.seen(max(0, a.Busy()-a.Waited-spent)))
	}
	if took, known := median(rest); known {
		l.past.StartUp = union(l.past.StartUp, []Observation{l.seen(took)})
	}
}

// forget drops the scenarios and files that no run since a time has reported. The time has the format runTime.
func (p *Past) forget(since string) {
	for name, file := range p.Files {
		for scenario, seen := range file.Scenarios {
			if seen[0].Run < since {
				delete(file.Scenarios, scenario)
			}
		}
		for scenario, record := range file.Records {
			if len(record.Outcomes) == 0 || record.Outcomes[0].Run < since {
				delete(file.Records, scenario)
			}
		}
		if file.Last.Run < since && len(file.Records) == 0 && len(file.Scenarios) == 0 && (len(file.Whole) == 0 || file.Whole[0].Run < since) {
			delete(p.Files, name)
		}
	}
}
