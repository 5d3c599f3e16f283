package shard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// Division says which of several nodes runs what.
type Division struct {
	Nodes int
	Units []Unit // of all nodes, in the order in which they are to start
	Node  []int  // of each unit, from 1
}

// Deal spreads units over nodes so that all have about the same to do: the longest unit first, each to the node that has
// the least. Who gets what depends on names and estimates alone, so that machines that never talk to each other agree.
func Deal(units []Unit, on Machines) Division {
	order := make([]int, len(units))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(units[b].Estimate, units[a].Estimate), strings.Compare(units[a].Name, units[b].Name))
	})
	split := Division{Nodes: on.Nodes, Units: units, Node: make([]int, len(units))}
	loads := make([]load, on.Nodes)
	for _, unit := range order {
		least := 0
		for n := range loads {
			if loads[n].less(loads[least]) {
				least = n
			}
		}
		split.Node[unit] = least + 1
		loads[least].work += on.StartUp + units[unit].Estimate
		loads[least].units++
	}
	return split
}

// load is what a node has been given.
type load struct {
	work  time.Duration
	units int // tells where no unit is expected to take any time
}

func (l load) less(than load) bool {
	return cmp.Or(cmp.Compare(l.work, than.work), cmp.Compare(l.units, than.units)) < 0
}

// Share is what one node runs, in the order in which it is to start.
func (s Division) Share(node int) []Unit {
	var out []Unit
	for i, unit := range s.Units {
		if s.Node[i] == node {
			out = append(out, unit)
		}
	}
	return out
}

// Files gives every scenario of some files to exactly one node. The results are the files of each node, with its
// scenarios only. What no unit runs, since its tags leave it out, goes with the rest of its file, or to the first node.
func (s Division) Files(files []result.File) map[int][]result.File {
	owners := s.owners()
	out := map[int][]result.File{}
	for _, f := range files {
		own := owners[f.Path]
		if len(own) == 0 {
			own = []owner{{node: 1}}
		}
		parts := map[int]*result.File{}
		part := func(node int) *result.File {
			if parts[node] == nil {
				whole := f
				whole.Scenarios = nil
				parts[node] = &whole
			}
			return parts[node]
		}
		part(own[0].node) // a file without a scenario that is known is somebody's, too
		for _, scenario := range f.Scenarios {
			mine := part(ownerOf(own, scenario))
			mine.Scenarios = append(mine.Scenarios, scenario)
		}
		for node, mine := range parts {
			out[node] = append(out[node], *mine)
		}
	}
	return out
}

// owner is a node that runs a file, or the scenarios of it that begin at some lines.
type owner struct {
	node  int
	lines []int
}

func (s Division) owners() map[string][]owner {
	out := map[string][]owner{}
	for i, unit := range s.Units {
		for _, target := range unit.Targets {
			out[target.Path] = append(out[target.Path], owner{s.Node[i], target.Lines})
		}
	}
	for _, own := range out {
		slices.SortStableFunc(own, func(a, b owner) int { return cmp.Compare(a.node, b.node) })
	}
	return out
}

func ownerOf(own []owner, s result.Scenario) int {
	for _, o := range own {
		if slices.Contains(o.lines, s.Line) || s.Outline > 0 && slices.Contains(o.lines, s.Outline) {
			return o.node
		}
	}
	return own[0].node
}

// Digest stands for the whole plan: every file by its content, every scenario, and who runs it. Shares of plans with the
// same digest fit together. sums are digests of the files' content.
func (s Division) Digest(files []result.File, sums map[string]string) string {
	type scenario struct {
		Line    int
		Name    string
		Removed bool
	}
	type file struct {
		Node      int
		Path, Sum string
		Scenarios []scenario
	}
	type unit struct {
		Node    int
		Name    string
		Targets []cucumber.Target
	}
	var plan struct {
		Nodes int
		Files []file
		Units []unit
	}
	plan.Nodes = s.Nodes
	shares := s.Files(files)
	for node := 1; node <= s.Nodes; node++ {
		for _, f := range shares[node] {
			one := file{Node: node, Path: f.Path, Sum: sums[f.Path]}
			for _, sc := range f.Scenarios {
				one.Scenarios = append(one.Scenarios, scenario{sc.Line, sc.Name, sc.Status == result.Deselected})
			}
			plan.Files = append(plan.Files, one)
		}
	}
	for i, u := range s.Units {
		plan.Units = append(plan.Units, unit{s.Node[i], u.Name, u.Targets})
	}
	// The order in which units start is no part of who runs what.
	slices.SortFunc(plan.Units, func(a, b unit) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.Marshal(plan)
	if err != nil {
		panic(fmt.Sprintf("encode plan: %v", err)) // cannot happen: numbers and texts only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
