package page

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/result"
)

// at is an attempt that held its slot from one second to another.
func at(unit string, number, slot, from, to int) result.Attempt {
	second := func(n int) time.Time { return time.Unix(int64(1000+n), 0) }
	return result.Attempt{Unit: unit, Number: number, Slot: slot, Created: second(from), Ended: second(to)}
}

func onNode(node int, a result.Attempt) result.Attempt {
	a.Node = node
	return a
}

func TestChain(t *testing.T) {
	old := at("z", 1, 1, 0, 99)
	old.Run = "an earlier run"
	for name, tc := range map[string]struct {
		attempts []result.Attempt
		want     []int
	}{
		"none":                           {nil, nil},
		"of an earlier run":              {[]result.Attempt{old}, nil},
		"never created":                  {[]result.Attempt{{Unit: "a"}}, nil},
		"one slot":                       {[]result.Attempt{at("a", 1, 1, 0, 2), at("b", 1, 1, 2, 5)}, []int{0, 1}},
		"the other slot ended before":    {[]result.Attempt{at("b", 1, 2, 0, 3), at("a", 1, 1, 0, 2), at("c", 1, 1, 2, 5)}, []int{1, 2}},
		"a retry waits for what failed":  {[]result.Attempt{at("b", 1, 2, 0, 1), at("a", 1, 1, 0, 4), at("a", 2, 2, 4, 6)}, []int{1, 2}},
		"the same slot on another node":  {[]result.Attempt{onNode(1, at("a", 1, 1, 0, 2)), onNode(2, at("b", 1, 1, 3, 5))}, []int{1}},
		"made before its slot is free":   {[]result.Attempt{at("a", 1, 1, 0, 3), at("b", 1, 1, 2, 5)}, []int{0, 1}},
		"in another order than it ended": {[]result.Attempt{at("b", 1, 1, 2, 5), at("a", 1, 1, 0, 2)}, []int{1, 0}},
	} {
		if diff := cmp.Diff(tc.want, chain(tc.attempts)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestLaterNode: a node that is run again an hour later does not squeeze the others into a corner of the timeline.
func TestLaterNode(t *testing.T) {
	run := &result.Run{
		Started: time.Unix(1000, 0), Wall: 10 * time.Second,
		Nodes:    []result.Part{{Node: 1, Wall: 9 * time.Second}, {Node: 2, Wall: 5 * time.Second}},
		Attempts: []result.Attempt{onNode(1, at("a", 1, 1, 1, 9)), onNode(2, at("b", 1, 1, 3600, 3605))},
	}
	times := newTimes(run)
	all, nodes := times.attempts(run), times.shares(run)
	if all[0].Created != 1000 || all[1].Created != 0 || all[1].Ended != 5000 || nodes[0].Later || !nodes[1].Later {
		t.Errorf("%+v, %+v", all, nodes)
	}
}
