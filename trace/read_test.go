package trace_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

// kept writes a trace to a file, as that of a node of a split.
func kept(t *testing.T, node int, data []byte) trace.Kept {
	t.Helper()
	name := filepath.Join(t.TempDir(), "trace.json")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	run := services()
	run.Node = &result.Node{Index: node, Total: 2}
	return trace.Kept{Name: name, Run: run}
}

// TestKept reads the calls and services that a node's trace has, as they were.
func TestKept(t *testing.T) {
	run := services()
	want := beside(run)
	f := kept(t, 2, written(t, run))
	calls := slices.Collect(f.Calls())
	if len(calls) != 5 {
		t.Fatalf("%d calls", len(calls))
	}
	for i, got := range calls {
		call := slices.Collect(want.Calls)[i]
		call.Node, call.Error = 2, (*result.Cleaner)(nil).Line(call.Error)
		if diff := cmp.Diff(call, got); diff != "" {
			t.Error(diff)
		}
	}
	all, left := f.Services()
	if left != want.CallsLeftOut || len(all) != 3 || all[0] != (trace.Service{Node: 2, Slot: 1, Name: "db", ID: "db", Began: at(120), Ended: at(2000)}) {
		t.Errorf("%d left out, services %+v", left, all)
	}
}

// TestKeptOfStrangers: what is no trace of the run has no calls, and stops nothing.
func TestKeptOfStrangers(t *testing.T) {
	good := written(t, services())
	for name, data := range map[string][]byte{
		"empty":           nil,
		"no head":         bytes.Replace(good, []byte(`"started"`), []byte(`"begun"`), 1),
		"of another time": bytes.Replace(good, []byte(`"started":"2026`), []byte(`"started":"1026`), 1),
		"long lines":      bytes.ReplaceAll(good, []byte("\n"), bytes.Repeat([]byte(" "), 2<<20)),
		"other types":     bytes.ReplaceAll(good, []byte(`"ts":`), []byte(`"ts":"x`)),
		"far away":        bytes.ReplaceAll(good, []byte(`"dur":`), []byte(`"dur":1e30`)),
	} {
		f := kept(t, 1, data)
		calls := slices.Collect(f.Calls())
		if services, _ := f.Services(); len(calls)+len(services) > 0 {
			t.Errorf("%s: %+v, %+v", name, calls, services)
		}
	}
	for range (trace.Kept{Name: t.TempDir(), Run: services()}).Calls() {
		t.Error("a folder has calls")
	}
}

// TestMergedCalls: a trace of two nodes has the calls of both, each in its process.
func TestMergedCalls(t *testing.T) {
	node := written(t, services())
	files := []trace.Kept{kept(t, 1, node), kept(t, 2, node)}
	run := merged()
	var out bytes.Buffer
	err := trace.Write(&out, run, trace.Options{Calls: func(yield func(trace.Call) bool) {
		for _, f := range files {
			f.Calls()(yield)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	nests(t, out.Bytes())
	count := map[int]int{}
	for _, e := range read(t, out.Bytes()) {
		if e.Cat == "engine call" {
			count[e.Pid]++
		}
	}
	if count[1] != 5 || count[2] != 5 {
		t.Errorf("calls by node: %v", count)
	}
}
