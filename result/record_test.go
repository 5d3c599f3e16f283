package result

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// planned is a run of one file with scenarios at the lines given, and a second file with one at line 3.
func planned(lines ...int) *Run {
	r := &Run{Runner: "cucumber-js", Strict: true, Files: []File{{Path: "features/a.feature"}, {Path: "features/b.feature"}}}
	for _, line := range lines {
		r.Files[0].Scenarios = append(r.Files[0].Scenarios, Scenario{Name: fmt.Sprintf("s%d", line), Line: line, Status: NotRun})
	}
	r.Files[1].Scenarios = []Scenario{{Name: "s3", Line: 3, Status: NotRun}}
	return r
}

func attempt(class Class, exit int) Attempt {
	return Attempt{Unit: "features-a", Number: 1, Files: []string{"features/a.feature"}, Class: class, Exit: exit}
}

func other(r *Run) {
	r.Record(Attempt{Unit: "features-b", Number: 1, Files: []string{"features/b.feature"}, Class: Passed},
		seen(true, observed("features/b.feature", 3, cucumber.Passed)))
}

func observed(uri string, line int, status cucumber.Status) cucumber.Scenario {
	s := cucumber.Scenario{URI: uri, Line: line, Name: fmt.Sprintf("s%d", line), Status: status, Attempts: 1}
	if status != cucumber.Passed {
		s.Failure = &cucumber.Failure{Line: line + 1, Status: status, Message: "why"}
	}
	return s
}

func seen(complete bool, scenarios ...cucumber.Scenario) Observation {
	return Observation{Report: &cucumber.Report{Source: "messages", Complete: complete, Scenarios: scenarios}}
}

// TestNoSteps: a scenario that has steps and of which the report has none is no evidence, where the format lists steps.
func TestNoSteps(t *testing.T) {
	for source, want := range map[string]cucumber.Status{cucumber.SourceJSON: cucumber.Unknown, cucumber.SourceMessages: cucumber.Unknown, "junit": cucumber.Passed} {
		r := planned(2)
		r.Files[0].Scenarios[0].PlannedSteps = 3
		o := seen(true, observed("features/a.feature", 2, cucumber.Passed))
		o.Report.Source = source
		r.Record(attempt(Passed, 0), o)
		if got := r.Files[0].Scenarios[0].Status; got != want {
			t.Errorf("%s: %s", source, got)
		}
	}
}

func TestWholeFiles(t *testing.T) {
	r := &Run{Runner: cucumber.ExitCode, Strict: true, Files: []File{{Path: "a.feature", Title: "A"}, {Path: "b.feature"}}}
	for i := range r.Files {
		r.Files[i].Scenarios = []Scenario{r.Files[i].Whole()}
	}
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a := r.Record(Attempt{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: Passed, Started: start, Finished: start.Add(time.Second)}, Observation{})
	r.Record(Attempt{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: Failed, Exit: 3, Tail: "boom"}, Observation{})
	r.Judge(0)
	if a.Source != SourceExitCode || r.Files[0].Scenarios[0].Duration != time.Second || r.Files[0].Scenarios[0].Status != cucumber.Passed {
		t.Errorf("%+v", r.Files[0])
	}
	if s := r.Files[1].Scenarios[0]; s.Status != cucumber.Failed || s.Failure.Message != "exit status 3\nboom" {
		t.Errorf("%+v", s)
	}
	if r.Verdict.Exit != ExitFailed {
		t.Errorf("%+v", r.Verdict)
	}
}

// TestUnparsedFile: a runner may be more lenient than the official parser; then its own report counts.
func TestUnparsedFile(t *testing.T) {
	for name, tc := range map[string]struct {
		class Class
		seen  Observation
		want  cucumber.Status
		exit  int
	}{
		"ran all the same": {Passed, seen(true, observed("a.feature", 4, "passed")), "passed", 0},
		"refused":          {Failed, seen(true), "failed", 1},
		"ignored":          {Passed, seen(true), NotRun, 3},
	} {
		r := &Run{Runner: "behave", Strict: true, Files: []File{{Path: "a.feature", ParseFail: "line 3"}}}
		r.Record(Attempt{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: tc.class, Exit: 1}, tc.seen)
		r.Judge(0)
		if len(r.Files[0].Scenarios) != 1 || r.Files[0].Scenarios[0].Status != tc.want || r.Verdict.Exit != tc.exit {
			t.Errorf("%s: %+v, %+v", name, r.Files[0].Scenarios, r.Verdict)
		}
	}
}

// FuzzRecord holds that taking a scenario out of a report never makes a run better, whatever the report.
func FuzzRecord(f *testing.F) {
	f.Add([]byte{2, 1, 9, 1}, uint8(0), true)
	f.Add([]byte{2, 1, 9, 6, 9, 1, 30, 1}, uint8(1), false)
	f.Fuzz(func(t *testing.T, text []byte, class uint8, complete bool) {
		whole := verdictOf(text, class, complete)
		for i := 0; i+1 < len(text); i += 2 {
			less := append(append([]byte{}, text[:i]...), text[i+2:]...)
			if cut := verdictOf(less, class, complete); whole != 0 && cut == 0 && !surplus(text) {
				t.Errorf("status %d became green without report entry %d", whole, i/2)
			}
		}
	})
}

// verdictOf reads pairs of a line and a status as a report.
func verdictOf(text []byte, class uint8, complete bool) int {
	statuses := []cucumber.Status{"unknown", "passed", "skipped", "pending", "undefined", "ambiguous", "failed"}
	r := planned(2, 9)
	var scenarios []cucumber.Scenario
	for i := 0; i+1 < len(text); i += 2 {
		scenarios = append(scenarios, observed("features/a.feature", int(text[i]%12), statuses[text[i+1]%7]))
	}
	classes := []Class{Passed, Failed, Killed}
	r.Record(attempt(classes[class%3], int(class%3)), seen(complete, scenarios...))
	other(r)
	r.Judge(0)
	return r.Verdict.Exit
}

// surplus tells that a report holds more than was planned: taking that away may well be better.
func surplus(text []byte) bool {
	count := map[byte]int{}
	for i := 0; i+1 < len(text); i += 2 {
		line := text[i] % 12
		if count[line]++; count[line] > 1 || line != 2 && line != 9 {
			return true
		}
	}
	return false
}

func TestSaveAndLoad(t *testing.T) {
	r := planned(2, 9)
	r.Schema = Schema
	other(r)
	r.Judge(0)
	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, got); diff != "" {
		t.Error(diff)
	}
}

func ExampleRun_Record() {
	run := &Run{Runner: "behave", Strict: true, Files: []File{{
		Path:      "features/login.feature",
		Scenarios: []Scenario{{Name: "Known user", Line: 3}, {Name: "Unknown user", Line: 8}},
	}}}
	run.Record(Attempt{Unit: "features-login", Number: 1, Files: []string{"features/login.feature"}, Class: Passed},
		Observation{Report: &cucumber.Report{Source: "json", Complete: true, Scenarios: []cucumber.Scenario{
			{URI: "features/login.feature", Line: 3, Name: "Known user", Status: cucumber.Passed},
		}}})
	run.Judge(0)
	fmt.Println(run.Verdict.State, run.Verdict.Exit)
	fmt.Println(strings.Join(run.Verdict.Reasons, "\n"))
	// Output:
	// incomplete 3
	// the runner left out some of its scenarios (exit status 0): a tag filter, a profile or another path in its configuration? [features-login.1]
	// 1 planned scenario did not run
}
