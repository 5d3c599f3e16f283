package shard

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// This file is the format of a history. It is compact, because a suite may have 10,000 scenarios with 50 outcomes each: runs and
// signatures are written once for a suite, and what refers to them does so by their places (see tokens.go).

// TimingsSchema is the version of a timing history. It rises when a field changes its meaning or goes away.
const TimingsSchema = 2

// timesSchema is that of histories that hold times only, written in full.
const timesSchema = 1

// maxSignatures is how many signatures of a suite a history keeps: those of the newest runs.
const maxSignatures = 1000

type (
	wireTimings struct {
		Schema int         `json:"schema"`
		Suites []*wirePast `json:"suites"`
	}

	wirePast struct {
		Key
		Runs       []wireRun            `json:"runs"` // newest first
		Signatures []string             `json:"signatures,omitempty"`
		StartUp    string               `json:"start_up,omitempty"`
		Files      map[string]*wireFile `json:"files"`
	}

	wireRun struct {
		ID     string `json:"id"`
		Commit string `json:"commit,omitempty"`
	}

	wireFile struct {
		Last      Mark                     `json:"last,omitzero"`
		Whole     string                   `json:"whole,omitempty"`
		Scenarios map[string]*wireScenario `json:"scenarios,omitempty"`
	}

	wireScenario struct {
		Times    string `json:"ms,omitempty"`
		Outcomes string `json:"seen,omitempty"`
		Text     string `json:"text,omitempty"` // the digest
		TextRun  int    `json:"at,omitempty"`   // its run
	}
)

// ReadTimings reads a history. Anything else, and a history of a later schema, is an error that wraps ErrNoTimings.
func ReadTimings(in io.Reader) (*Timings, error) {
	var head struct {
		Schema int             `json:"schema"`
		Suites json.RawMessage `json:"suites"`
	}
	limited := &io.LimitedReader{R: in, N: maxTimings}
	err := json.NewDecoder(limited).Decode(&head)
	switch {
	case err != nil && limited.N <= 0:
		return nil, fmt.Errorf("%w: it is larger than %d MiB", ErrNoTimings, maxTimings>>20)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoTimings, err)
	case head.Schema == 0:
		return nil, ErrNoTimings
	case head.Schema != TimingsSchema && head.Schema != timesSchema:
		return nil, fmt.Errorf("%w of this version: it has schema %d, this Baleen reads schema %d", ErrNoTimings, head.Schema, TimingsSchema)
	case len(head.Suites) == 0:
		return &Timings{}, nil
	}
	read := readSuites
	if head.Schema == timesSchema {
		read = readTimes
	}
	suites, err := read(head.Suites)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoTimings, err)
	}
	whole := &Timings{}
	whole.Merge(&Timings{suites}) // the input may hold anything; merging sorts it and drops what is invalid
	return whole, nil
}

// readTimes reads the suites of a history of schema 1.
func readTimes(text []byte) (suites []*Past, err error) {
	return suites, json.Unmarshal(text, &suites)
}

// readSuites reads the suites of a history of this schema.
func readSuites(text []byte) ([]*Past, error) {
	var wired []*wirePast
	err := json.Unmarshal(text, &wired)
	var suites []*Past
	for _, w := range wired {
		if w != nil {
			suites = append(suites, w.past())
		}
	}
	return suites, err
}

func (w *wirePast) past() *Past {
	p := &Past{Key: w.Key, StartUp: w.times(w.StartUp), Files: map[string]*PastFile{}}
	for name, f := range w.Files {
		if f == nil {
			continue
		}
		file := &PastFile{Last: f.Last, Whole: w.times(f.Whole), Scenarios: map[string][]Observation{}, Records: map[string]*Record{}}
		for scenario, s := range f.Scenarios {
			if s == nil {
				continue
			}
			file.Scenarios[scenario] = w.times(s.Times)
			file.Records[scenario] = w.record(s)
		}
		p.Files[name] = file
	}
	return p
}

