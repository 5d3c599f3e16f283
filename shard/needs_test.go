package shard

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func needing(name string, seconds int, n Needs) Unit {
	u := whole(name, seconds)
	u.Needs = n
	return u
}

// TestWallOfLocks: a forecast knows that units wait for each other.
func TestWallOfLocks(t *testing.T) {
	for name, tt := range map[string]struct {
		units []Unit
		want  int // seconds
	}{
		"no lock":             {[]Unit{whole("a", 5), whole("b", 5), whole("c", 5)}, 5},
		"one lock":            {[]Unit{needing("a", 5, locks("x")), needing("b", 5, locks("x")), whole("c", 5)}, 10},
		"two locks":           {[]Unit{needing("a", 5, locks("x")), needing("b", 5, locks("y")), whole("c", 5)}, 5},
		"a chain of locks":    {[]Unit{needing("a", 5, locks("x")), needing("b", 5, locks("x", "y")), needing("c", 5, locks("y"))}, 15},
		"serial last":         {[]Unit{whole("a", 5), whole("b", 4), needing("c", 3, Needs{Serial: true})}, 8},
		"serial first":        {[]Unit{needing("c", 3, Needs{Serial: true}), whole("a", 5), whole("b", 4)}, 8},
		"two slots of four":   {[]Unit{needing("a", 5, Needs{Slots: 2}), needing("b", 5, Needs{Slots: 2}), whole("c", 5)}, 10},
		"more than the slots": {[]Unit{needing("a", 5, Needs{Slots: 9}), needing("b", 5, Needs{Slots: 9})}, 10},
	} {
		if got := Wall(tt.units, 4, 0); got != time.Duration(tt.want)*time.Second {
			t.Errorf("%s: %s, want %d s", name, got, tt.want)
		}
	}
}

// TestPlanOfLocks: the first of many files with one lock starts first, and what runs alone is not in the middle.
func TestPlanOfLocks(t *testing.T) {
	var files []File
	for i := range 6 {
		f := file(fmt.Sprintf("locked%d.feature", i), 4)
		f.Needs = locks("db")
		files = append(files, f, file(fmt.Sprintf("free%d.feature", i), 10))
	}
	alone := file("alone.feature", 7)
	alone.Needs = Needs{Serial: true}
	wide := file("wide.feature", 1)
	wide.Needs = Needs{Slots: 2}
	units := Plan(append(files, alone, wide), Options{Slots: 4})
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
	}
	if at := slices.Index(names, "alone"); names[0] != "wide" || names[1] != "locked0" || at != 0 && at != len(names)-1 {
		t.Errorf("the order is %v", names)
	}
	if got := Wall(units, 4, 0); got > 35*time.Second {
		t.Errorf("it takes %s", got)
	}
}

// TestSplitByNeeds: a file is divided so that its scenarios without a lock do not wait for the one with it.
func TestSplitByNeeds(t *testing.T) {
	var files []File
	for i := range 4 {
		f := divisible(fmt.Sprintf("f%d.feature", i), 5, 5, 5, 5)
		f.Pieces[1].Needs, f.Needs = locks("db"), locks("db")
		files = append(files, f)
	}
	if got := Wall(Plan(files, Options{Slots: 4}), 4, 0); got != 80*time.Second {
		t.Errorf("whole files take %s", got)
	}
	units := Plan(files, Options{Slots: 4, Split: SplitAuto})
	if got := Wall(units, 4, 0); got > 25*time.Second {
		t.Errorf("%s: %+v", got, units)
	}
}

// TestBatchOfLocks: files with one lock, which run one after another, share a container if start-up is dear.
func TestBatchOfLocks(t *testing.T) {
	var files []File
	for i := range 8 {
		f := file(fmt.Sprintf("f%d.feature", i), 1)
		f.Needs = locks("db")
		files = append(files, f)
	}
	units := Plan(append(files, file("g.feature", 1)), Options{Slots: 2, StartUp: 5 * time.Second, Batch: true})
	for _, u := range units {
		if u.Needs.None() != slices.Equal(u.Paths(), []string{"g.feature"}) {
			t.Errorf("%+v", u)
		}
	}
	if len(units) != 2 {
		t.Errorf("%d units", len(units))
	}
}

// TestDealKeepsLocksTogether: one node runs all that shares a lock, directly or through a third unit.
func TestDealKeepsLocksTogether(t *testing.T) {
	units := []Unit{needing("a", 9, locks("x")), needing("b", 8, locks("z")), needing("c", 7, locks("x", "y")), needing("d", 6, locks("y")), whole("e", 5)}
	split := Deal(units, Machines{Nodes: 3})
	if split.Node[0] != split.Node[2] || split.Node[2] != split.Node[3] || split.Node[1] == split.Node[0] || split.Node[4] == split.Node[0] {
		t.Errorf("nodes %v", split.Node)
	}
	slices.Reverse(units)
	again := Deal(units, Machines{Nodes: 3})
	slices.Reverse(again.Node)
	if diff := cmp.Diff(split.Node, again.Node); diff != "" {
		t.Errorf("another order gives other nodes: %s", diff)
	}
	if o := Estimate(fixed(units), Machines{Nodes: 5, Slots: 1}); o.Floor() != 16*time.Second || o.Lock.Name != "x" {
		t.Errorf("the floor is %s, by %q", o.Floor(), o.Lock.Name)
	}
}
