//go:build linux

package shard

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestGrowth: what is done for eight times as many rows of one file takes about eight times as long, not sixty-four.
func TestGrowth(t *testing.T) {
	const rows, times, most = 1_250, 8, 16
	for _, tt := range []struct {
		name string
		work func(rows int) func()
	}{
		{"split", func(n int) func() { return planned(n, Options{Slots: n / 4, Split: SplitAuto}) }},
		{"split, batch", func(n int) func() { return planned(n, Options{Slots: n / 4, Split: SplitAuto, Batch: true}) }},
		{"scenario", func(n int) func() { return planned(n, Options{Slots: 4, Split: SplitScenario}) }},
		{"scenario, one batch", func(n int) func() {
			return planned(n, Options{Slots: 1, StartUp: time.Minute, Split: SplitScenario, Batch: true})
		}},
		{"deal", dealt},
		{"import with lines", func(n int) func() { return imported(n, func(s *cucumber.Scenario, i int) { s.Line = 1 + i }) }},
		{"import with names", func(n int) func() { return imported(n, func(s *cucumber.Scenario, i int) { s.Name = rowName(i) }) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			few, many := cost(tt.work(rows)), cost(tt.work(rows*times))
			if ratio := many.Seconds() / few.Seconds(); ratio > most {
				t.Errorf("%d rows take %v and %d rows %v, %.0f times as long", rows, few, rows*times, many, ratio)
			}
		})
	}
}

// cost is the processor time of one call on a thread of its own, so that other processes do not count: the least of three
// measurements, each long enough for the clock.
func cost(work func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	least := time.Hour
	for range 3 {
		runtime.GC()
		start, calls := threadTime(), time.Duration(0)
		for threadTime()-start < 10*time.Millisecond {
			work()
			calls++
		}
		least = min(least, (threadTime()-start)/calls)
	}
	return least
}

func threadTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &used); err != nil {
		panic(fmt.Sprintf("read processor time: %v", err)) // cannot happen: the kernel knows the thread
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// rowsOf is one file of so many pieces, which take from 1 to 1.9 s.
func rowsOf(rows int) File {
	f := File{Target: cucumber.Target{Path: "rows.feature"}}
	for i := range rows {
		p := Piece{Line: 1 + i, Estimate: time.Second + time.Duration(i*37%900)*time.Millisecond}
		f.Pieces = append(f.Pieces, p)
		f.Estimate += p.Estimate
	}
	return f
}

func planned(rows int, o Options) func() {
	f := rowsOf(rows)
	return func() { Plan([]File{f}, o) }
}

func dealt(rows int) func() {
	units := Plan([]File{rowsOf(rows)}, Options{Slots: 4, Split: SplitScenario})
	f := result.File{Path: "rows.feature"}
	for i := range rows {
		f.Scenarios = append(f.Scenarios, result.Scenario{Line: 1 + i})
	}
	return func() { Deal(units, Machines{Nodes: rows / 10}).Files([]result.File{f}) }
}

func rowName(i int) string { return fmt.Sprintf("row - #1.%d", 1+i) }

func imported(rows int, known func(*cucumber.Scenario, int)) func() {
	file := cucumber.File{Title: "rows"}
	old := cucumber.Report{}
	for i := range rows {
		file.Pickles = append(file.Pickles, cucumber.Pickle{Name: rowName(i), Title: "row", Template: "row", Line: 1 + i, Outline: 1})
		s := cucumber.Scenario{URI: "rows.feature", Name: "row", Status: cucumber.Passed, Duration: time.Second}
		known(&s, i)
		old.Scenarios = append(old.Scenarios, s)
	}
	return func() {
		past := Past{Files: map[string]*PastFile{}}
		past.Import(OldReport{&old, "20260101-000000-00"}, ".", []cucumber.Planned{{Path: "rows.feature", File: file}})
		if n := len(past.Files["rows.feature"].Scenarios); n != rows {
			panic(fmt.Sprintf("%d of %d rows are found", n, rows))
		}
	}
}

// TestFewPlans: the number of nodes is found with a handful of plans, however many nodes there may be.
func TestFewPlans(t *testing.T) {
	f := rowsOf(1000)
	plans := 0
	plan := func(on Machines) []Unit {
		plans++
		return Plan([]File{f}, Options{Slots: on.Nodes * on.Slots, StartUp: on.StartUp, Split: SplitAuto})
	}
	on := Machines{Slots: 4, StartUp: time.Second}
	for name, search := range map[string]func(){
		"enough":   func() { Enough(plan, on) },
		"reached":  func() { NodesFor(plan, on, time.Minute) },
		"too soon": func() { NodesFor(plan, on, time.Second) },
	} {
		plans = 0
		search()
		if plans > 10 {
			t.Errorf("%s: %d plans", name, plans)
		}
	}
}
