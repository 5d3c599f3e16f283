package result

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// shared makes the runs of a suite of six scenarios in three files that so many nodes share; the second file is spread
// over nodes.
func shared(nodes int) []*Run {
	type where struct {
		path string
		line int
	}
	all := []where{{"a.feature", 2}, {"a.feature", 5}, {"b.feature", 2}, {"b.feature", 5}, {"b.feature", 8}, {"c.feature", 2}}
	owner := []int{0, 0, 1, 0, 2, 1}
	files := func(node int) []File {
		var out []File
		for i, w := range all {
			if owner[i]%nodes != node {
				continue
			}
			if len(out) == 0 || out[len(out)-1].Path != w.path {
				out = append(out, File{Path: w.path})
			}
			f := &out[len(out)-1]
			f.Scenarios = append(f.Scenarios, Scenario{Name: fmt.Sprintf("s%d", w.line), Line: w.line})
		}
		return out
	}
	var runs []*Run
	for n := range nodes {
		began := time.Date(2026, 3, 1, 12, n, 0, 0, time.UTC)
		r := &Run{
			Schema: Schema, ID: fmt.Sprintf("run-%d", n+1), ImageID: "sha256:1", Runner: "behave", Strict: true, Concurrency: 2, Started: began,
			Wall: time.Minute, Node: &Node{Index: n + 1, Total: nodes, Plan: "p", Commit: "c"}, Files: files(n),
		}
		for other := range nodes {
			if other != n {
				r.Node.Others = append(r.Node.Others, Share{other + 1, files(other)})
			}
		}
		for _, f := range r.Files {
			report := &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}
			for _, s := range f.Scenarios {
				report.Scenarios = append(report.Scenarios, observed(f.Path, s.Line, cucumber.Passed))
			}
			a := Attempt{Unit: fmt.Sprintf("%d-%s", n+1, f.Path), Number: 1, Files: []string{f.Path}, Class: Passed, Container: "c",
				Created: began, Ended: began.Add(time.Second)}
			r.Record(a, Observation{Report: report})
		}
		r.Judge(0)
		runs = append(runs, r)
	}
	return runs
}

func copied(t testing.TB, r *Run) *Run {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var out Run
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return &out
}

func TestMergeOfTheWhole(t *testing.T) {
	for nodes := 1; nodes <= 4; nodes++ {
		merged := Merge(shared(nodes))
		if v := merged.Verdict; v.Exit != ExitPassed || merged.Counts().Passed != 6 || len(merged.Nodes) != nodes {
			t.Errorf("%d nodes: %+v, %+v", nodes, v, merged.Counts())
		}
	}
}

