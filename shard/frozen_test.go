package shard

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// planFile is a plan of two files on two nodes.
func planFile() Frozen {
	return Frozen{
		Schema: FrozenSchema, Version: "1.2.3", ID: "20260301-120000-aa", Name: "shop", Image: "shop:1", Nodes: 2, Plan: "digest",
		Outlook: FrozenOutlook{Concurrency: 4, Wall: time.Minute, Work: time.Hour, Efficiency: 0.5, Longest: "a", StartUp: time.Second, Trusted: true},
		Files:   []FrozenFile{{"a.feature", "sum-a"}, {"b.feature", "sum-b"}},
		Units: []FrozenUnit{
			{Name: "a-part1", Node: 1, Estimate: time.Second, Why: "failed when it last ran", Targets: []cucumber.Target{{Path: "a.feature", Lines: []int{3, 9}}}},
			{Name: "b", Node: 2, Targets: []cucumber.Target{{Path: "b.feature"}}},
		},
	}
}

// TestSaveAndLoad: a plan file is read as it was written, and & and < in names stay readable in it.
func TestSaveAndLoad(t *testing.T) {
	plan := planFile()
	plan.Name = "shop & <desk>"
	name := filepath.Join(t.TempDir(), "plan.json")
	if err := plan.Save(name); err != nil {
		t.Fatal(err)
	}
	got, err := LoadFrozen(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plan, *got); diff != "" {
		t.Error(diff)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte("shop & <desk>")) {
		t.Errorf("%s", text)
	}
	if err := plan.Save(filepath.Join(name, "x")); err == nil {
		t.Error("a plan was written below a file")
	}
	if _, err := LoadFrozen(name + ".none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// broken refuses every write.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, fs.ErrPermission }

// TestWriteFails: standard output may be closed.
func TestWriteFails(t *testing.T) {
	if err := planFile().Write(broken{}); !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), "write plan: ") {
		t.Errorf("%v", err)
	}
}

// TestFrozenDivision: every unit of a plan file goes to its node with its lines.
func TestFrozenDivision(t *testing.T) {
	split := planFile().Division()
	want := map[int][]Unit{
		1: {{Name: "a-part1", Estimate: time.Second, Targets: []cucumber.Target{{Path: "a.feature", Lines: []int{3, 9}}}}},
		2: {{Name: "b", Targets: []cucumber.Target{{Path: "b.feature"}}}},
		3: nil,
	}
	for node, units := range want {
		if diff := cmp.Diff(units, split.Share(node)); diff != "" {
			t.Errorf("node %d: %s", node, diff)
		}
	}
}

// TestChanged names each difference between a plan file and the files that are there, sorted.
func TestChanged(t *testing.T) {
	for name, tt := range map[string]struct {
		sums map[string]string
		want []string
	}{
		"the same":   {map[string]string{"a.feature": "sum-a", "b.feature": "sum-b"}, nil},
		"changed":    {map[string]string{"a.feature": "other", "b.feature": "sum-b"}, []string{"a.feature has changed since the plan was made"}},
		"gone":       {map[string]string{"b.feature": "sum-b"}, []string{"a.feature is in the plan but not among the files"}},
		"new":        {map[string]string{"a.feature": "sum-a", "b.feature": "sum-b", "c.feature": "x"}, []string{"c.feature is not in the plan"}},
		"empty file": {map[string]string{"a.feature": "", "b.feature": "sum-b"}, []string{"a.feature has changed since the plan was made"}},
		"renamed": {map[string]string{"A.feature": "sum-a", "b.feature": "sum-b"},
			[]string{"A.feature is not in the plan", "a.feature is in the plan but not among the files"}},
	} {
		if diff := cmp.Diff(tt.want, planFile().Changed(tt.sums)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
