package shard

import (
	"fmt"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// giant is a suite of so many files of a minute, and one of 16.
func giant(files int) Planner { return fixed(giants(files)) }

// fixed are the same units for all machines.
func fixed(units []Unit) Planner { return func(Machines) []Unit { return units } }

func giants(files int) []Unit {
	units := []Unit{whole("giant", 16*60)}
	for i := range files {
		units = append(units, whole(fmt.Sprintf("f%03d", i), 60))
	}
	return units
}

func TestEstimate(t *testing.T) {
	o := Estimate(giant(44), Machines{Nodes: 2, Slots: 2})
	if o.Wall != 16*time.Minute || o.Work != time.Hour || o.Longest.Name != "giant" || o.Floor() != 16*time.Minute {
		t.Errorf("%+v", o)
	}
	if e := o.Efficiency(); e < .93 || e > .94 {
		t.Errorf("efficiency %f", e)
	}
	o = Estimate(giant(0), Machines{Nodes: 1, Slots: 4, StartUp: time.Second})
	if o.Wall != 16*time.Minute+time.Second {
		t.Errorf("start-up is not counted: %s", o.Wall)
	}
	if o := Estimate(fixed(nil), Machines{Nodes: 3, Slots: 4}); o.Wall != 0 || o.Efficiency() != 0 {
		t.Errorf("nothing to run: %+v", o)
	}
}

func TestNodesFor(t *testing.T) {
	for _, tt := range []struct {
		by      time.Duration
		nodes   int
		reached bool
	}{
		{2 * time.Hour, 1, true},
		{31 * time.Minute, 2, true},
		{20 * time.Minute, 3, true},
		{16 * time.Minute, 4, true},
		{15 * time.Minute, 4, false}, // the giant is 16 min
		{time.Nanosecond, 4, false},
	} {
		o, reached := NodesFor(giant(44), Machines{Slots: 1}, tt.by)
		if o.Nodes != tt.nodes || reached != tt.reached {
			t.Errorf("within %s: %d nodes (%v), which take %s", tt.by, o.Nodes, reached, o.Wall)
		}
	}
	if o, reached := NodesFor(fixed(nil), Machines{Slots: 1}, time.Minute); o.Nodes != 1 || !reached {
		t.Errorf("nothing to run: %d nodes, %v", o.Nodes, reached)
	}
	var many []Unit
	for i := range 1000 {
		many = append(many, whole(fmt.Sprint(i), 60))
	}
	if o, reached := NodesFor(fixed(many), Machines{Slots: 1}, time.Minute); o.Nodes > MostNodes || reached {
		t.Errorf("%d nodes, %v", o.Nodes, reached)
	}
}

func TestEnough(t *testing.T) {
	if o := Enough(giant(44), Machines{Slots: 1}); o.Nodes != 4 {
		t.Errorf("%d nodes are enough, want 4", o.Nodes)
	}
	if o := Enough(fixed(nil), Machines{Slots: 1}); o.Nodes != 1 {
		t.Errorf("nothing to run: %d nodes", o.Nodes)
	}
}

// TestNodesForParts: where a file can be divided, its length is no limit, and the more nodes there are the smaller are its
// parts.
func TestNodesForParts(t *testing.T) {
	file := File{Target: cucumber.Target{Path: "giant.feature"}, Estimate: 16 * time.Minute}
	for i := range 16 {
		file.Pieces = append(file.Pieces, Piece{Line: 3 * (i + 1), Estimate: time.Minute})
	}
	plan := func(on Machines) []Unit {
		return Plan([]File{file}, Options{Slots: on.Nodes * on.Slots, Split: SplitAuto})
	}
	if o, reached := NodesFor(plan, Machines{Slots: 1}, 4*time.Minute); !reached || o.Nodes != 4 || o.Wall > 4*time.Minute {
		t.Errorf("%d nodes take %s", o.Nodes, o.Wall)
	}
	if o := Estimate(plan, Machines{Nodes: 8, Slots: 2}); o.Wall != time.Minute || len(o.Units) != 16 {
		t.Errorf("%d units take %s", len(o.Units), o.Wall)
	}
}
