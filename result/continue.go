package result

import (
	"fmt"
	"slices"
	"strings"
)

// Build is the build of a CI system that a run belongs to. The zero value is none.
type Build struct {
	ID      string `json:"id,omitempty"`      // with the name of the system
	Job     string `json:"job,omitempty"`     // in it
	Attempt int    `json:"attempt,omitempty"` // how often it was started, from 1; 0: the system does not tell
}

// Continue makes the run go on with the report of an earlier one: its plan is that of the earlier run, and what that run found out
// stands until an attempt of this run decides again. All that ran in the units that are to run again as a whole is not-run once more.
func (r *Run) Continue(earlier *Run, again Unfinished) {
	r.Continues = append(slices.Clone(earlier.Continues), earlier.ID)
	r.Node = earlier.Node
	replaced := map[string]bool{}
	ofNoFile := func(a Attempt) bool { return len(a.Files) == 0 } // before-run, which runs again
	r.Attempts = slices.DeleteFunc(slices.Clone(earlier.Attempts), ofNoFile)
	for i := range r.Attempts {
		a := &r.Attempts[i]
		if a.Run == "" {
			a.Run = earlier.ID
		}
		if again.Units[a.Unit] {
			a.Superseded, replaced[a.ID()] = true, true
		}
	}
	r.Files = slices.Clone(earlier.Files)
	for i := range r.Files {
		r.Files[i].reset(replaced)
	}
	for _, f := range again.Files {
		r.burnAgain(f)
	}
}

// burnAgain forgets how the burn-in of scenarios ended that run again: it is to end without a failure this time.
func (r *Run) burnAgain(again File) {
	at := index(r.Files, again.Path)
	if at < 0 {
		return
	}
	for i := range r.Files[at].Scenarios {
		s := &r.Files[at].Scenarios[i]
		same := func(o Scenario) bool { return o.Line == s.Line && o.Name == s.Name }
		if s.BurnIn != nil && slices.ContainsFunc(again.Scenarios, same) {
			s.BurnIn = &BurnIn{Wanted: s.BurnIn.Wanted, Repeat: s.BurnIn.Repeat}
		}
	}
}

// All is everything that is planned, as if none of it had run.
func (r *Run) All() Unfinished {
	out := Unfinished{Units: map[string]bool{}}
	for _, a := range r.Attempts {
		out.Units[a.Unit] = true
	}
	for _, f := range r.Files {
		f.Scenarios = slices.DeleteFunc(slices.Clone(f.Scenarios), func(s Scenario) bool { return !s.planned() })
		if len(f.Scenarios) > 0 || f.ParseFail != "" {
			out.Files = append(out.Files, f)
		}
	}
	return out
}

// StillToRun says how much of the run is to run again.
func (r *Run) StillToRun(again Unfinished) string {
	n := 0
	for _, f := range again.Files {
		n += len(f.Scenarios)
	}
	text := fmt.Sprintf("%d of %d scenarios run again", n, r.Counts().Total)
	if whole := len(again.Units); whole == 1 {
		text += ", with all of 1 container in which more went wrong than scenarios"
	} else if whole > 1 {
		text += fmt.Sprintf(", with all of %d containers in which more went wrong than scenarios", whole)
	}
	return text
}

// reset makes the scenarios not-run that some attempts decided.
func (f *File) reset(replaced map[string]bool) {
	unplanned := func(s Scenario) bool {
		return replaced[s.Attempt] && (s.Status == Unexpected || s.Status == Duplicate || f.ParseFail != "")
	}
	f.Scenarios = slices.DeleteFunc(slices.Clone(f.Scenarios), unplanned)
	for i := range f.Scenarios {
		s := &f.Scenarios[i]
		if !replaced[s.Attempt] {
			continue
		}
		*s = Scenario{Name: s.Name, Line: s.Line, Outline: s.Outline, Tags: s.Tags, PlannedSteps: s.PlannedSteps,
			Text: s.Text, Quarantine: s.Quarantine, BurnIn: s.BurnIn}
		s.fail(NotRun, "it was to run again, and its container was never started")
	}
}

