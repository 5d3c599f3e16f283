//go:build linux

package shard

import (
	"fmt"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/growthtest"
	"github.com/org/baleen-action/result"
)

// TestGrowth: what is done for eight times as many rows of one file takes about eight times as long, not sixty-four.
func TestGrowth(t *testing.T) {
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
			growthtest.Hold(t, growthtest.Steps{Size: 1_250, Times: 8}, tt.work)
		})
	}
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
