//go:build consumers

package trace_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// scoped is what speedscope makes of a trace: a profile for each thread, whose frames open and close.
type scoped struct {
	Complaints []string
	Frames     []string
	Profiles   []struct {
		Name   string
		Events []struct {
			Type  string
			Frame int
			At    float64
		}
	}
}

// bar is something that took time, on a thread.
type bar struct {
	Thread   string
	Name     string
	From, To float64
}

// bars pairs the frames of a trace as they open and close. speedscope counts from where the thread begins, and adds arguments to
// names.
func (s scoped) bars(t *testing.T) []bar {
	var out []bar
	for _, p := range s.Profiles {
		var open []int
		for _, e := range p.Events {
			name, _, _ := strings.Cut(s.Frames[e.Frame], ` {"`)
			if e.Type == "O" {
				open = append(open, len(out))
				out = append(out, bar{p.Name, name, e.At, 0})
				continue
			}
			last := &out[open[len(open)-1]]
			if open = open[:len(open)-1]; last.Name != name {
				t.Errorf("%q closes in %q", name, last.Name)
			}
			last.To = e.At
		}
	}
	return sorted(out)
}

func sorted(bars []bar) []bar {
	slices.SortFunc(bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(a.Thread, b.Thread), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Name, b.Name))
	})
	return bars
}

// expected are the bars of a trace, as speedscope names threads.
func expected(events []traced) []bar {
	processes, threads, begins := map[int]string{}, map[int]string{}, map[int]float64{}
	for _, e := range events {
		switch name, _ := e.Args["name"].(string); {
		case e.Name == "process_name":
			processes[e.Pid] = name
		case e.Name == "thread_name":
			threads[e.Tid], begins[e.Tid] = name, math.Inf(1)
		case e.Ph == "X":
			begins[e.Tid] = min(begins[e.Tid], e.Ts)
		}
	}
	var out []bar
	for _, e := range events {
		if e.Ph == "X" {
			thread := fmt.Sprintf("%s (pid %d), %s (tid %d)", processes[e.Pid], e.Pid, threads[e.Tid], e.Tid)
			out = append(out, bar{thread, e.Name, e.Ts - begins[e.Tid], e.end() - begins[e.Tid]})
		}
	}
	return sorted(out)
}

// TestConsumersSpeedscope: a program that reads traces finds all of them, on their threads, at their times, and complains of nothing.
func TestConsumersSpeedscope(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for name, run := range shapes() {
		if len(run.Attempts) == 0 {
			continue // speedscope refuses a trace in which nothing takes time
		}
		files = append(files, filepath.Join(dir, name))
		if err := os.WriteFile(filepath.Join(dir, name), written(t, run), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("node", append([]string{"../testdata/consumers/read-trace.js"}, files...)...).Output()
	if err != nil {
		t.Fatalf("read-trace.js: %v: %s", err, err.(*exec.ExitError).Stderr)
	}
	seen := map[string]scoped{}
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatal(err)
	}
	for name, run := range shapes() {
		if len(run.Attempts) == 0 {
			continue
		}
		if diff := gocmp.Diff(expected(read(t, written(t, run))), seen[name].bars(t)); diff != "" || len(seen[name].Complaints) > 0 {
			t.Errorf("%s: complaints %q, events (-ours +speedscope's):\n%s", name, seen[name].Complaints, diff)
		}
	}
}