func (w *wirePast) record(s *wireScenario) *Record {
	r := &Record{Outcomes: w.outcomes(s.Outcomes)}
	if s.Text != "" && s.TextRun >= 0 && s.TextRun < len(w.Runs) {
		r.Text = Text{Run: w.Runs[s.TextRun].ID, Digest: s.Text}
	}
	return r
}

// Write writes a history.
func (t *Timings) Write(out io.Writer) error {
	wired := wireTimings{Schema: TimingsSchema, Suites: []*wirePast{}}
	for _, past := range t.Suites {
		wired.Suites = append(wired.Suites, past.wire())
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(wired)
}

func (p *Past) wire() *wirePast {
	w := &wirer{runs: map[wireRun]int{}, first: map[string]int{}, signatures: map[string]int{}}
	out := &wirePast{Key: p.Key, Runs: w.collectRuns(p), Signatures: w.collectSignatures(p), Files: map[string]*wireFile{}}
	out.StartUp = w.times(p.StartUp)
	for name, file := range p.Files {
		f := &wireFile{Last: file.Last, Whole: w.times(file.Whole), Scenarios: map[string]*wireScenario{}}
		for scenario, seen := range file.Scenarios {
			f.Scenarios[scenario] = &wireScenario{Times: w.times(seen)}
		}
		for scenario, record := range file.Records {
			s := f.Scenarios[scenario]
			if s == nil {
				s = &wireScenario{}
				f.Scenarios[scenario] = s
			}
			s.Outcomes = w.outcomes(record.Outcomes)
			s.Text, s.TextRun = record.Text.Digest, w.first[record.Text.Run]
		}
		out.Files[name] = f
	}
	return out
}

// wirer knows the places of runs and signatures.
type wirer struct {
	runs       map[wireRun]int
	first      map[string]int // of the runs of one ID, whatever their commit
	signatures map[string]int // from 1
}

// collectRuns gives every run that a suite refers to a place, the newest first.
func (w *wirer) collectRuns(p *Past) []wireRun {
	p.eachOutcome(func(o Outcome) { w.runs[wireRun{o.Run, o.Commit}], w.first[o.Run] = 0, 0 })
	p.eachRun(func(run string) {
		if _, known := w.first[run]; !known {
			w.runs[wireRun{ID: run}], w.first[run] = 0, 0
		}
	})
	all := slices.SortedFunc(maps.Keys(w.runs), func(a, b wireRun) int {
		return cmp.Or(strings.Compare(b.ID, a.ID), strings.Compare(b.Commit, a.Commit))
	})
	for i, run := range slices.Backward(all) {
		w.runs[run], w.first[run.ID] = i, i
	}
	return all
}

// collectSignatures gives the signatures of the newest runs places, from 1.
func (w *wirer) collectSignatures(p *Past) []string {
	newest := map[string]string{} // run by signature
	p.eachOutcome(func(o Outcome) {
		if o.Signature != "" {
			newest[o.Signature] = max(newest[o.Signature], o.Run)
		}
	})
	all := slices.SortedFunc(maps.Keys(newest), func(a, b string) int {
		return cmp.Or(strings.Compare(newest[b], newest[a]), strings.Compare(a, b))
	})
	all = all[:min(len(all), maxSignatures)]
	for i, signature := range all {
		w.signatures[signature] = i + 1
	}
	return all
}

func (p *Past) eachOutcome(visit func(Outcome)) {
	for _, file := range p.Files {
		for _, record := range file.Records {
			for _, o := range record.Outcomes {
				visit(o)
			}
		}
	}
}

// eachRun visits the runs of everything but outcomes.
func (p *Past) eachRun(visit func(string)) {
	times := func(seen []Observation) {
		for _, o := range seen {
			visit(o.Run)
		}
	}
	times(p.StartUp)
	for _, file := range p.Files {
		times(file.Whole)
		for _, seen := range file.Scenarios {
			times(seen)
		}
		for _, record := range file.Records {
			if record.Text.Digest != "" {
				visit(record.Text.Run)
			}
		}
	}
}
