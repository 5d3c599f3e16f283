package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// orders are the ways to hand over three reports.
func orders() [][]int {
	return [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
}

// TestThreeNodes: whatever is wrong with a node, the merged run is the same in any order of its reports, keeps every
// scenario once, and lists every node.
func TestThreeNodes(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(runs []*Run)
		exit   int
		counts Counts
	}{
		"whole":    {func([]*Run) {}, ExitPassed, Counts{Total: 6, Passed: 6}},
		"failures": {func(runs []*Run) { failIn(runs[0]); failIn(runs[2]) }, ExitFailed, Counts{Total: 6, Passed: 4, Failed: 2}},
		"a failure and another commit": {func(runs []*Run) { failIn(runs[1]); runs[2].Node.Commit = "d" }, ExitIncomplete,
			Counts{Total: 6, Passed: 5, Failed: 1}},
		"three plans": {func(runs []*Run) { runs[0].Node.Plan, runs[1].Node.Plan = "x", "y" }, ExitIncomplete, Counts{Total: 6, Passed: 6}},
		"cancelled":   {func(runs []*Run) { runs[1].Signal = "interrupt"; runs[1].Judge(2) }, ExitIncomplete, Counts{Total: 6, Passed: 6}},
		"lenient and strict": {func(runs []*Run) {
			runs[0].Strict = false
			runs[1].Files[0].Scenarios[0].fail(cucumber.Undefined, "no step")
		}, ExitIncomplete, Counts{Total: 6, Passed: 5, Failed: 1}},
	} {
		var want *Run
		for _, order := range orders() {
			runs := shared(3)
			tc.change(runs)
			got := Merge([]*Run{runs[order[0]], runs[order[1]], runs[order[2]]})
			if got.Verdict.Exit != tc.exit || got.Counts() != tc.counts || len(got.Nodes) != 3 {
				t.Errorf("%s, %v: %+v, %+v", name, order, got.Verdict, got.Counts())
			}
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %v: %s", name, order, diff)
			}
		}
	}
}

func failIn(r *Run) {
	r.Files[0].Scenarios[0].fail(cucumber.Failed, "no")
	r.Judge(0)
}

// TestOneNodeMissing: without any one node its scenarios stay in the plan, named as what that node was to run.
func TestOneNodeMissing(t *testing.T) {
	for gone, lost := range []int{3, 2, 1} {
		var rest []*Run
		for i, r := range shared(3) {
			if i != gone {
				rest = append(rest, r)
			}
		}
		got := Merge(rest)
		if c := got.Counts(); c.Total != 6 || c.Missing != lost || got.Verdict.Exit != ExitIncomplete || got.Status(true) != ExitIncomplete {
			t.Errorf("without node %d: %+v, %+v", gone+1, c, got.Verdict)
		}
		if part := got.Nodes[gone]; part.Node != gone+1 || part.State != StateMissing {
			t.Errorf("without node %d: %+v", gone+1, part)
		}
		for _, f := range got.Files {
			for _, s := range f.Scenarios {
				if s.Status == NotRun && !strings.HasSuffix(s.Failure.Message, "of 3, which was to run it, is missing") {
					t.Errorf("%s:%d: %s", f.Path, s.Line, s.Failure.Message)
				}
			}
		}
	}
}

// TestNodeTwice: a copy of a report changes nothing, and another report of its node never replaces a failure unseen.
func TestNodeTwice(t *testing.T) {
	for i := range 3 {
		runs := shared(3)
		if got := Merge(append(runs, copied(t, runs[i]))); got.Verdict.Exit != ExitPassed || got.Counts().Total != 6 {
			t.Errorf("copy of node %d: %+v", i+1, got.Verdict)
		}
		again := copied(t, runs[i])
		again.ID = "again"
		failIn(runs[i])
		got := Merge(append(runs, again))
		if got.Verdict.Exit != ExitIncomplete || !strings.Contains(strings.Join(got.Problems, "\n"), "has 2 reports") || got.Counts().Total != 6 {
			t.Errorf("node %d again: %+v", i+1, got.Verdict)
		}
	}
}

// TestMergedRunIsKept: a merged run comes out of its file as it went in.
func TestMergedRunIsKept(t *testing.T) {
	runs := shared(3)
	failIn(runs[1])
	want := Merge(runs[:2])
	dir := t.TempDir()
	if err := want.Save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	verdict := got.Verdict
	got.Judge(0)
	if diff := cmp.Diff(verdict, got.Verdict); diff != "" {
		t.Errorf("judged again: %s", diff)
	}
}
