//go:build unix

package drive

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

const (
	grownFiles = 10_000
	mostTime   = 5 * time.Second // of processors
	mostMemory = 300             // MiB of heap, garbage included
)

// BenchmarkPlan finds, parses and plans 10,000 files of 10 scenarios each, the first time without a history, and then
// with one that holds them all and with files that may be split and batched.
func BenchmarkPlan(b *testing.B) {
	root := b.TempDir()
	text := []byte(benchFeature())
	for i := range grownFiles {
		dir := filepath.Join(root, "features", fmt.Sprint(i%100))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%05d.feature", i)), text, 0o644); err != nil {
			b.Fatal(err)
		}
	}
	past := filepath.Join(b.TempDir(), "timings.json")
	b.Run("first", func(b *testing.B) { growth(b, root, past, inputs.Settings{}) })
	learnAll(b, root, past)
	b.Run("history", func(b *testing.B) {
		growth(b, root, past, inputs.Settings{Division: inputs.Division{Split: shard.SplitAuto, Batch: true}})
	})
}

func growth(b *testing.B, root, past string, s inputs.Settings) {
	for b.Loop() {
		runtime.GC()
		start := worked(b)
		done := make(chan struct{})
		peak := make(chan float64)
		go watchHeap(done, peak)
		prep := planAll(b, root, past, s)
		close(done)
		took, most := worked(b)-start, <-peak
		if n := prep.Run.Counts().Total; n != grownFiles*benchScenarios {
			b.Fatalf("%d scenarios", n)
		}
		b.ReportMetric(most, "MB-peak")
		b.ReportMetric(took.Seconds(), "cpu-s")
		if took > mostTime || most > mostMemory {
			b.Errorf("%v and %.0f MB, the target is %v and %v MB", took, most, mostTime, mostMemory)
		}
	}
}

// worked is the processor time that this process has used, which other processes do not make longer as they do the wall time.
func worked(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// watchHeap samples the heap until done and tells its peak in MiB.
func watchHeap(done chan struct{}, peak chan float64) {
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	most := uint64(0)
	for {
		most = max(most, heap())
		select {
		case <-ticker.C:
		case <-done:
			peak <- float64(most) / (1 << 20)
			return
		}
	}
}

func planAll(b *testing.B, root, past string, s inputs.Settings) plan.Plan {
	s.Suite.Root, s.Suite.Patterns = root, []string{"features"}
	recipe, _ := cucumber.Find("behave")
	found, err := suite.Without(s, recipe, "")
	if err != nil {
		b.Fatal(err)
	}
	started := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	planned, err := plan.Make(plan.About{
		Settings: s, Suite: found, Engine: plan.Engine{Containers: 16}, History: shard.LoadHistory(past), ID: plan.NewID(started), Started: started,
	})
	if err != nil {
		b.Fatal(err)
	}
	return planned
}

// learnAll writes a history in which every scenario was seen once.
func learnAll(b *testing.B, root, past string) {
	planned := planAll(b, root, past, inputs.Settings{})
	for i, unit := range planned.Units {
		a := result.Attempt{Unit: unit.Name, Number: 1, Files: []string{unit.Targets[0].Path}, Class: result.Passed}
		file := planned.Run.File(a.Files[0])
		for k := range file.Scenarios {
			s := &file.Scenarios[k]
			s.Status, s.Attempt, s.Duration = cucumber.Passed, a.ID(), time.Duration(1+i%50)*100*time.Millisecond
		}
		planned.Run.Attempts = append(planned.Run.Attempts, a)
	}
	if err := planned.Learn(); err != nil || strings.Contains(strings.Join(planned.Notes, ""), "left") {
		b.Fatal(err, planned.Notes)
	}
}
