//go:build consumers

package stream_test

import (
	"cmp"
	"encoding/json"
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
		write(t, file, one.text())
		args = append(args, file)
	}
	out, err := exec.Command("node", args...).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	var read []seen
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	for i, one := range all {
		t.Run(one.run.Name, func(t *testing.T) { agree(t, one.run, read[i]) })
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

// shown is the status that a scenario has in the stream: Cucumber has no words for what comes from comparing plan and report.
func shown(run *result.Run, s result.Scenario) string {
	switch s.Status {
	case result.Deselected:
		return "SKIPPED"
	case result.NotRun:
		return "UNKNOWN"
	case result.Interrupted, result.Unexpected, result.Duplicate:
		return "FAILED"
	case cucumber.Passed:
		if run.Fails(s) {
			return "FAILED"
		}
	case cucumber.Unknown:
		if s.Blank {
			return withoutSteps
		}
	}
	return strings.ToUpper(string(s.Status))
}

// consumed are the runs whose streams are read.
func consumed(t *testing.T) []*fixture {
	all := []*fixture{kit(t), retried(t, true), retried(t, false), lost(t), merged(t)}
	names := []string{"kit", "retries", "retries that count as failed", "lost", "three nodes"}
	for _, r := range runners() {
		all, names = append(all, ran(t, r)), append(names, r.name)
	}
	for i, one := range all {
		one.run.Name = names[i]
		one.run.Judge(0)
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

// lost is a run whose first container is killed in the middle of its report, and whose second never starts.
func lost(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t, "cucumber-js")
	for _, title := range []string{"failing", "passing"} {
		f.plan("features/"+title+".feature", read(t, "../testdata/suites/cucumber-js/features/"+title+".feature"))
	}
	report := read(t, "../cucumber/testdata/reports/cucumber-js/failing.ndjson")
	second := strings.LastIndex(report, `{"testCaseStarted"`)
	end := second + strings.Index(report[second:], "\n") + 1
	f.record(result.Attempt{Unit: "failing", Number: 1, Slot: 1, Class: result.OOM, Exit: 137, Files: []string{"features/failing.feature"}, Evidence: "out of memory"}, map[string]string{"report.ndjson": report[:end]})
	return f
}

// merged is a run of three nodes, with one file each.
func merged(t *testing.T) *fixture {
	t.Helper()
	titles := []string{"failing", "outline", "passing"}
	whole := newFixture(t, "cucumber-js")
	var nodes []*result.Run
	for i, title := range titles {
		node := newFixture(t, "cucumber-js")
		node.dir = whole.dir
		node.run.ID = fmt.Sprintf("node-%d", i+1)
		text := read(t, "../testdata/suites/cucumber-js/features/"+title+".feature")
		node.plan("features/"+title+".feature", text)
		whole.sources["features/"+title+".feature"] = text
		node.run.Node = &result.Node{Index: i + 1, Total: len(titles), Plan: "plan"}
		nodes = append(nodes, node.run)
		node.recordFile(recorded{"cucumber-js", "cucumber-js", "cucumber-js", []string{"ndjson"}}, title, map[string]string{"passing": "0"}[title])
	}
	for i, node := range nodes {
		for j, other := range nodes {
			if i != j {
				node.Node.Others = append(node.Node.Others, result.Share{Node: j + 1, Files: other.Files})
			}
		}
		node.Judge(0)
	}
	whole.run = result.Merge(nodes)
	return whole
}
