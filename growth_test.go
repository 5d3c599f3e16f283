//go:build unix

package main

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
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
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
	b.Run("first", func(b *testing.B) { growth(b, root, past, settings{}) })
	learnAll(b, root, past)
	b.Run("history", func(b *testing.B) {
		growth(b, root, past, settings{inputs: inputs{Split: string(shard.SplitAuto), Isolation: batched}})
	})
}

func growth(b *testing.B, root, past string, s settings) {
	for b.Loop() {
		runtime.GC()
		start := worked(b)
		done := make(chan struct{})
		peak := make(chan float64)
		go watchHeap(done, peak)
		prep := planAll(b, root, past, s)
		close(done)
		took, most := worked(b)-start, <-peak
		if n := prep.run.Counts().Total; n != grownFiles*benchScenarios {
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

func planAll(b *testing.B, root, past string, s settings) *preparation {
	fsys := os.DirFS(root)
	found, err := shard.Discover(fsys, shard.Query{Patterns: []string{"features"}})
	if err != nil {
		b.Fatal(err)
	}
	recipe, _ := cucumber.Find("behave")
	prep := &preparation{
		settings: s, recipe: recipe, history: loadHistory(past),
		run: &result.Run{ID: "20260101-000000-00", Runner: "behave", Root: ".", Concurrency: 16, Started: time.Now()},
	}
	if err := prep.plan(suite{fsys: fsys, found: found}); err != nil {
		b.Fatal(err)
	}
	return prep
}

// learnAll writes a history in which every scenario was seen once.
func learnAll(b *testing.B, root, past string) {
	prep := planAll(b, root, past, settings{})
	for i, unit := range prep.units {
		a := result.Attempt{Unit: unit.Name, Number: 1, Files: []string{unit.Targets[0].Path}, Class: result.Passed}
		file := prep.run.File(a.Files[0])
		for k := range file.Scenarios {
			s := &file.Scenarios[k]
			s.Status, s.Attempt, s.Duration = cucumber.Passed, a.ID(), time.Duration(1+i%50)*100*time.Millisecond
		}
		prep.run.Attempts = append(prep.run.Attempts, a)
	}
	if err := prep.history.learn(prep.run); err != nil || strings.Contains(strings.Join(prep.history.notes, ""), "left") {
		b.Fatal(err, prep.history.notes)
	}
}
