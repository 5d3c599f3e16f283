package result

import (
	"fmt"
	"slices"
)

// Inputs are the inputs of a run, for a rerun.
type Inputs struct {
	Given  []Input  `json:"given"`
	Hidden []string `json:"hidden,omitempty"` // names of others: their values hold a secret, or differ between nodes
}

// join keeps the inputs that all nodes were given, and hides those that differ. Nodes may run on machines that are not alike.
func (in *Inputs) join(other *Inputs) *Inputs {
	if in == nil || other == nil {
		return nil
	}
	out := &Inputs{Hidden: slices.Concat(in.Hidden, other.Hidden)}
	own := []string{"concurrency", "docker-host", "docker-context", "timings",
		"engine", "kube-context", "namespace", "service-account", "pull-secrets", "node-selector", "tolerations", "place-timeout", "pod-image"}
	same := func(a, b Input) bool { return a.Name == b.Name && slices.Equal(a.Values, b.Values) }
	for _, one := range in.Given {
		if slices.Contains(own, one.Name) || slices.ContainsFunc(other.Given, func(o Input) bool { return same(one, o) }) {
			out.Given = append(out.Given, one)
		} else {
			out.Hidden = append(out.Hidden, one.Name)
		}
	}
	for _, one := range other.Given {
		if !slices.Contains(own, one.Name) && !slices.ContainsFunc(in.Given, func(o Input) bool { return one.Name == o.Name }) {
			out.Hidden = append(out.Hidden, one.Name)
		}
	}
	slices.Sort(out.Hidden)
	out.Hidden = slices.Compact(out.Hidden)
	return out
}

// Input is one input as it was typed. Secrets, and variables that look like them, have only their names.
type Input struct {
	Name   string   `json:"name"`
	Values []string `json:"values" foreign:"whole"` // one, or the lines of a list
}

// Origin is the run that a run repeats a part of.
type Origin struct {
	Run    string `json:"run"`                    // its ID
	Folder string `json:"folder" foreign:"exact"` // its report folder
	Total  int    `json:"total"`                  // how many scenarios it planned
	Passed int    `json:"left_out_passed"`        // of those that are left out, how many passed or were skipped there
	Red    int    `json:"left_out_red,omitempty"` // and how many did not
	Commit string `json:"commit,omitempty"`       // of its checkout, if this one is at another
}

// Sentence says what a rerun runs, and what it leaves out.
func (o *Origin) Sentence(runs int) string {
	text := fmt.Sprintf("rerun of %s (%s): it runs %d of %d scenarios", o.Run, o.Folder, runs, o.Total)
	if o.Passed > 0 {
		text += fmt.Sprintf(", and leaves out %d that passed or were skipped there", o.Passed)
	}
	if o.Red > 0 {
		text += fmt.Sprintf(", and leaves out %d that did NOT pass there", o.Red)
	}
	if o.Commit != "" {
		text += "; that run was at commit " + first(o.Commit) + ", and this checkout is at another"
	}
	return text
}

// Unfinished is what failed in a run, or never ran.
type Unfinished struct {
	Files []File // with the planned scenarios to run again and no others
	// Units are those in which something failed outside the scenarios, so that all of their scenarios are to run again.
	Units map[string]bool
}

// Empty reports whether there is nothing to run again.
func (u Unfinished) Empty() bool { return len(u.Files) == 0 }

// Unfinished returns what failed or never ran. A failure outside the scenarios is not forgiven by running some of them again, so its
// whole unit is to run again.
func (r *Run) Unfinished() Unfinished {
	out := Unfinished{Units: map[string]bool{}}
	units := map[string]string{} // by ID of an attempt
	burnt := r.BurnTrouble()
	for _, a := range r.Attempts {
		units[a.ID()] = a.Unit
		if len(a.Files) > 0 && r.unsound(a) {
			out.Units[a.Unit] = true
		}
	}
	for _, f := range r.Files {
		part := f
		part.Scenarios = slices.DeleteFunc(slices.Clone(f.Scenarios), func(s Scenario) bool {
			again := r.Fails(s) || out.Units[units[s.Attempt]] || burnt[f.Path][s.Line]
			return !again || !s.planned()
		})
		if len(part.Scenarios) > 0 || f.ParseFail != "" && len(f.Scenarios) == 0 {
			out.Files = append(out.Files, part)
		}
	}
	return out
}

// planned reports whether a scenario is one of the plan that is to run.
func (s Scenario) planned() bool {
	return s.Status != Unexpected && s.Status != Duplicate && s.Status != Deselected
}

// unsound reports whether more is wrong with an attempt than scenarios that failed.
func (r *Run) unsound(a Attempt) bool {
	if a.aside() || a.Superseded {
		return false
	}
	_, trouble := a.Trouble()
	return trouble || a.Strange > 0 || len(r.Unproven(a)) > 0 || r.oddly(a)
}

// BurnTrouble returns, by file and line, the scenarios of runs of a burn-in in which more went wrong than scenarios.
func (r *Run) BurnTrouble() map[string]map[int]bool {
	out := map[string]map[int]bool{}
	for _, a := range r.Attempts {
		if _, trouble := a.Trouble(); !trouble || !a.Burn || a.Superseded {
			continue
		}
		for file, lines := range a.Lines {
			if out[file] == nil {
				out[file] = map[int]bool{}
			}
			for _, line := range lines {
				out[file][line] = true
			}
		}
	}
	return out
}
