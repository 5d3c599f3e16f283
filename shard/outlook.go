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
// is the number above which nothing gets faster. More nodes are taken to be no slower, so that a few plans find it.
func NodesFor(plan Planner, on Machines, by time.Duration) (outlook Outlook, reached bool) {
	most := useful(plan, on)
	best := fewest(plan, most, max(by, most.Floor()))
	return best, best.Wall <= by
}

// Enough is the smallest number of nodes that comes within a twentieth of what no number goes below.
func Enough(plan Planner, on Machines) Outlook {
	most := useful(plan, on)
	return fewest(plan, most, most.Floor()+most.Floor()/20)
}

// useful is the outlook for as many nodes as have something to run, or for the most that anybody is advised to take.
func useful(plan Planner, on Machines) Outlook {
	most := Foresee(plan, on.with(MostNodes))
	if units := max(1, len(most.Units)); units < MostNodes {
		return Foresee(plan, on.with(units))
	}
	return most
}

// fewest is the smallest number of nodes, up to those of an outlook, that is done by a time, or else as soon as that.
func fewest(plan Planner, best Outlook, by time.Duration) Outlook {
	by = max(by, best.Wall)
	for low := 1; low < best.Nodes; {
		middle := Foresee(plan, best.with((low+best.Nodes)/2))
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
