package drive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// flaky is "baleen flaky": what the history knows of scenarios that fail now and then.
func (s session) flaky(ctx context.Context, in inputs.Flaky) int {
	asJSON, wrong := in.Check(s.Getenv)
	if len(wrong) > 0 {
		return s.stop(ctx, wrong)
	}
	history, err := readHistory(in.Timings)
	if err != nil {
		return s.stop(ctx, err)
	}
	flakes, scenarios := history.Flaky()
	if asJSON {
		encoder := json.NewEncoder(s.Stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(s.flakyJSON(flakes, scenarios))
	} else {
		_, err = fmt.Fprint(s.Stdout, s.flakyText(flakes, scenarios, in.Timings))
	}
	if err != nil {
		return s.complain(fmt.Errorf("print: %w", err), result.ExitIncomplete)
	}
	return result.ExitPassed
}

// readHistory reads the history that the input timings names; one that is not there is empty.
func readHistory(name string) (*shard.Timings, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &shard.Timings{}, nil
	}
	var history *shard.Timings
	if err == nil {
		defer file.Close()
		history, err = shard.ReadTimings(file)
	}
	if err != nil {
		return nil, inputs.Wrong{Input: "timings", Problem: fmt.Sprintf("%q cannot be read: %v", name, err), Advice: "name the history that baleen run keeps, .baleen/timings.json if nothing else was said"}
	}
	return history, nil
}

func (s session) flakyText(flakes []shard.Flake, scenarios int, name string) string {
	var out strings.Builder
	switch {
	case scenarios == 0:
		return s.clean.Line(fmt.Sprintf("%s holds no outcomes yet: baleen run adds those of every run, and retries: 1 shows what flakes", name)) + "\n"
	case len(flakes) == 0:
		return fmt.Sprintf("none of %d scenarios flaked in its last %d runs\n", scenarios, shard.FlakesWithin)
	}
	fmt.Fprintf(&out, "%d of %d scenarios flaked in their last %d runs\n", len(flakes), scenarios, shard.FlakesWithin)
	for _, f := range flakes {
		fmt.Fprintf(&out, "\n%3.0f %%  %s: %s\n", 100*f.Rate(), s.clean.Line(f.File), s.clean.Line(f.Scenario))
		if suite := s.clean.Line(f.Suite); suite != "" {
			fmt.Fprintf(&out, "       suite %s\n", suite)
		}
		fmt.Fprintf(&out, "       in %d of %d runs, first %s, last %s", f.Flaked, f.Runs, s.day(f.First), s.day(f.Last))
		if f.Retried > 0 {
			fmt.Fprintf(&out, "; its retries took %s", report.Duration(f.Retried))
		}
		if out.WriteByte('\n'); f.Failure != "" {
			fmt.Fprintf(&out, "       %d × %s\n", f.Failures, s.clean.Line(f.Failure))
		}
	}
	return out.String()
}

// day is the day of a run, or its ID if that does not say it.
func (s session) day(run string) string {
	if at := shard.Began(run); !at.IsZero() {
		return at.Format(time.DateOnly)
	}
	return s.clean.Line(run)
}

// flakyDocument is what flaky --json prints.
type flakyDocument struct {
	Scenarios int         `json:"scenarios"` // with outcomes
	Flaky     []flakyItem `json:"flaky"`     // the highest rate first
}

type flakyItem struct {
	Suite    string  `json:"suite,omitempty"`
	File     string  `json:"file"`
	Scenario string  `json:"scenario"`
	Rate     float64 `json:"rate"`   // of the runs, from 0 to 1
	Flaked   int     `json:"flaked"` // runs
	Runs     int     `json:"runs"`
	Failure  string  `json:"failure,omitempty"` // the commonest
	Failures int     `json:"failures"`          // how often that was
	FirstRun string  `json:"first_run"`
	LastRun  string  `json:"last_run"`
	Retried  int64   `json:"retries_ms"` // container time
}

func (s session) flakyJSON(flakes []shard.Flake, scenarios int) flakyDocument {
	doc := flakyDocument{Scenarios: scenarios, Flaky: []flakyItem{}}
	for _, f := range flakes {
		doc.Flaky = append(doc.Flaky, flakyItem{
			Suite: s.clean.Line(f.Suite), File: s.clean.Line(f.File), Scenario: s.clean.Line(f.Scenario),
			Rate: f.Rate(), Flaked: f.Flaked, Runs: f.Runs, Failure: s.clean.Line(f.Failure), Failures: f.Failures,
			FirstRun: s.clean.Line(f.First), LastRun: s.clean.Line(f.Last), Retried: f.Retried.Milliseconds(),
		})
	}
	return doc
}