func TestMergeDoesNotDependOnOrder(t *testing.T) {
	runs := shared(3)
	runs = append(runs, copied(t, runs[1]))
	want := Merge(runs)
	for range 2 {
		runs = append(runs[1:], runs[0])
		if diff := cmp.Diff(want, Merge(runs)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestMergeIsRed names what keeps nodes from being one whole.
func TestMergeIsRed(t *testing.T) {
	tests := map[string]struct {
		change func(runs []*Run) []*Run
		exit   int
		want   []string // sentences
	}{
		"a node is missing": {func(runs []*Run) []*Run { return slices.Delete(runs, 1, 2) }, ExitIncomplete,
			[]string{"2 planned scenarios did not run", "node 2 of 3 is missing: its run.json was not found"}},
		"a node is there twice": {func(runs []*Run) []*Run {
			again := *runs[1]
			again.ID = "run-9"
			return append(runs, &again)
		}, ExitIncomplete, []string{"node 2 of 3 has 2 reports (runs run-2, run-9): keep only that of its last run"}},
		"a node of another split": {func(runs []*Run) []*Run {
			runs[2].Node.Total = 4
			return runs
		}, ExitIncomplete, []string{"1 planned scenario did not run", "node 3 of 4 (run run-3) belongs to another plan: the other reports are for 3 nodes",
			"node 3 of 3 is missing: its run.json was not found"}},
		"another image": {func(runs []*Run) []*Run {
			runs[0].ImageID = "sha256:2222222222222222"
			return runs
		}, ExitIncomplete, []string{"node 1 of 3 used another image than node 2 (sha256:222222222222, not sha256:1): build it once, and pull or load that image on every node"}},
		"an image that a daemon and a cluster name by IDs of their own": {func(runs []*Run) []*Run {
			runs[0].Digests = []string{"r.example/tests@sha256:9"}
			runs[1].ImageID, runs[1].Digests = "mirror.example/tests@sha256:9", []string{"mirror.example/tests@sha256:9"}
			return runs
		}, ExitPassed, nil},
		"another commit": {func(runs []*Run) []*Run {
			runs[2].Node.Commit = "d"
			return runs
		}, ExitIncomplete, []string{"node 3 of 3 used another commit than node 1 (d, not c): check out the same commit on all nodes"}},
		"an unknown commit": {func(runs []*Run) []*Run {
			runs[2].Node.Commit = ""
			return runs
		}, ExitPassed, nil},
		"another plan": {func(runs []*Run) []*Run {
			runs[1].Node.Plan = "q"
			return runs
		}, ExitIncomplete, []string{"node 2 of 3 used another plan than node 1 (q, not p): freeze it with baleen plan --out, and give that file to every node"}},
		"a report of an earlier build": {func(runs []*Run) []*Run {
			runs[0].Node.Frozen, runs[1].Node.Frozen, runs[2].Node.Frozen = "20260301-110000-1", "20260228-110000-2", "20260301-110000-1"
			return runs
		}, ExitIncomplete, []string{"node 2 of 3 used another plan file than node 1 (20260228-110000-2, not 20260301-110000-1): give every node the plan file of this build, and delete reports of earlier builds"}},
		"a scenario is missing": {func(runs []*Run) []*Run {
			runs[0].Files = runs[0].Files[:1]
			return runs
		}, ExitIncomplete, []string{"1 planned scenario did not run"}},
		"a scenario is there twice": {func(runs []*Run) []*Run {
			runs[2].Files = append(runs[2].Files, runs[1].Files[1])
			return runs
		}, ExitIncomplete, []string{"1 reported scenario was not planned, or was reported twice" + strangeHint,
			"c.feature:2 ran on nodes 2 and 3 of 3", "attempt 2-c.feature.1 of node 3 of 3 is missing"}},
		"an attempt is missing": {func(runs []*Run) []*Run {
			runs[0].Attempts = runs[0].Attempts[:1]
			return runs
		}, ExitIncomplete, []string{"attempt 1-b.feature.1 of node 1 of 3 is missing"}},
		"an attempt is there twice": {func(runs []*Run) []*Run {
			runs[0].Attempts = append(runs[0].Attempts, runs[0].Attempts[0])
			return runs
		}, ExitIncomplete, []string{"attempt 1-a.feature.1 of node 1 of 3 is recorded 2 times"}},
		"an earlier attempt is missing": {func(runs []*Run) []*Run {
			runs[2].Attempts[0].Number = 2
			runs[2].Files[0].Scenarios[0].Attempt = "3-b.feature.2"
			return runs
		}, ExitIncomplete, []string{"attempt 3-b.feature.1 of node 3 of 3 is missing"}},
		"a node never ended": {func(runs []*Run) []*Run {
			runs[0].Verdict = Verdict{State: StateRunning, Exit: ExitIncomplete}
			return runs
		}, ExitIncomplete, []string{"node 1 of 3 did not finish: its run.json still says running, so Baleen or its machine was killed"}},
		"a node was cancelled": {func(runs []*Run) []*Run {
			runs[0].Signal = "terminated"
			runs[0].Judge(15)
			return runs
		}, ExitIncomplete, []string{"node 1 of 3 was cancelled by terminated"}},
		"a node's problem": {func(runs []*Run) []*Run {
			runs[0].Problems = []string{"stopped after 1 failed scenario"}
			return runs
		}, ExitIncomplete, []string{"node 1 of 3: stopped after 1 failed scenario"}},
		"a verdict that nothing shows": {func(runs []*Run) []*Run {
			runs[0].Verdict = Verdict{State: StateFailed, Exit: ExitFailed, Reasons: []string{"1 scenario failed"}}
			return runs
		}, ExitIncomplete, []string{"node 1 of 3 ended as failed: 1 scenario failed"}},
		"a failed scenario": {func(runs []*Run) []*Run {
			runs[0].Files[0].Scenarios[0].fail(cucumber.Failed, "no")
			runs[0].Judge(0)
			return runs
		}, ExitFailed, []string{"1 scenario failed"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Merge(tt.change(shared(3))).Verdict
			if diff := cmp.Diff(tt.want, got.Reasons); got.Exit != tt.exit || diff != "" {
				t.Errorf("exit status %d, want %d\n%s", got.Exit, tt.exit, diff)
			}
		})
	}
}

// FuzzMerge takes anything away from whole reports, or adds anything a second time: that is never green.
func FuzzMerge(f *testing.F) {
	f.Add(uint8(0), uint8(3), uint8(1), uint8(0))
	f.Add(uint8(1), uint8(3), uint8(2), uint8(1))
	f.Add(uint8(2), uint8(2), uint8(0), uint8(0))
	f.Add(uint8(3), uint8(4), uint8(1), uint8(1))
	f.Add(uint8(4), uint8(3), uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, kind, nodes, node, item uint8) {
		runs := shared(1 + int(nodes)%3)
		r := runs[int(node)%len(runs)]
		file := int(item) % len(r.Files)
		lone := len(runs) == 1 // there is no other node that knows of what it lacks
		switch kind % 6 {
		case 0:
			if lone {
				return
			}
			runs = slices.DeleteFunc(runs, func(one *Run) bool { return one == r })
		case 1:
			again := copied(t, r)
			again.ID += "-again"
			runs = append(runs, again)
		case 2:
			if lone {
				return
			}
			r.Files = slices.Delete(r.Files, file, file+1)
		case 3:
			a := int(item) % len(r.Attempts)
			r.Attempts = slices.Delete(r.Attempts, a, a+1)
		case 4:
			r.Attempts = append(r.Attempts, r.Attempts[int(item)%len(r.Attempts)])
		case 5:
			s := &r.Files[file].Scenarios[0]
			s.fail(NotRun, "")
		}
		merged := Merge(runs)
		if merged.Verdict.Exit != ExitIncomplete {
			t.Errorf("change %d to node %d of %d: exit status %d", kind%6, r.Node.Index, r.Node.Total, merged.Verdict.Exit)
		}
		slices.Reverse(runs)
		if diff := cmp.Diff(merged, Merge(runs)); diff != "" {
			t.Errorf("the order changes it:\n%s", diff)
		}
	})
}

// TestPartOfAFile: a runner that runs more of a file than its node was given, as it must where it cannot select a row,
// reports what another node accounts for.
func TestPartOfAFile(t *testing.T) {
	for nodes, want := range map[int]int{3: ExitPassed, 1: ExitPassed} {
		r := shared(nodes)[0]
		report := &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}
		for _, line := range []int{2, 5, 8} {
			report.Scenarios = append(report.Scenarios, observed("b.feature", line, cucumber.Passed))
		}
		r.Attempts = nil
		r.Record(Attempt{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: Passed}, Observation{Report: report})
		if r.Judge(0); r.Verdict.Exit != want {
			t.Errorf("%d nodes: %v", nodes, r.Verdict)
		}
	}
	r := shared(3)[0]
	report := &cucumber.Report{Source: cucumber.SourceMessages, Complete: true}
	report.Scenarios = append(report.Scenarios, observed("b.feature", 5, cucumber.Passed), observed("b.feature", 99, cucumber.Passed))
	r.Record(Attempt{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: Passed}, Observation{Report: report})
	if r.Judge(0); r.Verdict.Exit != ExitIncomplete || !strings.Contains(r.Verdict.Reasons[0], "not planned") {
		t.Errorf("a scenario of no node: %v", r.Verdict)
	}
}

// TestNodeWithoutAnythingToSay: scenarios that are all skipped say nothing about the suite, unless other nodes may.
func TestNodeWithoutAnythingToSay(t *testing.T) {
	for nodes, want := range map[int]int{2: ExitPassed, 1: ExitIncomplete} {
		r := shared(nodes)[0]
		for _, f := range r.Files {
			for i := range f.Scenarios {
				f.Scenarios[i].Status = cucumber.Skipped
			}
		}
		if r.Judge(0); r.Verdict.Exit != want {
			t.Errorf("%d nodes: %v", nodes, r.Verdict)
		}
	}
}
