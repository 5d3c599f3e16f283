package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestHooksAlone: hooks that passed are no evidence of planned steps.
func TestHooksAlone(t *testing.T) {
	hook, step := cucumber.Step{Keyword: "Before", Status: cucumber.Passed, Hook: true}, cucumber.Step{Keyword: "Given", Status: cucumber.Passed}
	for _, source := range []string{cucumber.SourceMessages, cucumber.SourceJSON} {
		for _, tt := range []struct {
			planned int
			steps   []cucumber.Step
			want    cucumber.Status
		}{
			{2, []cucumber.Step{hook}, cucumber.Unknown},
			{2, []cucumber.Step{hook, step}, cucumber.Passed},
			{0, []cucumber.Step{hook}, cucumber.Passed},
		} {
			r := planned(2)
			r.Files[0].Scenarios[0].PlannedSteps = tt.planned
			s := observed("features/a.feature", 2, cucumber.Passed)
			s.Steps = tt.steps
			o := seen(true, s)
			o.Report.Source = source
			r.Record(attempt(Passed, 0), o)
			if got := r.Files[0].Scenarios[0].Status; got != tt.want {
				t.Errorf("%s, %d planned, %d reported: %s, want %s", source, tt.planned, len(tt.steps), got, tt.want)
			}
		}
	}
}

// TestBlank: a scenario of which neither plan nor report has a step is unknown, as its runner says, and fails nothing; nor
// does it explain why a runner failed.
func TestBlank(t *testing.T) {
	for _, tt := range []struct {
		planned int
		class   Class
		exit    int
	}{{0, Passed, ExitPassed}, {3, Passed, ExitFailed}, {0, Failed, ExitFailed}} {
		r := planned(2, 9)
		r.Files[0].Scenarios[0].PlannedSteps = tt.planned
		empty := observed("features/a.feature", 2, cucumber.Unknown)
		empty.Empty = true
		r.Record(attempt(tt.class, tt.exit), seen(true, empty, observed("features/a.feature", 9, cucumber.Passed)))
		other(r)
		r.Judge(0)
		if s := r.Files[0].Scenarios[0]; s.Status != cucumber.Unknown || r.Verdict.Exit != tt.exit {
			t.Errorf("%+v: %s, %+v", tt, s.Status, r.Verdict)
		}
	}
}

// TestReportedAsDeselected: behave reports what a tag expression leaves out as skipped.
func TestReportedAsDeselected(t *testing.T) {
	filter, err := cucumber.NewFilter("behave.ini", "not @wip")
	if err != nil {
		t.Fatal(err)
	}
	r := planned(2, 9)
	r.Filters = []cucumber.Filter{filter}
	r.Files[0].Scenarios[0].Tags = []string{"@wip"}
	r.Record(attempt(Passed, 0), seen(true, observed("features/a.feature", 2, cucumber.Skipped), observed("features/a.feature", 9, cucumber.Skipped)))
	if got := r.Files[0].Scenarios; got[0].Status != Deselected || got[1].Status != cucumber.Skipped {
		t.Errorf("%s, %s", got[0].Status, got[1].Status)
	}
}

// TestUnplannedFailure: what failed and was not planned says itself why, and no place that nobody knows.
func TestUnplannedFailure(t *testing.T) {
	for _, uri := range []string{"", "features/a.feature", "Can not be determined"} {
		r := planned(2)
		s := observed(uri, 0, cucumber.Failed)
		s.Failure.Message = "KeyError: 'w'"
		r.Record(attempt(Failed, 1), seen(true, observed("features/a.feature", 2, cucumber.Passed), s))
		extra := r.Files[0].Scenarios[1]
		if extra.Status != Unexpected || !strings.HasPrefix(extra.Failure.Message, "KeyError: 'w'\n") || strings.Contains(extra.Failure.Message, ":0") {
			t.Errorf("%q: %s, %q", uri, extra.Status, extra.Failure.Message)
		}
	}
}

// TestSkippedBeyondThePlan: behave reports scenarios that its lines leave out as skipped; nothing of them ran.
func TestSkippedBeyondThePlan(t *testing.T) {
	for _, uri := range []string{"features/a.feature", "features/unknown.feature"} {
		r := planned(2)
		r.Record(attempt(Passed, 0), seen(true, observed("features/a.feature", 2, cucumber.Passed), observed(uri, 30, cucumber.Skipped)))
		if got := r.Files[0].Scenarios; len(got) != 1 {
			t.Errorf("%s: %+v", uri, got)
		}
	}
}
