package shard

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"
)

const (
	kept       = 9                   // newest observations of one scenario
	maxTimings = 256 << 20           // bytes of a history
	maxMillis  = 30 * 24 * 3_600_000 // of an observation: a month; anything longer is corrupt
)

// ErrNoTimings reports that the input is not a timing history.
var ErrNoTimings = errors.New("it is not a timing history of Baleen")

// Timings holds the times and outcomes of earlier runs by suite. Merging is commutative, associative and idempotent, so the order
// in which histories are merged does not matter. The tags below are those of schema 1; wire.go has those of today's.
type Timings struct {
	Suites []*Past // by Key
}

// Key identifies a suite whose times and outcomes are comparable from run to run.
type Key struct {
	Runner string `json:"runner"`
	Image  string `json:"image"` // its repository, without tag and digest
	Suite  string `json:"suite,omitempty"`
	Arch   string `json:"arch"`
}

// Past holds the times and outcomes of one suite.
type Past struct {
	Key
	// StartUp is the cost of a container besides its scenarios: for each run the median of its containers.
	StartUp []Observation        `json:"start_up,omitempty"`
	Files   map[string]*PastFile `json:"files"` // by path in the checkout
}

// PastFile holds the times and outcomes of one file.
type PastFile struct {
	Last      Mark                     `json:"last"`
	Whole     []Observation            `json:"whole,omitempty"`     // of the file, if its scenarios have no times
	Scenarios map[string][]Observation `json:"scenarios,omitempty"` // times, by official name
	Records   map[string]*Record       `json:"-"`                   // outcomes, by official name
}

// Mark is the outcome of a file in a run.
type Mark struct {
	Run    string `json:"run,omitempty"`
	Failed bool   `json:"failed,omitempty"`
}

// Observation is the duration of one pass.
type Observation struct {
	Run         string `json:"run"` // ID of the run; IDs begin with the time, so they sort by age
	Millis      int64  `json:"ms"`
	Concurrency int    `json:"at,omitempty"` // containers at a time
}

// Merge adds the times of another history.
func (t *Timings) Merge(other *Timings) {
	for _, past := range other.Suites {
		if past != nil {
			t.Past(past.Key).merge(past)
		}
	}
}

// Past returns the times of a suite, to read and to add to.
func (t *Timings) Past(key Key) *Past {
	at, found := slices.BinarySearchFunc(t.Suites, key, func(p *Past, k Key) int { return p.compare(k) })
	if !found {
		t.Suites = slices.Insert(t.Suites, at, &Past{Key: key, Files: map[string]*PastFile{}})
	}
	return t.Suites[at]
}

func (k Key) compare(other Key) int {
	return cmp.Or(strings.Compare(k.Runner, other.Runner), strings.Compare(k.Image, other.Image),
		strings.Compare(k.Suite, other.Suite), strings.Compare(k.Arch, other.Arch))
}

func (p *Past) merge(other *Past) {
	p.StartUp = union(p.StartUp, other.StartUp)
	for name, file := range other.Files {
		if file != nil {
			p.file(name).merge(file)
		}
	}
}

// file returns the times of a file, to add to.
func (p *Past) file(name string) *PastFile {
	if p.Files[name] == nil {
		p.Files[name] = &PastFile{}
	}
	return p.Files[name]
}

func (f *PastFile) merge(other *PastFile) {
	if f.Last.compare(other.Last) < 0 {
		f.Last = other.Last
	}
	f.Whole = union(f.Whole, other.Whole)
	for name, seen := range other.Scenarios {
		if seen = union(f.Scenarios[name], seen); len(seen) == 0 {
			continue
		}
		if f.Scenarios == nil {
			f.Scenarios = map[string][]Observation{}
		}
		f.Scenarios[name] = seen
	}
	for name, record := range other.Records {
		f.record(name).merge(record)
		if empty := f.Records[name]; len(empty.Outcomes) == 0 && empty.Text.Digest == "" {
			delete(f.Records, name)
		}
	}
}

// record returns the record of a scenario, to add to.
func (f *PastFile) record(scenario string) *Record {
	if f.Records == nil {
		f.Records = map[string]*Record{}
	}
	if f.Records[scenario] == nil {
		f.Records[scenario] = &Record{}
	}
	return f.Records[scenario]
}

// compare sorts marks by run. Of two marks of one run, which two nodes may leave, the failed one is greater.
func (m Mark) compare(other Mark) int {
	failed := func(m Mark) int {
		if m.Failed {
			return 1
		}
		return 0
	}
	return cmp.Or(strings.Compare(m.Run, other.Run), failed(m)-failed(other))
}

// add adds one observation of a scenario.
func (f *PastFile) add(scenario string, seen Observation) {
	f.merge(&PastFile{Scenarios: map[string][]Observation{scenario: {seen}}})
}

// union merges observations: newest first, one per run, at most kept. Of two observations of one run the longer counts, so
// that the order of merging does not matter.
func union(a, b []Observation) []Observation {
	all := slices.DeleteFunc(slices.Concat(a, b), func(o Observation) bool {
		return o.Run == "" || o.Millis < 0 || o.Millis > maxMillis || o.Concurrency < 0
	})
	slices.SortFunc(all, func(a, b Observation) int {
		return cmp.Or(strings.Compare(b.Run, a.Run), cmp.Compare(b.Millis, a.Millis), cmp.Compare(b.Concurrency, a.Concurrency))
	})
	all = slices.CompactFunc(all, func(a, b Observation) bool { return a.Run == b.Run })
	return slices.Clip(all[:min(len(all), kept)])
}

// median returns the median of observations. One run on a busy machine does not move it.
func median(seen []Observation) (time.Duration, bool) {
	if len(seen) == 0 {
		return 0, false
	}
	millis := make([]int64, len(seen))
	for i, o := range seen {
		millis[i] = o.Millis
	}
	slices.Sort(millis)
	middle := (millis[(len(millis)-1)/2] + millis[len(millis)/2]) / 2
	return time.Duration(middle) * time.Millisecond, true
}
