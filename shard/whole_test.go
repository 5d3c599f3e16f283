package shard

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

// mixed is a suite of long, short, unknown and lonely files.
func mixed() []File {
	var files []File
	for i := range 40 {
		f := divisible(fmt.Sprintf("dir%d/f%d.feature", i%3, i), 1+i*i%17, 1+i%5, 2)
		f.Unknown, f.Failed, f.Alone = i%13 == 0, i%7 == 0, i%11 == 0
		files = append(files, f)
	}
	return append(files, divisible("giant.feature", slices.Repeat([]int{30}, 20)...))
}

// allOptions are the combinations of what a plan can be asked for.
func allOptions() []Options {
	var out []Options
	for _, split := range []Split{"", SplitFile, SplitScenario, SplitAuto} {
		for _, batch := range []bool{false, true} {
			for _, slots := range []int{0, 1, 4, 100} {
				out = append(out, Options{Slots: slots, StartUp: 2 * time.Second, Split: split, Batch: batch})
			}
		}
	}
	return out
}

// TestPlanIsWhole: every plan runs every piece of every file once, loses no work, and leaves lonely files alone.
func TestPlanIsWhole(t *testing.T) {
	files := mixed()
	for _, o := range allOptions() {
		units := Plan(files, o)
		var work time.Duration
		for _, u := range units {
			work += u.Estimate
			checkLonely(t, files, u)
		}
		for _, f := range files {
			work -= f.Estimate
			checkOnce(t, f, units)
		}
		if work != 0 {
			t.Errorf("%+v: %s of work too much", o, work)
		}
	}
}

// checkLonely holds that a file that may break others, or whose length is unknown, shares no container.
func checkLonely(t *testing.T, files []File, u Unit) {
	t.Helper()
	for _, f := range files {
		if (f.Alone || f.Unknown) && len(u.Targets) > 1 && slices.Contains(u.Paths(), f.Path) {
			t.Errorf("%s is in a batch: %v", f.Path, u.Paths())
		}
	}
}

// TestPlanRepeats: the same files give the same plan, and the files given stay as they are.
func TestPlanRepeats(t *testing.T) {
	for _, o := range allOptions() {
		files := mixed()
		first := Plan(files, o)
		if diff := cmp.Diff(mixed(), files); diff != "" {
			t.Fatalf("%+v changes the files: %s", o, diff)
		}
		if diff := cmp.Diff(first, Plan(files, o)); diff != "" {
			t.Errorf("%+v: %s", o, diff)
		}
	}
}

// TestFrozenIsTheDeal: a division that went through a plan file gives each node the same units, and has the same digest.
func TestFrozenIsTheDeal(t *testing.T) {
	files, sums := recorded(mixed())
	for _, o := range allOptions() {
		for _, nodes := range []int{1, 2, 3, 7} {
			want := Deal(Plan(mixed(), o), Machines{Nodes: nodes, Slots: 2, StartUp: o.StartUp})
			got := thawed(t, want)
			for node := 1; node <= nodes; node++ {
				if diff := cmp.Diff(want.Share(node), got.Share(node)); diff != "" {
					t.Fatalf("%+v, node %d of %d: %s", o, node, nodes, diff)
				}
			}
			if want.Digest(files, sums) != got.Digest(files, sums) {
				t.Errorf("%+v, %d nodes: another digest", o, nodes)
			}
		}
	}
}

// recorded are the files of a run, with digests of their content.
func recorded(files []File) (out []result.File, sums map[string]string) {
	sums = map[string]string{}
	for _, f := range files {
		one := result.File{Path: f.Path}
		for _, p := range f.Pieces {
			one.Scenarios = append(one.Scenarios, result.Scenario{Name: fmt.Sprint("s", p.Line), Line: p.Line})
		}
		out, sums[f.Path] = append(out, one), "sum of "+f.Path
	}
	return out, sums
}

// thawed writes a division to a plan file and reads it.
func thawed(t *testing.T, split Division) Division {
	t.Helper()
	plan := Frozen{Schema: FrozenSchema, Nodes: split.Nodes}
	for i, u := range split.Units {
		plan.Units = append(plan.Units, FrozenUnit{Name: u.Name, Node: split.Node[i], Estimate: u.Estimate, Targets: u.Targets})
	}
	name := filepath.Join(t.TempDir(), "plan.json")
	if err := plan.Save(name); err != nil {
		t.Fatal(err)
	}
	got, err := LoadFrozen(name)
	if err != nil {
		t.Fatal(err)
	}
	return got.Division()
}

// TestDealGivesAll: every scenario is on one node, though there are more nodes than units.
func TestDealGivesAll(t *testing.T) {
	files, _ := recorded(mixed())
	for _, o := range allOptions() {
		for _, nodes := range []int{1, 3, 200} {
			split := Deal(Plan(mixed(), o), Machines{Nodes: nodes})
			seen := map[string]int{}
			for node, share := range split.Files(files) {
				if node < 1 || node > nodes {
					t.Errorf("node %d of %d", node, nodes)
				}
				for _, f := range share {
					for _, s := range f.Scenarios {
						seen[fmt.Sprintf("%s:%d", f.Path, s.Line)]++
					}
				}
			}
			for place, times := range seen {
				if times != 1 {
					t.Errorf("%s is on %d nodes", place, times)
				}
			}
			if len(seen) != 40*3+20 {
				t.Errorf("%+v, %d nodes: %d scenarios", o, nodes, len(seen))
			}
		}
	}
}
