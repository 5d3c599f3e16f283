package drive

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/junit"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

const (
	benchFiles     = 1000
	benchScenarios = 10 // in each file
)

// BenchmarkReports takes 10,000 scenarios in 1,000 files from feature text and runner's report to run.json, JUnit and
// summary. The peak of the heap is sampled after every file.
func BenchmarkReports(b *testing.B) {
	feature, report := benchFeature(), benchReport()
	for b.Loop() {
		var peak uint64
		run := &result.Run{Schema: result.Schema, Runner: "godog", Root: ".", Strict: true, Started: time.Now()}
		for i := range benchFiles {
			planBench(run, fmt.Sprintf("features/f%04d.feature", i), feature)
		}
		for _, f := range run.Files {
			seen, err := cucumber.Read(strings.NewReader(strings.ReplaceAll(report, "FILE", f.Path)))
			if err != nil {
				b.Fatal(err)
			}
			run.Record(result.Attempt{Unit: f.Path, Number: 1, Files: []string{f.Path}, Class: result.Passed}, result.Observation{Report: seen})
			peak = max(peak, heap())
		}
		run.Judge(0)
		if c := run.Counts(); c.Passed != benchFiles*benchScenarios || run.Verdict.Exit != 0 {
			b.Fatalf("%+v, %+v", c, run.Verdict)
		}
		writeBench(b, run)
		b.ReportMetric(float64(max(peak, heap()))/(1<<20), "MB-peak")
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func planBench(run *result.Run, path, feature string) {
	f := result.File{Path: path}
	for _, p := range cucumber.Parse(strings.NewReader(feature)).Pickles {
		f.Scenarios = append(f.Scenarios, result.Scenario{Name: p.Name, Line: p.Line, Status: result.NotRun})
	}
	run.Files = append(run.Files, f)
}

func writeBench(b *testing.B, run *result.Run) {
	if err := run.Save(b.TempDir()); err != nil {
		b.Fatal(err)
	}
	if err := junit.Write(io.Discard, run, junit.Full); err != nil {
		b.Fatal(err)
	}
	if report.Summary(run, "baleen-report") == "" {
		b.Fatal("no summary")
	}
}

func benchFeature() string {
	var out bytes.Buffer
	out.WriteString("Feature: Bench\n")
	for i := range benchScenarios {
		fmt.Fprintf(&out, "  Scenario: number %d\n    Given a step\n    When another step\n    Then a third step\n", i)
	}
	return out.String()
}

func benchReport() string {
	var elements []string
	for i := range benchScenarios {
		var steps []string
		for s := range 3 {
			steps = append(steps, fmt.Sprintf(`{"keyword":"Given ","name":"step %d","line":%d,"match":{"location":"x.go:1"},"result":{"status":"passed","duration":1000}}`, s, 3+i*4+s))
		}
		elements = append(elements, fmt.Sprintf(`{"id":"x","type":"scenario","name":"number %d","line":%d,"steps":[%s]}`, i, 2+i*4, strings.Join(steps, ",")))
	}
	return fmt.Sprintf(`[{"uri":"FILE","id":"x","name":"Bench","line":1,"elements":[%s]}]`, strings.Join(elements, ","))
}
