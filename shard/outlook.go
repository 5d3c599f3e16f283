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
	Wall    time.Duration // until the last node is done
	Work    time.Duration // of all containers, start-up included
	Longest Unit
}

// Foresee tells what units take on some machines, if each takes as long as it is expected to.
func Foresee(units []Unit, on Machines) Outlook {
	out := Outlook{Machines: on}
	split := Deal(units, on.Nodes)
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

// Floor is what no number of machines goes below: the longest unit alone.
func (o Outlook) Floor() time.Duration { return o.StartUp + o.Longest.Estimate }

// NodesFor is the smallest number of nodes that is expected to be done by a time. Where none is, reached is false and it
// is the number above which nothing gets faster.
func NodesFor(units []Unit, on Machines, by time.Duration) (outlook Outlook, reached bool) {
	best := Foresee(units, on.with(1))
	// With fewer there is more work than time, whoever does it.
	each := max(by, best.Floor(), 1) * time.Duration(on.Slots)
	first := min(int((best.Work+each-1)/each), MostNodes)
	for n := max(1, first); n <= min(max(1, len(units)), MostNodes) && best.Wall > by; n++ {
		if next := Foresee(units, on.with(n)); next.Wall < best.Wall {
			best = next
		}
		if best.Wall <= best.Floor() {
			break
		}
	}
	return best, best.Wall <= by
}

// Enough is the smallest number of nodes that comes within a twentieth of what no number goes below.
func Enough(units []Unit, on Machines) Outlook {
	least := Foresee(units, on.with(1)).Floor()
	outlook, _ := NodesFor(units, on, max(least+least/20, 1))
	return outlook
}

func (m Machines) with(nodes int) Machines {
	m.Nodes = nodes
	return m
}
