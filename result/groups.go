package result

import (
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// Group is the scenarios of a run that fail for one cause.
type Group struct {
	Signature
	Members []Member // in the order of the run; the first represents the others
}

// Member is a scenario and its file. Both belong to the run.
type Member struct {
	File     *File
	Scenario *Scenario
}

// Why returns the failure of a scenario, or that before it passed if a pass after a failure fails; nil if it has none.
func (m Member) Why() *cucumber.Failure {
	if last := m.Scenario.lastFailure(); last != nil && m.Scenario.Status == cucumber.Passed {
		return last
	}
	return m.Scenario.Failure
}

// Line is where the scenario failed, or else where it begins.
func (m Member) Line() int {
	if why := m.Why(); why != nil && why.Line > 0 {
		return why.Line
	}
	return m.Scenario.Line
}

// Groups returns the scenarios that keep the run from passing, by cause, the largest group first.
func (r *Run) Groups() []Group {
	g := grouping{at: map[string]int{}, seen: map[cucumber.Failure]Signature{}}
	for i := range r.Files {
		file := &r.Files[i]
		for j := range file.Scenarios {
			if s := &file.Scenarios[j]; r.Fails(*s) {
				g.add(Member{file, s})
			}
		}
	}
	slices.SortStableFunc(g.groups, func(a, b Group) int { return len(b.Members) - len(a.Members) })
	return g.groups
}

// grouping are the groups while they are collected.
type grouping struct {
	groups []Group
	at     map[string]int                 // index in groups, by hash
	seen   map[cucumber.Failure]Signature // many scenarios may not run for one reason
}

func (g *grouping) add(m Member) {
	why := cucumber.Failure{Status: m.Scenario.Status}
	if known := m.Why(); known != nil {
		why = *known
	}
	cause, known := g.seen[why]
	if !known {
		cause = SignatureOf(why)
		g.seen[why] = cause
	}
	i, found := g.at[cause.Hash]
	if !found {
		i = len(g.groups)
		g.at[cause.Hash], g.groups = i, append(g.groups, Group{Signature: cause})
	}
	g.groups[i].Members = append(g.groups[i].Members, m)
}
