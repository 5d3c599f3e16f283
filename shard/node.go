package shard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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
	loads := newLoads(on.Nodes)
	for _, unit := range order {
		split.Node[unit] = loads.least() + 1
		loads.add(on.StartUp + units[unit].Estimate)
	}
	return split
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
		if own == nil {
			own = &owner{first: 1}
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
		part(own.first) // a file without a scenario that is known is somebody's, too
		for _, scenario := range f.Scenarios {
			mine := part(own.of(scenario))
			mine.Scenarios = append(mine.Scenarios, scenario)
		}
		for node, mine := range parts {
			out[node] = append(out[node], *mine)
		}
	}
	return out
}

// owner is who runs a file.
type owner struct {
	first int         // of the nodes that run some of it
	lines map[int]int // the first node that runs what begins at a line
}

func (s Division) owners() map[string]*owner {
	out := map[string]*owner{}
	for i, unit := range s.Units {
		node := s.Node[i]
		for _, target := range unit.Targets {
			own := out[target.Path]
			if own == nil {
				own = &owner{first: node, lines: map[int]int{}}
				out[target.Path] = own
			}
			own.first = min(own.first, node)
			for _, line := range target.Lines {
				if other, taken := own.lines[line]; !taken || node < other {
					own.lines[line] = node
				}
			}
		}
	}
	return out
}

// of is the node that runs a scenario. A row is selected by its own line, or by its outline's.
func (o *owner) of(s result.Scenario) int {
	node := o.lines[s.Line]
	if outline := o.lines[s.Outline]; s.Outline > 0 && outline > 0 && (node == 0 || outline < node) {
		node = outline
	}
	if node == 0 {
		return o.first
	}
	return node
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
