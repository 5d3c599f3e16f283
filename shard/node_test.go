package shard

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

func whole(name string, seconds int) Unit {
	return Unit{Name: name, Targets: []cucumber.Target{{Path: name + ".feature"}}, Estimate: time.Duration(seconds) * time.Second}
}

func names(units []Unit) []string {
	var out []string
	for _, u := range units {
		out = append(out, u.Name)
	}
	return out
}

func TestDealBalances(t *testing.T) {
	split := Deal([]Unit{whole("a", 9), whole("b", 7), whole("c", 6), whole("d", 5), whole("e", 5)}, Machines{Nodes: 2})
	for node, want := range [][]string{{"a", "d"}, {"b", "c", "e"}} {
		if diff := cmp.Diff(want, names(split.Share(node+1))); diff != "" {
			t.Errorf("node %d: %s", node+1, diff)
		}
	}
	var same []Unit
	for i := range 9 {
		same = append(same, whole(fmt.Sprint(i), 0))
	}
	for node := 1; node <= 3; node++ {
		if got := len(Deal(same, Machines{Nodes: 3}).Share(node)); got != 3 {
			t.Errorf("node %d of 3 has %d of 9 units that nothing is known of", node, got)
		}
	}
	// Start-up is work, too: the node with the long file gets one of four short ones.
	short := []Unit{whole("a", 6), whole("b", 1), whole("c", 1), whole("d", 1), whole("e", 1)}
	if got := len(Deal(short, Machines{Nodes: 2, StartUp: 3 * time.Second}).Share(1)); got != 2 {
		t.Errorf("the node with the long file has %d units", got)
	}
	if split := Deal([]Unit{whole("a", 1)}, Machines{Nodes: 3}); len(split.Share(2)) > 0 || len(split.Share(1)) != 1 {
		t.Errorf("one unit for three nodes: %v", split.Node)
	}
}

func TestSplitOfOneFileOverNodes(t *testing.T) {
	file := result.File{Path: "a.feature", Scenarios: []result.Scenario{
		{Name: "one", Line: 3}, {Name: "row", Line: 9, Outline: 5}, {Name: "left out", Line: 12, Status: result.Deselected},
	}}
	split := Division{Nodes: 2, Node: []int{2, 1}, Units: []Unit{
		{Name: "a", Targets: []cucumber.Target{{Path: "a.feature", Lines: []int{5}}}},
		{Name: "a-2", Targets: []cucumber.Target{{Path: "a.feature", Lines: []int{3}}}},
	}}
	got := map[int][]string{}
	for node, files := range split.Files([]result.File{file, {Path: "nothing.feature"}}) {
		for _, f := range files {
			got[node] = append(got[node], f.Path)
			for _, s := range f.Scenarios {
				got[node] = append(got[node], s.Name)
			}
		}
	}
	want := map[int][]string{1: {"a.feature", "one", "left out", "nothing.feature"}, 2: {"a.feature", "row"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDigestStandsForThePlan(t *testing.T) {
	files := []result.File{{Path: "a.feature", Scenarios: []result.Scenario{{Name: "one", Line: 3}}}, {Path: "b.feature"}}
	units := []Unit{whole("a", 2), whole("b", 1)}
	sums := map[string]string{"a.feature": "1", "b.feature": "2"}
	digest := Deal(units, Machines{Nodes: 2}).Digest(files, sums)
	if again := Deal([]Unit{units[1], units[0]}, Machines{Nodes: 2}).Digest(files, sums); again != digest {
		t.Error("the order in which units start changes who runs what")
	}
	left := slices.Clone(files)
	left[0].Scenarios = []result.Scenario{{Name: "one", Line: 3, Status: result.Deselected}}
	for name, other := range map[string]string{
		"nodes":   Deal(units, Machines{Nodes: 3}).Digest(files, sums),
		"history": Deal([]Unit{whole("a", 1), whole("b", 2)}, Machines{Nodes: 2}).Digest(files, sums),
		"content": Deal(units, Machines{Nodes: 2}).Digest(files, map[string]string{"a.feature": "x", "b.feature": "2"}),
		"files":   Deal(units[:1], Machines{Nodes: 2}).Digest(files[:1], sums),
		"tags":    Deal(units, Machines{Nodes: 2}).Digest(left, sums),
	} {
		if other == digest {
			t.Errorf("%s: another plan has the same digest", name)
		}
	}
}

// FuzzDeal checks that every unit and every scenario is on exactly one node, in any order of the units, and that the shares are
// as even as longest-first allows.
func FuzzDeal(f *testing.F) {
	f.Add([]byte{9, 7, 6, 5, 5}, uint8(2))
	f.Add([]byte{0, 0, 0, 0}, uint8(3))
	f.Add([]byte{200, 1, 1}, uint8(9))
	f.Fuzz(func(t *testing.T, seconds []byte, count uint8) {
		nodes := 1 + int(count)%16
		var units []Unit
		var files []result.File
		longest, sum := time.Duration(0), time.Duration(0)
		for i, s := range seconds {
			// Two neighbours are the halves of one file.
			unit := whole(fmt.Sprint("u", i), int(s))
			target := cucumber.Target{Path: fmt.Sprintf("f%04d.feature", i/2), Lines: []int{1 + i%2}}
			unit.Targets = []cucumber.Target{target}
			units = append(units, unit)
			if i%2 == 0 {
				files = append(files, result.File{Path: target.Path})
			}
			last := &files[len(files)-1]
			last.Scenarios = append(last.Scenarios, result.Scenario{Line: 1 + i%2})
			longest, sum = max(longest, unit.Estimate), sum+unit.Estimate
		}
		split := Deal(units, Machines{Nodes: nodes})
		reversed := slices.Clone(units)
		slices.Reverse(reversed)
		seen := map[string]int{}
		for node := 1; node <= nodes; node++ {
			share, work := split.Share(node), time.Duration(0)
			other := names(Deal(reversed, Machines{Nodes: nodes}).Share(node))
			slices.Reverse(other)
			if diff := cmp.Diff(names(share), other); diff != "" {
				t.Errorf("node %d depends on the order: %s", node, diff)
			}
			for _, u := range share {
				seen[u.Name]++
				work += u.Estimate
			}
			if work > sum/time.Duration(nodes)+longest {
				t.Errorf("node %d of %d has %s of %s", node, nodes, work, sum)
			}
			for _, file := range split.Files(files)[node] {
				for _, s := range file.Scenarios {
					seen[fmt.Sprintf("%s:%d", file.Path, s.Line)]++
				}
			}
		}
		for name, times := range seen {
			if times != 1 {
				t.Errorf("%s is planned %d times", name, times)
			}
		}
		if len(seen) != 2*len(units) {
			t.Errorf("%d units and scenarios of %d are planned", len(seen), 2*len(units))
		}
	})
}
