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

// Division assigns units to nodes.
type Division struct {
	Nodes int
	Units []Unit // of all nodes, in starting order
	Node  []int  // node of each unit, from 1
}

// Deal spreads units evenly over nodes: longest first, each to the node with the least work. Units that share a lock go to the same
// node, because nodes do not talk to each other. The result depends only on names, estimates and locks, so that all machines agree
// on it.
func Deal(units []Unit, on Machines) Division {
	bundles := bundle(units, on.StartUp)
	slices.SortFunc(bundles, func(a, b bundled) int {
		return cmp.Or(cmp.Compare(b.work, a.work), strings.Compare(a.name, b.name))
	})
	split := Division{Nodes: on.Nodes, Units: units, Node: make([]int, len(units))}
	loads := newLoads(on.Nodes)
	for _, b := range bundles {
		node := loads.least() + 1
		for _, unit := range b.units {
			split.Node[unit] = node
		}
		loads.add(b.work)
	}
	return split
}

// bundled is units that must run on one node.
type bundled struct {
	units []int
	work  time.Duration // with start-ups
	name  string        // the first of its units' names
}

// bundle puts units into one bundle that share a lock, directly or through other units.
func bundle(units []Unit, startUp time.Duration) []bundled {
	leaders := make([]int, len(units)) // by unit; the first of a bundle leads itself
	leader := func(i int) int {
		for leaders[i] != i {
			i = leaders[i]
		}
		return i
	}
	holds := map[string]int{}
	for i, unit := range units {
		leaders[i] = i
		for _, lock := range unit.Needs.Locks {
			if other, held := holds[lock]; held {
				leaders[leader(i)] = leader(other)
			}
			holds[lock] = i
		}
	}
	var out []bundled
	at := map[int]int{}
	for i, unit := range units {
		lead := leader(i)
		if _, known := at[lead]; !known {
			at[lead] = len(out)
			out = append(out, bundled{name: unit.Name})
		}
		b := &out[at[lead]]
		b.units, b.work, b.name = append(b.units, i), b.work+startUp+unit.Estimate, min(b.name, unit.Name)
	}
	return out
}

// Share returns the units of one node in starting order.
func (s Division) Share(node int) []Unit {
	var out []Unit
	for i, unit := range s.Units {
		if s.Node[i] == node {
			out = append(out, unit)
		}
	}
	return out
}

// Files gives every scenario to exactly one node. It returns the files of each node with the scenarios of that node only. A
// scenario that no unit runs, because its tags exclude it, goes to the node of its file, or else to the first node.
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
		part(own.first) // a file without known scenarios belongs to a node too
		for _, scenario := range f.Scenarios {
			mine := part(own.node(scenario))
			mine.Scenarios = append(mine.Scenarios, scenario)
		}
		for node, mine := range parts {
			out[node] = append(out[node], *mine)
		}
	}
	return out
}

// owner records which nodes run a file.
type owner struct {
	first int         // lowest node that runs a part of the file
	lines map[int]int // lowest node that runs the scenario at a line
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
			own.add(node, target.Lines)
		}
	}
	return out
}

// add records that a node runs the scenarios at some lines of the file.
func (o *owner) add(node int, lines []int) {
	o.first = min(o.first, node)
	for _, line := range lines {
		if other, taken := o.lines[line]; !taken || node < other {
			o.lines[line] = node
		}
	}
}

// node returns the node that runs a scenario. A unit selects a row by its own line or by the line of its outline.
func (o *owner) node(s result.Scenario) int {
	node := o.lines[s.Line]
	if outline := o.lines[s.Outline]; s.Outline > 0 && outline > 0 && (node == 0 || outline < node) {
		node = outline
	}
	if node == 0 {
		return o.first
	}
	return node
}

// Digest identifies the whole plan: the content of every file, every scenario, and the node that runs it. Shares of plans with
// the same digest belong together. sums are digests of the files' content, by path.
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
	// The starting order does not change which node runs what.
	slices.SortFunc(plan.Units, func(a, b unit) int { return strings.Compare(a.Name, b.Name) })
	text, err := json.Marshal(plan)
	if err != nil {
		panic(fmt.Sprintf("encode plan: %v", err)) // cannot happen: numbers and texts only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
