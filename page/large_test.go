package page

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// BenchmarkWrite writes the page of 10,000 scenarios with 100,000 steps.
func BenchmarkWrite(b *testing.B) {
	run := large()
	for b.Loop() {
		var page bytes.Buffer
		if err := Write(&page, run, options("", "")); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(page.Len()), "bytes")
	}
}

// large is a run of 10,000 scenarios with 100,000 steps, of which some fail.
func large() *result.Run {
	run := &result.Run{ID: "large", Image: "large", Started: time.Unix(0, 0).UTC(), Wall: time.Hour, Concurrency: 8, Root: "."}
	for f := range 500 {
		unit := fmt.Sprintf("features-%03d", f)
		from := run.Started.Add(time.Duration(f/8) * 50 * time.Second)
		file := result.File{Path: fmt.Sprintf("features/%03d.feature", f)}
		for s := range 20 {
			one := largeScenario(f, s, unit+".1")
			one.Began = cucumber.MomentOf(from.Add(time.Duration(s+1) * 2 * time.Second))
			file.Scenarios = append(file.Scenarios, one)
		}
		run.Attempts = append(run.Attempts, result.Attempt{
			Unit: unit, Number: 1, Slot: f%8 + 1, Class: result.Passed, Planned: 40 * time.Second, Files: []string{file.Path},
			Created: from, Started: from.Add(time.Second), Finished: from.Add(48 * time.Second), Ended: from.Add(49 * time.Second),
		})
		run.Files = append(run.Files, file)
	}
	run.Judge(0)
	return run
}

func largeScenario(f, s int, attempt string) result.Scenario {
	one := result.Scenario{Name: fmt.Sprintf("Customer %d buys thing %d", f, s), Line: 3 + s*12, Status: cucumber.Passed, Duration: time.Duration(f*s%1900) * time.Millisecond, Attempt: attempt}
	one.Tags, one.Past = []string{fmt.Sprintf("@team-%d", f%9), fmt.Sprintf("@area-%d", s)}, strings.Repeat("pppkpfpppp", 4)
	for k := range 10 {
		one.Steps = append(one.Steps, cucumber.Step{Keyword: "Given ", Text: fmt.Sprintf("customer %d adds %d of %q", f, k, fmt.Sprint("thing ", s)), Line: one.Line + k + 1, Status: cucumber.Passed, Duration: time.Duration(k*f) * 100 * time.Microsecond})
	}
	if (f*20+s)%97 == 0 {
		one.Status = cucumber.Failed
		one.Failure = &cucumber.Failure{Status: cucumber.Failed, Step: one.Steps[3].Text, Line: one.Steps[3].Line, Message: fmt.Sprintf("AssertionError: expected %d to equal %d", s, f)}
	}
	return one
}
