//go:build cluster && !nokube

package drive

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/enginetest"
	"github.com/org/baleen-action/result"
)

// sleepers is a suite whose files only wait, as long as their names say, so that the processors of a machine that plays two nodes
// decide nothing.
type sleepers struct {
	root  string
	slots int
	times []time.Duration
	image string
}

// BenchmarkClusterMakespan runs a suite on a cluster, first without a history and then with it. It compares from the first Pod's turn to
// the end of the last one's with what no order can beat: the longest file, or the sum of all through the slots, and one Pod's start.
func BenchmarkClusterMakespan(b *testing.B) {
	s := newSleepers(b)
	const target = 1.05
	sum := time.Duration(0)
	for _, t := range s.times {
		sum += t
	}
	ideal := max(slices.Max(s.times), sum/time.Duration(s.slots))
	fmt.Printf("\n%d files of %s together, the longest of %s, %d at a time\n%-18s%8s%8s%8s%8s%8s\n", len(s.times), sum.Round(time.Second), slices.Max(s.times).Round(time.Second), s.slots,
		"", "s", "start", "bound", "/ bound", "target")
	for b.Loop() {
		for _, name := range []string{"without history", "with history"} {
			took, start := s.run(b)
			ratio := took.Seconds() / (ideal + start).Seconds()
			fmt.Printf("%-18s%8.1f%8.1f%8.1f%8.3f%8.2f\n", name, took.Seconds(), start.Seconds(), (ideal + start).Seconds(), ratio, target)
			b.ReportMetric(ratio, strings.ReplaceAll(name, " ", "-")+"/bound")
		}
		if err := os.Remove(s.timings()); err != nil {
			b.Fatal(err)
		}
	}
}

func newSleepers(b *testing.B) sleepers {
	b.Helper()
	s := sleepers{root: b.TempDir(), slots: 8, image: enginetest.NewBench(b).Images["busybox"]}
	if out, err := exec.Command("../scripts/cluster", "load", s.image).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	files, median, longest := 48, 60.0, 240.0 // seconds
	if flag.Lookup("test.benchtime").Value.String() == "1x" {
		files, median, longest = 12, 2, 6 // a smoke test
	}
	random := rand.New(rand.NewPCG(14, 2))
	for i := range files {
		seconds := math.Round(10*min(longest, median*math.Exp(0.8*random.NormFloat64()))) / 10
		s.times = append(s.times, time.Duration(seconds*float64(time.Second)))
		name := fmt.Sprintf("%d-%.1f.feature", i, seconds)
		if err := os.WriteFile(filepath.Join(s.root, name), []byte("Feature: "+strconv.Itoa(i)+"\n  Scenario: one\n    Given a step\n"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

func (s sleepers) timings() string { return filepath.Join(s.root, "timings.json") }

// run runs the suite once. It returns how long its Pods took together, and how long one takes to start in the median.
func (s sleepers) run(b *testing.B) (took, start time.Duration) {
	b.Helper()
	var out bytes.Buffer
	p := Program{Getenv: enginetest.Laptop, Stdout: &out, Stderr: &out, Now: time.Now, Connect: Connect}
	report := b.TempDir()
	status := p.Run(b.Context(), []string{"run", "--engine", "kubernetes", "--pod-image", "baleen-test/pause:1", "--image", s.image, "--runner", "exit-code",
		"--files-from", "workspace", "--root", s.root, "--files", ".", "--concurrency", strconv.Itoa(s.slots), "--report-dir", report, "--timings", s.timings(),
		"--command", `set -- {files}; f=${1%.feature}; sleep ${f#*-}`})
	run, err := result.Load(report)
	if err != nil || status != result.ExitPassed || len(run.Attempts) != len(s.times) {
		b.Fatalf("exit status %d, %v: %.3000s", status, err, &out)
	}
	var starts []time.Duration
	first, last := run.Attempts[0].Created, time.Time{}
	for _, a := range run.Attempts {
		if a.Created.Before(first) {
			first = a.Created
		}
		if a.Ended.After(last) {
			last = a.Ended
		}
		starts = append(starts, a.Started.Sub(a.Created))
	}
	slices.Sort(starts)
	return last.Sub(first), starts[len(starts)/2]
}
