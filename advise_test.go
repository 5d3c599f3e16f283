package main

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// finished is a run in which every scenario of one file took so long, and its container so much more.
func finished(t *testing.T, took, startUp time.Duration, s settings) *suiteRun {
	t.Helper()
	prep := plannedBy(t, feature([]byte{1, 1, 1, 8, 8, 8, 1, 1}), s, "behave")
	start := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	prep.run.ID, prep.run.Started = "20260501-120000-aa", start
	for _, unit := range prep.units {
		a := result.Attempt{Unit: unit.Name, Number: 1, Files: []string{"x.feature"}, Class: result.Passed, Created: start, Ended: start.Add(startUp)}
		for i := range prep.run.Files[0].Scenarios {
			s := &prep.run.Files[0].Scenarios[i]
			s.Status, s.Duration, s.Attempt = cucumber.Passed, took, a.ID()
			a.Ended = a.Ended.Add(took)
		}
		prep.run.Attempts = append(prep.run.Attempts, a)
	}
	return &suiteRun{preparation: prep}
}

func TestAdvise(t *testing.T) {
	file := settings{inputs: inputs{Split: string(shard.SplitFile), Isolation: isolated}}
	auto := settings{inputs: inputs{Split: string(shard.SplitAuto), Isolation: isolated}}
	for name, tt := range map[string]struct {
		took, startUp time.Duration
		s             settings
		exit          int
		want          string
	}{
		"a long file":                {10 * time.Second, time.Second, file, result.ExitPassed, "split: auto would spread the longest files over containers: about 22.0 s instead of about 1 min 21 s"},
		"scenarios failed":           {10 * time.Second, time.Second, file, result.ExitFailed, "split: auto would"},
		"split already":              {10 * time.Second, time.Second, auto, result.ExitPassed, ""},
		"nobody would notice":        {10 * time.Millisecond, time.Millisecond, file, result.ExitPassed, ""},
		"start-ups would eat it all": {time.Second, time.Minute, file, result.ExitPassed, ""},
		"not all of it ran":          {10 * time.Second, time.Second, file, result.ExitIncomplete, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := finished(t, tt.took, tt.startUp, tt.s)
			r.run.Verdict.Exit = tt.exit
			r.advise()
			got := strings.Join(r.run.Advice, "; ")
			if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestAdviseBatch plans many files whose containers cost more than their scenarios.
func TestAdviseBatch(t *testing.T) {
	for name, tt := range map[string]struct {
		startUp time.Duration
		want    string
	}{
		"start-ups cost most": {5 * time.Second, "isolation: batch would run several files in one container"},
		"they cost little":    {100 * time.Millisecond, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := finished(t, time.Second, tt.startUp, settings{inputs: inputs{Split: string(shard.SplitAuto), Isolation: isolated}})
			for range 30 {
				r.planned = append(r.planned, r.planned[0])
			}
			r.advise()
			if got := strings.Join(r.run.Advice, "; "); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}
