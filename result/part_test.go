package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// part is an attempt at some lines of a.feature.
func part(unit string, lines ...int) Attempt {
	a := attempt(Passed, 0)
	a.Unit, a.Lines = unit, map[string][]int{"features/a.feature": lines}
	return a
}

func TestPartsOfAFile(t *testing.T) {
	const a = "features/a.feature"
	for name, tc := range map[string]struct {
		first, second []cucumber.Scenario
		status        int
		because       string
	}{
		"each its own":           {[]cucumber.Scenario{observed(a, 2, "passed")}, []cucumber.Scenario{observed(a, 9, "passed")}, 0, ""},
		"one ran all":            {[]cucumber.Scenario{observed(a, 2, "passed"), observed(a, 9, "passed")}, []cucumber.Scenario{observed(a, 9, "passed")}, 0, ""},
		"one skipped the others": {[]cucumber.Scenario{observed(a, 2, "passed"), observed(a, 9, "skipped")}, []cucumber.Scenario{observed(a, 9, "passed")}, 0, ""},
		"one ran those of the other, which did not": {[]cucumber.Scenario{observed(a, 2, "passed"), observed(a, 9, "passed")}, nil, 3, "1 planned scenario did not run"},
		"another's failed here":                     {[]cucumber.Scenario{observed(a, 2, "passed"), observed(a, 9, "failed")}, []cucumber.Scenario{observed(a, 9, "passed")}, 1, "failed in this container, to which it is not assigned"},
		"twice in one":                              {[]cucumber.Scenario{observed(a, 2, "passed"), observed(a, 2, "passed")}, []cucumber.Scenario{observed(a, 9, "passed")}, 3, "not planned, or was reported twice"},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 9)
			other(r)
			r.Record(part("features-a-part1", 2), seen(true, tc.first...))
			r.Record(part("features-a-part2", 9), seen(true, tc.second...))
			r.Judge(0)
			if r.Verdict.Exit != tc.status || !strings.Contains(strings.Join(r.Verdict.Reasons, "; "), tc.because) {
				t.Errorf("exit status %d, not %d: %v", r.Verdict.Exit, tc.status, r.Verdict.Reasons)
			}
		})
	}
}

// TestAlone holds that an attempt that only asks whether a scenario passes alone never changes what became of it.
func TestAlone(t *testing.T) {
	const a = "features/a.feature"
	for name, tc := range map[string]struct {
		class Class
		seen  Observation
		leak  bool
	}{
		"passes alone":          {Passed, seen(true, observed(a, 9, "passed")), true},
		"fails alone":           {Failed, seen(true, observed(a, 9, "failed")), false},
		"is not found":          {Passed, seen(true), false},
		"another passes":        {Passed, seen(true, observed(a, 2, "passed")), false},
		"another file":          {Passed, seen(true, observed("features/c.feature", 2, "passed")), false},
		"its container is lost": {Lost, Observation{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 9)
			both := attempt(Failed, 1)
			both.Files = []string{a, "features/b.feature"}
			r.Record(both, seen(true, observed(a, 2, "passed"), observed(a, 9, "failed"), observed("features/b.feature", 3, "passed")))
			alone := attempt(tc.class, 1)
			alone.Number, alone.Alone, alone.Lines = 2, true, map[string][]int{a: {9}}
			r.Record(alone, tc.seen)
			r.Judge(0)
			if s := r.Files[0].Scenarios; len(s) != 2 || s[1].Status != cucumber.Failed || s[1].Leak != tc.leak || s[0].Status != cucumber.Passed || s[0].Leak {
				t.Errorf("%+v", s)
			}
			if r.Verdict.Exit != ExitFailed {
				t.Errorf("exit status %d: %v", r.Verdict.Exit, r.Verdict.Reasons)
			}
		})
	}
}
