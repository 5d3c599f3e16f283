package result

import (
	"strconv"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

func renamed(s cucumber.Scenario, name string) cucumber.Scenario {
	s.Name = name
	return s
}

// TestNestedPaths: the longest planned path that a URI ends with is the one that is meant.
func TestNestedPaths(t *testing.T) {
	scenario := func() []Scenario { return []Scenario{{Name: "s3", Line: 3, Status: NotRun}} }
	r := &Run{Runner: "cucumber-js", Strict: true, Files: []File{
		{Path: "features/a.feature", Scenarios: scenario()}, {Path: "sub/features/a.feature", Scenarios: scenario()}}}
	everything := seen(true, observed("/suite/sub/features/a.feature", 3, "passed"), observed("/suite/features/a.feature", 3, "passed"))
	for i, file := range []string{"features/a.feature", "sub/features/a.feature"} {
		r.Record(Attempt{Unit: strconv.Itoa(i), Number: 1, Files: []string{file}, Class: Passed}, everything)
	}
	if r.Judge(0); r.Verdict.Exit != ExitPassed {
		t.Errorf("%+v", r.Verdict)
	}
}

// TestManyOfOneName: a report that repeats one scenario without end is red at once, and not after hours.
func TestManyOfOneName(t *testing.T) {
	const many = 20_000
	var all []cucumber.Scenario
	for range many {
		all = append(all, observed("features/a.feature", 2, "passed"))
	}
	r := planned(2)
	r.Record(attempt(Passed, 0), seen(true, all...))
	if got := r.Files[0].Scenarios; len(got) != many || got[many-1].Name != "s2 ["+strconv.Itoa(many)+"]" {
		t.Errorf("%d scenarios, the last is %q", len(got), got[len(got)-1].Name)
	}
}
