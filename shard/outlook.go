package shard

import (
	"maps"
	"slices"
	"time"
)

// MostNodes is the largest number of nodes that Baleen recommends: a GitHub matrix has at most 256 jobs.
const MostNodes = 256

// Machines are the nodes that run a suite.
type Machines struct {
	Nodes   int
	Slots   int           // containers at a time on each node
	StartUp time.Duration // of one container
}

// Outlook is the estimate for a plan.
type Outlook struct {
	Machines
	Units   []Unit
	Wall    time.Duration // until the last node ends
	Work    time.Duration // of all containers, including start-up
	Longest Unit
	Lock    Held // the lock that is held longest
}

// Held is a lock, and how long it is held by all units together, which cannot run at the same time.
type Held struct {
	Name string
	Time time.Duration // with start-ups
}

// Planner makes the units for some machines. The number of machines decides into how many parts a long file is split.
type Planner func(Machines) []Unit

// Estimate returns the outlook of a suite on some machines.
func Estimate(plan Planner, on Machines) Outlook {
	units := plan(on)
	out := Outlook{Machines: on, Units: units}
	split := Deal(units, on)
	for node := 1; node <= on.Nodes; node++ {
		out.Wall = max(out.Wall, Wall(split.Share(node), on.Slots, on.StartUp))
	}
	for _, unit := range units {
		out.Work += on.StartUp + unit.Estimate
		if unit.Estimate > out.Longest.Estimate || out.Longest.Name == "" {
			out.Longest = unit
		}
	}
	out.Lock = longestHeld(units, on.StartUp)
	return out
}

// longestHeld returns the lock that is held longest; of several, the first by name.
func longestHeld(units []Unit, startUp time.Duration) Held {
	held := map[string]time.Duration{}
	for _, unit := range units {
		for _, lock := range unit.Needs.Locks {
			held[lock] += startUp + unit.Estimate
		}
	}
	var longest Held
	for _, name := range slices.Sorted(maps.Keys(held)) {
		if held[name] > longest.Time {
			longest = Held{name, held[name]}
		}
	}
	return longest
}

// Efficiency is the share of the slots' time that is work, from 0 to 1.
func (o Outlook) Efficiency() float64 {
	if o.Wall <= 0 {
		return 0
	}
	return o.Work.Seconds() / (o.Wall.Seconds() * float64(o.Nodes*o.Slots))
}

// Floor is the least wall time that these units allow on any number of machines: that of the longest unit, or of the units that
// share a lock.
func (o Outlook) Floor() time.Duration { return max(o.StartUp+o.Longest.Estimate, o.Lock.Time) }

// NodesFor returns the outlook for the smallest number of nodes that ends within a time. If no number does, reached is false
// and the outlook is for the number above which nothing gets faster. It searches by halving, which assumes that more nodes
// are never slower.
func NodesFor(plan Planner, on Machines, by time.Duration) (outlook Outlook, reached bool) {
	most := useful(plan, on)
	best := fewest(plan, most, max(by, most.Floor()))
	return best, best.Wall <= by
}

// Enough returns the outlook for the smallest number of nodes that comes within 5 % of the floor.
func Enough(plan Planner, on Machines) Outlook {
	most := useful(plan, on)
	return fewest(plan, most, most.Floor()+most.Floor()/20)
}

// useful returns the outlook for one node per unit, at most MostNodes.
func useful(plan Planner, on Machines) Outlook {
	most := Estimate(plan, on.with(MostNodes))
	if units := max(1, len(most.Units)); units < MostNodes {
		return Estimate(plan, on.with(units))
	}
	return most
}

// fewest returns the smallest number of nodes, at most that of best, that ends within a time or as soon as best does.
func fewest(plan Planner, best Outlook, by time.Duration) Outlook {
	by = max(by, best.Wall)
	for low := 1; low < best.Nodes; {
		middle := Estimate(plan, best.with((low+best.Nodes)/2))
		if middle.Wall <= by {
			best = middle
			continue
		}
		low = middle.Nodes + 1
	}
	return best
}

func (m Machines) with(nodes int) Machines {
	m.Nodes = nodes
	return m
}
