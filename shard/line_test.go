package shard

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestLineOrder: an item that waits for a lock lets pass what shares none with it; nothing passes an item that waits for slots.
func TestLineOrder(t *testing.T) {
	for name, tt := range map[string]struct {
		needs  []Needs
		held   []string
		places int
		want   int // index of the item that is next; -1: none
	}{
		"nothing waits":                  {nil, nil, 4, -1},
		"first in, first out":            {[]Needs{{}, {}}, nil, 4, 0},
		"a lock that is held":            {[]Needs{locks("db"), {}}, []string{"db"}, 4, 1},
		"a lock that is free":            {[]Needs{locks("db"), {}}, []string{"mail"}, 4, 0},
		"one of two locks is held":       {[]Needs{locks("db", "mail"), locks("mail"), {}}, []string{"db"}, 4, 2},
		"a waiting item keeps its place": {[]Needs{locks("db", "mail"), locks("mail")}, []string{"db"}, 4, -1},
		"all slots are needed":           {[]Needs{{Serial: true}, {}}, nil, 3, -1},
		"all slots are free":             {[]Needs{{Serial: true}, {}}, nil, 4, 0},
		"two of one slot":                {[]Needs{{Slots: 2}, {}}, nil, 1, -1},
		"more slots than there are":      {[]Needs{{Slots: 9}, {}}, nil, 4, 0},
		"its lock before its slots":      {[]Needs{{Slots: 2, Locks: []string{"db"}}, {}}, []string{"db"}, 1, 1},
	} {
		line := NewLine[int](4)
		for i, n := range tt.needs {
			line.Add(i, n)
		}
		got, ok := line.Next(Opening{Places: tt.places, Free: func(lock string) bool { return !slices.Contains(tt.held, lock) }})
		if !ok {
			got = -1
		}
		if got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

// TestLineFront: what is added to the front comes before all others, the last of it first, whatever it needs.
func TestLineFront(t *testing.T) {
	line := NewLine[int](4)
	line.Add(1, locks("db"))
	line.Add(2, Needs{})
	line.AddFirst(3, locks("db"))
	line.AddFirst(4, Needs{})
	line.AddFirst(5, locks("mail"))
	line.Add(6, Needs{})
	var got []int
	for line.Len() > 0 {
		next, _ := line.Next(Opening{Places: 4, Free: func(string) bool { return true }})
		got = append(got, next)
	}
	if want := []int{5, 4, 3, 1, 2, 6}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func locks(names ...string) Needs { return Needs{Locks: names} }

// drawNeeds returns random needs: mostly none.
func drawNeeds(random *rand.Rand) Needs {
	var n Needs
	for range random.IntN(3) {
		if random.IntN(3) == 0 {
			n = n.With(locks(fmt.Sprint("lock", random.IntN(4))))
		}
	}
	if random.IntN(12) == 0 {
		n.Serial = true
	}
	if random.IntN(8) == 0 {
		n.Slots = 1 + random.IntN(9)
	}
	return n
}

// drawLocked returns a suite of files with random needs, some of whose scenarios have needs of their own.
func drawLocked(seed uint64) []File {
	random := rand.New(rand.NewPCG(seed, 3))
	var files []File
	for i := range 1 + random.IntN(40) {
		f := File{Name: fmt.Sprintf("f%d", i), Unknown: random.IntN(20) == 0}
		f.Path = f.Name + ".feature"
		of := drawNeeds(random)
		for line := range 1 + random.IntN(12) {
			p := Piece{Line: line + 1, Estimate: time.Duration(1+random.IntN(20_000)) * time.Millisecond, Needs: of}
			if random.IntN(4) == 0 {
				p.Needs = p.Needs.With(drawNeeds(random))
			}
			f.Pieces, f.Estimate, f.Needs = append(f.Pieces, p), f.Estimate+p.Estimate, f.Needs.With(p.Needs)
		}
		files = append(files, f)
	}
	return files
}

// playing is a run of units with random durations, which checks what runs at the same time.
type playing struct {
	t       *testing.T
	slots   int
	running []Unit
	ran     int
}

func (p *playing) free(lock string) bool {
	return !slices.ContainsFunc(p.running, func(u Unit) bool { return slices.Contains(u.Needs.Locks, lock) })
}

func (p *playing) places() int {
	sum := 0
	for _, u := range p.running {
		sum += u.Needs.Places(p.slots)
	}
	return p.slots - sum
}

// start checks a unit against what runs, and starts it.
func (p *playing) start(u Unit) {
	p.t.Helper()
	if p.places() < u.Needs.Places(p.slots) || slices.ContainsFunc(u.Needs.Locks, func(l string) bool { return !p.free(l) }) {
		p.t.Errorf("%+v starts beside %+v on %d slots", u, p.running, p.slots)
	}
	p.running = append(p.running, u)
	p.ran++
}

// TestLockedPlansRun: of random plans with locks, every unit runs, none beside another that it must not run beside, and the run
// never stands still. Every scenario is in a unit that has its needs.
func TestLockedPlansRun(t *testing.T) {
	for seed := range uint64(120) {
		random := rand.New(rand.NewPCG(seed, 4))
		files := drawLocked(seed)
		o := Options{Slots: 1 + random.IntN(7), StartUp: time.Second, Batch: random.IntN(2) == 0,
			Split: []Split{SplitFile, SplitScenario, SplitAuto}[random.IntN(3)]}
		units := Plan(files, o)
		for _, f := range files {
			checkNeeds(t, f, units)
		}
		p := &playing{t: t, slots: o.Slots}
		line := NewLine[Unit](o.Slots)
		for _, u := range units {
			line.Add(u, u.Needs)
		}
		for line.Len() > 0 || len(p.running) > 0 {
			if u, ok := line.Next(Opening{p.places(), p.free}); ok {
				p.start(u)
				continue
			}
			if len(p.running) == 0 {
				t.Fatalf("seed %d: %d units wait for nothing", seed, line.Len())
			}
			ends := random.IntN(len(p.running))
			p.running = slices.Delete(p.running, ends, ends+1)
		}
		if p.ran != len(units) {
			t.Errorf("seed %d: %d of %d units ran", seed, p.ran, len(units))
		}
	}
}

// checkNeeds holds that every piece of a file is in a unit that has all its needs.
func checkNeeds(t *testing.T, f File, units []Unit) {
	t.Helper()
	for _, u := range units {
		for _, target := range u.Targets {
			for _, p := range f.Pieces {
				runs := target.Path == f.Path && (len(target.Lines) == 0 || slices.Contains(target.Lines, p.Line))
				if runs && u.Needs.With(p.Needs).key() != u.Needs.key() {
					t.Errorf("%s:%d needs %+v, its unit has %+v", f.Path, p.Line, p.Needs, u.Needs)
				}
			}
		}
	}
}
