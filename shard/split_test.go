package shard

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// divisible is a file with pieces of so many seconds each.
func divisible(path string, seconds ...int) File {
	f := File{Target: cucumber.Target{Path: path}}
	for i, s := range seconds {
		p := Piece{Line: 10 * (i + 1), Estimate: time.Duration(s) * time.Second}
		f.Pieces = append(f.Pieces, p)
		f.Estimate += p.Estimate
	}
	return f
}

// shown is a plan in words.
func shown(units []Unit) []string {
	var out []string
	for _, u := range units {
		text := u.Name + ":"
		for _, t := range u.Targets {
			text += fmt.Sprintf(" %s%v", t.Path, t.Lines)
		}
		out = append(out, fmt.Sprintf("%s %v", text, u.Estimate))
	}
	return out
}

func TestSplit(t *testing.T) {
	whole := divisible("w.feature", 300, 200)
	whole.Pieces = nil
	selected := divisible("s.feature", 2, 3)
	selected.Lines = []int{10, 20}
	tests := []struct {
		name  string
		files []File
		o     Options
		want  []string
	}{
		{"never", []File{divisible("a.feature", 100, 1)}, Options{Slots: 2, Split: SplitFile}, []string{"a: a.feature[] 1m41s"}},
		{"each scenario alone", []File{divisible("a.feature", 1, 2), divisible("b.feature", 3), selected}, Options{Slots: 2, Split: SplitScenario},
			[]string{"b: b.feature[] 3s", "s-part2: s.feature[20] 3s", "a-part2: a.feature[20] 2s", "s-part1: s.feature[10] 2s", "a-part1: a.feature[10] 1s"}},
		{"longer than its share", []File{divisible("a.feature", 60, 10, 50, 20), divisible("b.feature", 30)}, Options{Slots: 2, StartUp: time.Second, Split: SplitAuto},
			[]string{"a-part1: a.feature[10] 1m0s", "a-part3: a.feature[30] 50s", "b: b.feature[] 30s", "a-part4: a.feature[40] 20s", "a-part2: a.feature[20] 10s"}},
		{"as long as others", []File{divisible("a.feature", 30, 30), divisible("b.feature", 60), divisible("c.feature", 60), divisible("d.feature", 60)}, Options{Slots: 2, Split: SplitAuto},
			[]string{"a: a.feature[] 1m0s", "b: b.feature[] 1m0s", "c: c.feature[] 1m0s", "d: d.feature[] 1m0s"}},
		{"not worth a start-up", []File{divisible("a.feature", 1, 1, 1, 1)}, Options{Slots: 8, StartUp: 5 * time.Minute, Split: SplitAuto}, []string{"a: a.feature[] 4s"}},
		{"cannot be divided", []File{whole}, Options{Slots: 8, Split: SplitAuto}, []string{"w: w.feature[] 8m20s"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shown(Plan(tt.files, tt.o))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzEveryPieceOnce holds that whatever the options, every piece of every file is in exactly one unit, a file that is whole
// in one is in no other, and the same files make the same plan.
func FuzzEveryPieceOnce(f *testing.F) {
	f.Add([]byte{3, 200, 1, 9, 0, 44, 2}, uint8(4), uint16(500), uint8(2), true)
	f.Add([]byte{60, 250, 250, 250}, uint8(1), uint16(0), uint8(1), false)
	f.Fuzz(func(t *testing.T, lengths []byte, slots uint8, startUp uint16, split uint8, batch bool) {
		o := Options{
			Slots:   int(slots),
			StartUp: time.Duration(startUp) * time.Millisecond,
			Split:   []Split{SplitFile, SplitScenario, SplitAuto}[split%3],
			Batch:   batch,
		}
		files := fuzzedFiles(lengths[:min(len(lengths), 300)])
		units := Plan(files, o)
		for _, file := range files {
			checkOnce(t, file, units)
		}
		var sum, planned time.Duration
		for _, file := range files {
			sum += file.Estimate
		}
		for _, u := range units {
			planned += u.Estimate
		}
		if sum != planned {
			t.Errorf("%v are planned of %v", planned, sum)
		}
		if diff := cmp.Diff(units, Plan(fuzzedFiles(lengths[:min(len(lengths), 300)]), o)); diff != "" {
			t.Errorf("the same files make another plan: %s", diff)
		}
	})
}

// fuzzedFiles begins a new file at every length that can be divided by 5; nothing is known of one of 0.
func fuzzedFiles(lengths []byte) []File {
	var files []File
	var pieces []int
	end := func() {
		if len(pieces) > 0 {
			f := divisible(fmt.Sprintf("f%d.feature", len(files)), pieces...)
			f.Unknown, f.Failed = f.Estimate == 0, len(files)%3 == 0
			files = append(files, f)
		}
		pieces = nil
	}
	for _, length := range lengths {
		if length%5 == 0 {
			end()
		}
		pieces = append(pieces, int(length))
	}
	end()
	return files
}

func checkOnce(t *testing.T, file File, units []Unit) {
	t.Helper()
	wholes := 0
	var lines []int
	for _, u := range units {
		for _, target := range u.Targets {
			switch {
			case target.Path != file.Path:
			case len(target.Lines) == 0:
				wholes++
			default:
				lines = append(lines, target.Lines...)
			}
		}
	}
	var want []int
	for _, p := range file.Pieces {
		want = append(want, p.Line)
	}
	slices.Sort(lines)
	if whole := wholes == 1 && len(lines) == 0; !whole && (wholes > 0 || !slices.Equal(lines, want)) {
		t.Errorf("%s with lines %v is whole in %d units, and its lines are %v", file.Path, want, wholes, lines)
	}
}
