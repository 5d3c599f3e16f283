package trace_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/trace"
)

// big is a run of 1,000 files with 10 scenarios of 10 steps each, in 8 slots.
func big() *result.Run {
	var attempts []result.Attempt
	var files []result.File
	for i := range 1000 {
		name, from := fmt.Sprintf("f%04d", i), i/8*6000
		a := attempt(name, 1, from, from+6000)
		a.Slot = i%8 + 1
		f := file(name)
		for k := range 10 {
			f.Scenarios = append(f.Scenarios, scenario(fmt.Sprintf("Scenario %d of the file", k), a.ID(), from+400+500*k, 10))
		}
		attempts, files = append(attempts, a), append(files, f)
	}
	return run(attempts, files...)
}

// BenchmarkWrite writes 10,000 scenarios with 100,000 steps. It measures the trace's size, and what writing it adds to the heap.
func BenchmarkWrite(b *testing.B) {
	r := big()
	for b.Loop() {
		size := counted{}
		runtime.GC()
		before := heap()
		if err := trace.Write(&size, r, trace.Options{}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(size.bytes)/1e6, "MB")
		b.ReportMetric(float64(size.peak-before)/1e6, "MB-peak")
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// counted counts what is written to it, and looks at the heap now and then.
type counted struct {
	bytes, writes int
	peak          uint64
}

var _ io.Writer = (*counted)(nil)

func (c *counted) Write(p []byte) (int, error) {
	c.bytes += len(p)
	if c.writes++; c.writes%64 == 0 {
		c.peak = max(c.peak, heap())
	}
	return len(p), nil
}
