//go:build consumers

package stream_test

import (
	"cmp"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// seen is what Cucumber's own programs make of a stream.
type seen struct {
	Breaches  []string          // of @cucumber/messages' schema
	Success   bool              // by @cucumber/query
	Scenarios map[string]string // status by place, by @cucumber/query
	Junit     struct{ Tests, Failures, Skipped int }
	Summary   map[string]int // of @cucumber/pretty-formatter
	Pretty    int            // bytes that it writes
	HTML      bool           // @cucumber/html-formatter holds every message as it is
}

// TestConsumers lets Cucumber's own programs read the streams of all runners, of retries, of what never ran, of nodes and of the
// compatibility kit: they see the scenarios and statuses of run.json.
func TestConsumers(t *testing.T) {
	all := consumed(t)
	args := []string{"../testdata/consumers/read-messages.mjs"}
	for i, one := range all {
		file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.ndjson", i))
		write(t, file, one.text)
		args = append(args, file)
	}
	for i, got := range tell[seen](t, args...) {
		t.Run(all[i].name, func(t *testing.T) { agree(t, all[i].run, got) })
	}
}

// agree compares what programs see with the model.
func agree(t *testing.T, run *result.Run, got seen) {
	want := seen{Breaches: []string{}, Success: run.Verdict.Exit == 0, Scenarios: map[string]string{}, Summary: map[string]int{}, Pretty: got.Pretty, HTML: true}
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			status := shown(run, s)
			want.Scenarios[fmt.Sprintf("%s:%d", run.Location(f), s.Line)] = status
			if status == withoutSteps { // nothing of it can fail, and Cucumber's formatters show it as passed
				status = "PASSED"
			}
			want.Summary["total"]++
			want.Summary[strings.ToLower(status)]++
			want.Junit.Tests++
			switch status {
			case "PASSED":
			case "SKIPPED":
				want.Junit.Skipped++
			default:
				want.Junit.Failures++
			}
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" || got.Pretty < 100 {
		t.Errorf("(-run.json +what programs see)\n%s", diff)
	}
	t.Logf("%d scenarios: %v; JUnit: %+v", want.Summary["total"], got.Summary, got.Junit)
}

const withoutSteps = "NO STEPS"

// shown is the status that Cucumber's programs find for a scenario.
func shown(run *result.Run, s result.Scenario) string {
	if s.Status == cucumber.Unknown && s.Blank {
		return withoutSteps
	}
	return strings.ToUpper(reads(run, s))
}

// consumedRun is a run whose reports are read.
type consumedRun struct {
	name, dir, text string // the text of its stream
	run             *result.Run
}

// consumed are the runs whose reports are read.
func consumed(t *testing.T) []consumedRun {
	t.Helper()
	var all []consumedRun
	add := func(name string, f *fixture) { all = append(all, consumedRun{name, f.dir, f.text(), f.run}) }
	add("kit", kit(t))
	add("retries", retried(t, true))
	add("retries that count as failed", retried(t, false))
	add("lost", gaps(t))
	text, run := joined(t, nodes(t, recordedFile))
	all = append(all, consumedRun{"three nodes", t.TempDir(), text, run})
	for _, r := range runners() {
		add(r.name, ran(t, r))
	}
	return all
}

// kit is a run of all samples of the Cucumber Compatibility Kit, one container for each.
func kit(t *testing.T) *fixture {
	t.Helper()
	if out, err := exec.Command("../testdata/kit/install").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	samples, err := filepath.Glob("../testdata/kit/node_modules/@cucumber/compatibility-kit/features/*/*.ndjson")
	if err != nil || len(samples) < 46 {
		t.Fatalf("the kit has %d samples: %v", len(samples), err)
	}
	f := newFixture(t, "cucumber-js")
	units := map[string][]string{}
	for _, sample := range samples {
		name := strings.TrimSuffix(filepath.Base(sample), ".ndjson")
		sources, err := filepath.Glob(filepath.Join(filepath.Dir(sample), "*.feature*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, source := range sources {
			if path := "samples/" + name + "/" + filepath.Base(source); filepath.Ext(path) != ".ts" {
				f.plan(path, read(t, source))
				units[name] = append(units[name], path)
			}
		}
	}
	slices.SortFunc(f.run.Files, func(a, b result.File) int { return cmp.Compare(a.Path, b.Path) })
	for _, sample := range samples {
		name := strings.TrimSuffix(filepath.Base(sample), ".ndjson")
		text := read(t, sample)
		a := result.Attempt{Unit: name, Number: 1, Slot: 1, Class: result.Passed, Files: units[name]}
		if strings.Contains(text, `"success":false`) {
			a.Class, a.Exit = result.Failed, 1
		}
		f.record(a, map[string]string{"messages.ndjson": text})
	}
	return f
}

// retried is a run in which the failures of the first attempt pass in the second, which decides.
func retried(t *testing.T, passes bool) *fixture {
	t.Helper()
	f := newFixture(t, "cucumber-js")
	f.run.FlakyFails = !passes
	f.plan("features/failing.feature", read(t, "../testdata/suites/cucumber-js/features/failing.feature"))
	first := read(t, "../cucumber/testdata/reports/cucumber-js/failing.ndjson")
	a := result.Attempt{Unit: "failing", Number: 1, Slot: 1, Class: result.Failed, Exit: 1, Files: []string{"features/failing.feature"}}
	f.record(a, map[string]string{"report.ndjson": first})
	a.Number, a.Class, a.Exit = 2, result.Passed, 0
	second := strings.NewReplacer(`"status":"FAILED"`, `"status":"PASSED"`, `"status":"SKIPPED"`, `"status":"PASSED"`, `"success":false`, `"success":true`).Replace(first)
	f.record(a, map[string]string{"report.ndjson": second})
	if s := f.run.Files[0].Scenarios[1]; !s.Flaky {
		t.Fatalf("%s is not flaky: %+v", s.Name, s)
	}
	return f
}
