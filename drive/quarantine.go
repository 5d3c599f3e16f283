package drive

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// listQuarantine is "baleen quarantine".
func (s session) listQuarantine(ctx context.Context, in inputs.QuarantineList) int {
	list, wrong := inputs.OpenQuarantine(in.Quarantine)
	history, err := readHistory(in.Timings)
	if err := inputs.Join(wrong.Err(), err); err != nil {
		return s.stop(ctx, err)
	}
	if len(list.Entries) == 0 {
		fmt.Fprintf(s.Stdout, "%s has no entries; baleen quarantine add FILE:LINE --owner NAME writes one\n", s.clean.Line(in.Quarantine))
		return result.ExitPassed
	}
	for _, e := range list.Entries {
		fmt.Fprintf(s.Stdout, "%-9s %s: %s\n", s.stateOf(list, e, history), s.clean.Line(list.Where(e)), s.clean.Line(e.Names()))
		about := []string{"owner " + e.Owner, "until " + e.Expires.Format(quarantine.Day)}
		for _, more := range []string{e.Issue, e.Reason} {
			if more != "" {
				about = append(about, more)
			}
		}
		fmt.Fprintf(s.Stdout, "%9s %s\n", "", s.clean.Line(strings.Join(about, ", ")))
	}
	return result.ExitPassed
}

// healedRuns is in how many of its last runs a scenario has passed if its entry is no longer needed.
const healedRuns = 20

// stateOf is one word for the state of an entry.
func (s session) stateOf(list quarantine.List, e quarantine.Entry, history *shard.Timings) string {
	pickles, err := picklesOf(list.FileOf(e))
	matched, healed := e.Scenario == "", true
	for _, p := range pickles {
		name := s.clean.Line(p.Name)
		if e.Has(e.File, name) {
			matched, healed = true, healed && passes(history, e.File, name)
		}
	}
	switch now := s.Now(); {
	case e.Expired(now):
		return "expired"
	case err != nil || !matched:
		return "unmatched"
	case healed && len(pickles) > 0:
		return "healed"
	case e.Expiring(now):
		return "expiring"
	}
	return "active"
}

// passes reports whether a scenario passed in its last runs, in every suite that has it.
func passes(history *shard.Timings, file, scenario string) bool {
	known := false
	for _, past := range history.Suites {
		if r := past.Record(file, scenario); r != nil {
			if known = r.Passed(healedRuns); !known {
				return false
			}
		}
	}
	return known
}

// picklesOf reads the scenarios of a file of the checkout.
func picklesOf(name string) ([]cucumber.Pickle, error) {
	file, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	parsed := cucumber.Recipe{}.Parse(name, "", file)
	if parsed.ParseFail != "" {
		return nil, fmt.Errorf("%s cannot be parsed: %s", name, parsed.ParseFail)
	}
	return parsed.Pickles, nil
}

// addQuarantine is "baleen quarantine add".
func (s session) addQuarantine(ctx context.Context, in inputs.QuarantineAdd) int {
	a, wrong := in.Check(s.Getenv)
	list, unread := inputs.OpenQuarantine(a.Quarantine)
	if err := inputs.Join(wrong.Err(), unread.Err()); err != nil {
		return s.stop(ctx, err)
	}
	entries, err := s.entriesFor(a)
	if err != nil {
		return s.stop(ctx, inputs.Wrong{Input: "place", Problem: s.clean.Line(err.Error()), Advice: "name a file of the checkout, from its top, and the line at which a scenario begins: features/cart.feature:12"})
	}
	for _, e := range entries {
		if old, found := list.Find(e.File, e.Scenario); found && old.Scenario == e.Scenario {
			return s.stop(ctx, inputs.Wrong{Input: "place", Problem: fmt.Sprintf("%s is at %s already", e.Names(), list.Where(old)), Advice: "change that entry"})
		}
	}
	for _, e := range entries {
		if err := quarantine.Add(a.Quarantine, e); err != nil {
			return s.stop(ctx, inputs.Wrong{Input: "quarantine", Problem: err.Error(), Advice: "name a file that can be written to"})
		}
		fmt.Fprintf(s.Stdout, "%s until %s: %s\n", s.clean.Line(a.Quarantine), e.Expires.Format(quarantine.Day), s.clean.Line(e.Names()))
	}
	return result.ExitPassed
}

// entriesFor are the entries for a place: one for a file or a scenario, one for every row of an outline.
func (s session) entriesFor(a inputs.Adding) ([]quarantine.Entry, error) {
	e := quarantine.Entry{
		File: path.Clean(filepath.ToSlash(a.File)), Owner: a.Owner, Issue: a.Issue, Reason: a.Reason,
		Expires: s.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, a.Days),
	}
	pickles, err := picklesOf(e.File)
	if err != nil || a.Line == 0 {
		return []quarantine.Entry{e}, err
	}
	var out []quarantine.Entry
	for _, p := range pickles {
		if p.Line == a.Line || p.Outline == a.Line {
			e.Scenario = s.clean.Line(p.Name)
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no scenario begins at %s:%d", e.File, a.Line)
	}
	return out, nil
}
