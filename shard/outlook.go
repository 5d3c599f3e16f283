package shard

import "time"

// MostNodes is the most that anybody is advised to take: a matrix of GitHub has no more jobs.
const MostNodes = 256

// Machines are what a suite is to be run on.
type Machines struct {
	Nodes   int
	Slots   int           // containers at a time on each
	StartUp time.Duration // of one container
}

// Outlook is what a plan is expected to take.
type Outlook struct {
	Machines
	Units   []Unit
	Wall    time.Duration // until the last node is done
	Work    time.Duration // of all containers, start-up included
	Longest Unit
}

// Planner makes the units for some machines: into how many parts a long file is divided depends on how many there are.
type Planner func(Machines) []Unit

// Foresee tells what a suite takes on some machines, if everything takes as long as it is expected to.
func Foresee(plan Planner, on Machines) Outlook {
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
	return out
}

// Efficiency is the part of the time of all slots that is work, from 0 to 1.
func (o Outlook) Efficiency() float64 {
	if o.Wall <= 0 {
		return 0
	}
	return o.Work.Seconds() / (o.Wall.Seconds() * float64(o.Nodes*o.Slots))
}

// Floor is what no number of machines goes below that has the same units: the longest of them alone.
func (o Outlook) Floor() time.Duration { return o.StartUp + o.Longest.Estimate }

// NodesFor is the smallest number of nodes that is expected to be done by a time. Where none is, reached is false and it
// is the number above which nothing gets faster.
func NodesFor(plan Planner, on Machines, by time.Duration) (outlook Outlook, reached bool) {
	best, least := Foresee(plan, on.with(1)), floor(plan, on)
	// With fewer there is more work than time, whoever does it.
	each := max(by, least, 1) * time.Duration(on.Slots)
	first := min(int((best.Work+each-1)/each), MostNodes)
	for n := max(1, first); n <= MostNodes && best.Wall > max(by, least); n++ {
		next := Foresee(plan, on.with(n))
		if next.Wall < best.Wall {
			best = next
		}
		if n >= len(next.Units) {
			break // one more would have nothing to run
		}
	}
	return best, best.Wall <= by
}

// floor is what no number of nodes goes below.
func floor(plan Planner, on Machines) time.Duration {
	var longest time.Duration
	for _, unit := range plan(on.with(MostNodes)) {
		longest = max(longest, unit.Estimate)
	}
	return on.StartUp + longest
}

// Enough is the smallest number of nodes that comes within a twentieth of what no number goes below.
func Enough(plan Planner, on Machines) Outlook {
	least := floor(plan, on)
	outlook, _ := NodesFor(plan, on, max(least+least/20, 1))
	return outlook
}

func (m Machines) with(nodes int) Machines {
	m.Nodes = nodes
	return m
}