// Own returns the attempts that this run made itself.
func (r *Run) Own() []Attempt {
	return slices.DeleteFunc(slices.Clone(r.Attempts), func(a Attempt) bool { return a.Run != "" })
}

// BrokenHere is Broken of what the attempts of this run decided.
func (r *Run) BrokenHere() int {
	if len(r.Continues) == 0 {
		return r.Broken()
	}
	return r.session("").Broken()
}

// Sessions returns the run without what it took over from the reports of earlier runs, and what it took over as runs of their own.
func (r *Run) Sessions() []*Run {
	if len(r.Continues) == 0 {
		return []*Run{r}
	}
	var out []*Run
	for _, id := range append(slices.Clone(r.Continues), "") {
		if one := r.session(id); len(one.Attempts) > 0 {
			out = append(out, one)
		}
	}
	return out
}

// session returns what the run with an ID decided; empty: this one.
func (r *Run) session(id string) *Run {
	one := *r
	one.Continues, one.Files = nil, nil
	one.Attempts = slices.DeleteFunc(slices.Clone(r.Attempts), func(a Attempt) bool { return a.Run != id })
	made := map[string]bool{}
	for _, a := range one.Attempts {
		made[a.ID()] = true
	}
	if id != "" && len(one.Attempts) > 0 {
		one.ID, one.Started = id, one.Attempts[0].Created
	}
	for _, f := range r.Files {
		f.Scenarios = slices.DeleteFunc(slices.Clone(f.Scenarios), func(s Scenario) bool { return !made[s.Attempt] })
		if len(f.Scenarios) > 0 {
			one.Files = append(one.Files, f)
		}
	}
	return &one
}

// Covers says how the planned scenarios differ from those of an earlier run and its other nodes; empty: they are the same.
func (r *Run) Covers(earlier *Run) string {
	now, then := r.identities(), earlier.identities()
	differ := func(a, b map[identity]bool) (n int, first string) {
		for id := range a {
			if !b[id] {
				n++
				if place := fmt.Sprintf("%s:%d", id.path, id.line); first == "" || place < first {
					first = place
				}
			}
		}
		return n, first
	}
	var out []string
	if n, first := differ(now, then); n > 0 {
		out = append(out, fmt.Sprintf("%d scenarios are not in it (%s)", n, first))
	}
	if n, first := differ(then, now); n > 0 {
		out = append(out, fmt.Sprintf("%d scenarios in it are not planned now (%s)", n, first))
	}
	return strings.Join(out, ", ")
}

// identities are the planned scenarios of a run and of its other nodes. A file that Baleen cannot read is one of its own.
func (r *Run) identities() map[identity]bool {
	out := map[identity]bool{}
	add := func(files []File) {
		for _, f := range files {
			if f.ParseFail != "" {
				out[identity{path: f.Path}] = true
				continue
			}
			for _, s := range f.Scenarios {
				if s.Status != Unexpected && s.Status != Duplicate {
					out[identity{f.Path, s.Line, s.Name}] = true
				}
			}
		}
	}
	add(r.Files)
	if r.Node != nil {
		for _, other := range r.Node.Others {
			add(other.Files)
		}
	}
	return out
}

// Differ names the inputs that differ between two runs of one suite and may change what a scenario does.
func (in *Inputs) Differ(other *Inputs) []string {
	joined := in.join(other)
	if joined == nil {
		return []string{"all inputs, as far as is known"}
	}
	harmless := []string{"annotations", "summary", "junit-flavour", "timings", "retries", "silence", "on-silence", "max-failures", "max-retried", "order", "run-timeout", "rerun",
		"artifacts", "artifacts-when", "output-limit", "pull", "burn-in", "burn-in-time", "split", "isolation"}
	return slices.DeleteFunc(joined.Hidden, func(name string) bool {
		kept := !slices.Contains(in.Hidden, name) || !slices.Contains(other.Hidden, name)
		return slices.Contains(harmless, name) || !kept
	})
}
