package docker

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/docker/docker/client"
	"github.com/org/baleen-action/execute"
)

const (
	benchSlots = 4
	benchFull  = 200 // containers of each baseline
	benchSmoke = 8   // the same with -benchtime 1x

	benchVariable  = "BALEEN_BENCH_CONTAINERS" // another number
	growthVariable = "BALEEN_BENCH_GROWTH"     // any value: BenchmarkGrowth runs too
)

// bench is what the measurements share: an engine, an image, and a folder for what is written.
type bench struct {
	*testing.B
	docker     *client.Client
	spec       execute.Spec
	dir        string
	program    string // of sandboxes
	containers int
}

func newBench(b *testing.B) bench {
	b.Helper()
	c := engine(b)
	n := benchFull
	if flag.Lookup("test.benchtime").Value.String() == "1x" {
		n = benchSmoke
	}
	if text := os.Getenv(benchVariable); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	spec := execute.Spec{
		Image: testImage(b, c), RunID: "bench-" + strconv.FormatInt(time.Now().UnixNano(), 36), Deadline: time.Now().Add(2 * time.Hour), Init: "auto",
	}
	return bench{B: b, docker: c, spec: spec, dir: b.TempDir(), program: static(b, "../.."), containers: n}
}

// figures are what one round of a baseline took.
type figures struct {
	wall, own time.Duration // own is the processor time of this process
}

// BenchmarkStartUp runs trivial containers with Baleen and with each baseline, one after the other in every round. The
// results are ratios of times of the same round, because a time alone depends on the machine and its load.
func BenchmarkStartUp(b *testing.B) {
	f := newBench(b)
	baselines := f.baselines()
	measured := map[string][]figures{}
	rounds := 0
	for b.Loop() {
		for i := range baselines {
			r := baselines[(i+rounds)%len(baselines)] // the order changes in each round
			measured[r.name] = append(measured[r.name], f.measure(r))
		}
		rounds++
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%d trivial containers, %d at a time, medians of %d rounds\n", f.containers, benchSlots, rounds)
	fmt.Fprintf(&table, "%-26s%9s%9s%9s%9s%10s\n", "", "ms each", "/ bare", "target", "/ xargs", "own CPU")
	for _, r := range baselines {
		own := measured[r.name]
		bare := median(ratios(own, measured[bareLoop]))
		fmt.Fprintf(&table, "%-26s%9.0f%9.2f%9s%9.2f%9.1f%%\n", r.name, f.each(own), bare, r.target,
			median(ratios(own, measured[xargsRun])), median(share(own)))
		b.ReportMetric(bare, strings.ReplaceAll(r.name, " ", "-")+"/bare")
	}
	fmt.Print(table.String()) // a log would be cut after ten lines
}

func (f bench) measure(r baseline) figures {
	f.Helper()
	before, began := processorTime(f.B), time.Now()
	if err := r.run(f.containers); err != nil {
		f.Fatalf("%s: %v", r.name, err)
	}
	return figures{wall: time.Since(began), own: processorTime(f.B) - before}
}

// each is the median of the milliseconds that one container took of the wall.
func (f bench) each(all []figures) float64 {
	var each []float64
	for _, one := range all {
		each = append(each, float64(one.wall.Milliseconds())/float64(f.containers))
	}
	return median(each)
}

// ratios divides round by round.
func ratios(all, by []figures) []float64 {
	var out []float64
	for i := range all {
		out = append(out, all[i].wall.Seconds()/by[i].wall.Seconds())
	}
	return out
}

// share is the process's own processor time as percentages of the wall.
func share(all []figures) []float64 {
	var out []float64
	for _, one := range all {
		out = append(out, 100*one.own.Seconds()/one.wall.Seconds())
	}
	return out
}

func median(all []float64) float64 {
	sorted := slices.SortedFunc(slices.Values(all), cmp.Compare)
	return sorted[len(sorted)/2]
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkGrowth runs ten times as many containers, which must cost as much each, and no more memory.
func BenchmarkGrowth(b *testing.B) {
	if os.Getenv(growthVariable) == "" {
		b.Skip("takes long: " + growthVariable + "=1 runs it")
	}
	f := newBench(b)
	run := f.baleen(benchMode{scratch: true, sandbox: f.program})
	for b.Loop() {
		var each []float64
		for _, n := range []int{f.containers, 10 * f.containers} {
			f.containers = n
			one := f.measure(baseline{name: "growth", run: run})
			each = append(each, f.each([]figures{one}))
			b.Logf("%d containers: %.0f ms each, own CPU %.1f%%, %d MiB resident", n, each[len(each)-1], share([]figures{one})[0], resident(b)>>20)
		}
		b.ReportMetric(each[1]/each[0], "growth")
	}
}

// resident is the memory that the process has resident, in bytes.
func resident(tb testing.TB) int64 {
	tb.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Fatal(err)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

func (f bench) at(name string) string { return filepath.Join(f.dir, name) }
