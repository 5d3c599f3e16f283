package plan

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// many makes the plan of files of several scenarios for a node; the first file is the longest.
func many(t *testing.T, files int, node inputs.Node) Plan {
	t.Helper()
	recipe, _ := cucumber.Find("behave")
	var found []suite.File
	for i := range files {
		text := "Feature: F\n" + strings.Repeat("Scenario: s\n  Given a step\n", 1+files-i)
		name := fmt.Sprintf("f%d.feature", i)
		found = append(found, suite.File{Target: cucumber.Target{Path: name}, Sum: name, Parsed: cucumber.Parse(strings.NewReader(text))})
	}
	plan, err := Make(About{
		Settings: inputs.Settings{Node: node, Suite: inputs.Suite{Image: "shop:1"}},
		Suite:    suite.Suite{Recipe: recipe, Files: found, Spec: execute.Spec{Image: execute.Image{Ref: "shop:1"}}},
		Engine:   Engine{Containers: 2, Name: "20.10 (API 1.41)", ImageID: "sha256:0123456789abcdef", Arch: "amd64"},
		History:  &shard.History{Timings: &shard.Timings{}}, ID: "20260101-000000-aa", Version: "v1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestShare: the shares of all nodes are the whole suite, each file once, and every node knows the others'.
func TestShare(t *testing.T) {
	const nodes, files = 3, 8
	var ran []string
	digests := map[string]bool{}
	for i := 1; i <= nodes; i++ {
		plan, err := many(t, files, inputs.Node{Index: i, Total: nodes}).Share(Commit{ID: "c0ffee"})
		if err != nil {
			t.Fatal(err)
		}
		known := 0
		for _, f := range plan.Run.Files {
			ran = append(ran, f.Path)
			known++
		}
		for _, other := range plan.Run.Node.Others {
			known += len(other.Files)
			for _, f := range other.Files {
				if f.Scenarios[0].Status != "" || f.Scenarios[0].Failure != nil {
					t.Errorf("node %d says how %s of node %d ended", i, f.Path, other.Node)
				}
			}
		}
		if known != files {
			t.Errorf("node %d knows %d of %d files", i, known, files)
		}
		for _, unit := range plan.Units {
			if !strings.HasPrefix(unit.Name, fmt.Sprint(i)+"-") {
				t.Errorf("unit %s of node %d would collide with another's", unit.Name, i)
			}
		}
		if plan.Run.Node.Commit != "c0ffee" || plan.Whole == plan.Run.Counts().Total {
			t.Errorf("node %d: %+v, %d scenarios in all", i, plan.Run.Node, plan.Whole)
		}
		digests[plan.Run.Node.Plan] = true
	}
	slices.Sort(ran)
	if len(ran) != files || len(slices.Compact(ran)) != files {
		t.Errorf("the nodes run %q", ran)
	}
	if len(digests) != 1 {
		t.Errorf("the nodes have %d plans", len(digests))
	}
}

// TestShareOfOne: one node has everything, and no number in its names.
func TestShareOfOne(t *testing.T) {
	plan, err := many(t, 2, inputs.Node{Index: 1, Total: 1}).Share(Commit{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Units) != 2 || plan.Units[0].Name != "f0-feature" && plan.Units[0].Name != "f0" || plan.Run.Node.Others != nil {
		t.Errorf("%+v, %+v", plan.Units, plan.Run.Node)
	}
}

func TestAnnouncementOfNodes(t *testing.T) {
	for name, tt := range map[string]struct {
		node  inputs.Node
		files int
		want  string
	}{
		"one":         {inputs.Node{Index: 1, Total: 1}, 2, ""},
		"unused jobs": {inputs.Node{Index: 1, Total: 1, Notice: "this job runs everything"}, 2, "\nshard: this job runs everything\n"},
		"a share":     {inputs.Node{Index: 2, Total: 2}, 2, "\nshard: node 2 of 2, which runs 2 of 5 scenarios\n"},
		"nothing":     {inputs.Node{Index: 3, Total: 3}, 1, "\nshard: node 3 of 3 has nothing to run"},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := many(t, tt.files, tt.node).Share(Commit{})
			if err != nil {
				t.Fatal(err)
			}
			text := plan.Announcement()
			if !strings.Contains(text, tt.want) || tt.want == "" && strings.Contains(text, "shard:") {
				t.Errorf("%s\nwant %q", text, tt.want)
			}
			for _, line := range []string{"image: shop:1 (0123456789ab", "engine: 20.10", "runner: behave, "} {
				if !strings.Contains(text, line) {
					t.Errorf("%s\nwant %q", text, line)
				}
			}
		})
	}
}

// TestAnnouncementOfImages: a tag moves, so the image that it stands for is named with its age; a digest says it all.
func TestAnnouncementOfImages(t *testing.T) {
	started := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for ref, tt := range map[string]struct {
		created time.Time
		want    string
	}{
		"shop:1":           {started.Add(-2 * time.Hour), " (0123456789ab, made 2 hours ago)"},
		"shop":             {time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), " (0123456789ab)"},
		"shop@sha256:0123": {started, ""},
		"":                 {started, ""},
	} {
		plan := many(t, 1, inputs.Node{})
		plan.Suite.Spec.Image, plan.Run.Started = execute.Image{Ref: ref, Created: tt.created}, started
		if got := plan.aboutImage(); got != tt.want {
			t.Errorf("%q: %q, want %q", ref, got, tt.want)
		}
	}
}

// frozen is the plan file of three files on two nodes.
func frozen(t *testing.T) (Plan, shard.Frozen) {
	t.Helper()
	plan := many(t, 3, inputs.Node{Index: 1, Total: 2})
	outlook := shard.Estimate(plan.Planner(), plan.Machines(2))
	return plan, plan.Freeze(shard.Deal(outlook.Units, outlook.Machines), outlook, "c0ffee")
}

// TestFreeze: a plan file comes back as it was written, and a node that follows it has exactly its share.
func TestFreeze(t *testing.T) {
	plan, file := frozen(t)
	name := filepath.Join(t.TempDir(), "plan.json")
	if err := file.Save(name); err != nil {
		t.Fatal(err)
	}
	read, err := shard.LoadFrozen(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file, *read); diff != "" {
		t.Error(diff)
	}
	plan.settings.Node.Plan = read
	shared, err := plan.Share(Commit{ID: "c0ffee"})
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, unit := range file.Units {
		if unit.Node == 1 {
			want = append(want, "1-"+unit.Name)
		}
	}
	for _, unit := range shared.Units {
		got = append(got, unit.Name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if shared.Run.Node.Frozen != file.ID {
		t.Errorf("the report names the plan %q", shared.Run.Node.Frozen)
	}
}

// TestMatchesRefuses: every difference from a plan file has a sentence of its own.
func TestMatchesRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Plan, *shard.Frozen)
		want   string
	}{
		"image":     {func(p *Plan, _ *shard.Frozen) { p.Run.ImageID = "sha256:other" }, "it was made for the image shop:1 (sha256:0123456789abcdef), but this one is sha256:other"},
		"commit":    {func(_ *Plan, f *shard.Frozen) { f.Commit = "decaf" }, "it was made at commit decaf, but this is c0ffee"},
		"suite":     {func(_ *Plan, f *shard.Frozen) { f.Name = "desk" }, `it was made for the suite "desk", but this is ""`},
		"content":   {func(p *Plan, _ *shard.Frozen) { p.sums["f1.feature"] = "other" }, "f1.feature has changed since the plan was made"},
		"a file":    {func(p *Plan, _ *shard.Frozen) { delete(p.sums, "f1.feature") }, "f1.feature is in the plan but not among the files"},
		"new file":  {func(p *Plan, _ *shard.Frozen) { p.sums["new.feature"] = "x" }, "new.feature is not in the plan"},
		"selection": {func(p *Plan, _ *shard.Frozen) { p.Run.Files[0].Scenarios = p.Run.Files[0].Scenarios[1:] }, "the files are the same, but the scenarios to run are not"},
	} {
		t.Run(name, func(t *testing.T) {
			plan, file := frozen(t)
			tt.change(&plan, &file)
			plan.settings.Node.Plan = &file
			_, err := plan.Share(Commit{ID: "c0ffee"})
			wrong := inputs.Find(err)
			if len(wrong) != 1 || wrong[0].Input != "plan" || wrong[0].Problem != tt.want || wrong[0].Hint() == "" {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestMatchesNamesTen: of many changed files the first ten are named, and the others are counted.
func TestMatchesNamesTen(t *testing.T) {
	plan, file := frozen(t)
	for i := range 13 {
		plan.sums[fmt.Sprintf("new%02d.feature", i)] = "x"
	}
	plan.settings.Node.Plan = &file
	_, err := plan.Share(Commit{ID: "c0ffee"})
	wrong := inputs.Find(err)
	if len(wrong) != maxChanged+1 || wrong[maxChanged].Problem != "3 more files have changed" {
		t.Errorf("%v", err)
	}
}
