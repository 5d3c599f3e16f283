package result

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// outcome is the statuses of a file's scenarios, with "!" behind those that fail-fast left out and "~" behind flaky ones.
func outcome(f File) string {
	var out []string
	for _, s := range f.Scenarios {
		word := string(s.Status)
		if s.FailFast {
			word += "!"
		}
		if s.Flaky {
			word += "~"
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

// TestFailFast: what a runner's own fail-fast leaves out did not run, and the run failed; what is left out for no reason that
// is known is a gap.
func TestFailFast(t *testing.T) {
	const a = "features/a.feature"
	pass, bad := observed(a, 2, cucumber.Passed), observed(a, 5, cucumber.Failed)
	skip, chosen := observed(a, 9, cucumber.Skipped), observed(a, 9, cucumber.Skipped)
	skip.Failure, chosen.Failure = nil, nil
	chosen.Steps = []cucumber.Step{{Status: cucumber.Passed}, {Status: cucumber.Skipped}}
	told := cucumber.Policy{FailFast: "--stop in behave.ini"}
	for name, tc := range map[string]struct {
		runner string
		policy cucumber.Policy
		exit   int
		source string
		seen   []cucumber.Scenario
		want   string
		status int
		zero   int // status with exit-zero
	}{
		"behave":                      {"behave", told, 1, "json", []cucumber.Scenario{pass, bad}, "passed failed not-run!", 1, 0},
		"behave, told nothing":        {"behave", cucumber.Policy{}, 1, "json", []cucumber.Scenario{pass, bad}, "passed failed not-run", 3, 3},
		"behave, not the last":        {"behave", told, 1, "json", []cucumber.Scenario{bad, pass}, "passed failed not-run", 3, 3},
		"behave, nothing failed":      {"behave", told, 0, "json", []cucumber.Scenario{pass}, "passed not-run not-run", 3, 3},
		"ruby, by its status":         {"cucumber-ruby", cucumber.Policy{}, 2, "json", []cucumber.Scenario{pass, bad}, "passed failed not-run!", 1, 0},
		"godog, its format panicked":  {"godog", cucumber.Policy{}, 2, "godog-events", []cucumber.Scenario{pass, bad}, "passed failed not-run!", 1, 0},
		"cucumber-js":                 {"cucumber-js", cucumber.Policy{}, 1, "messages", []cucumber.Scenario{pass, bad, skip}, "passed failed not-run!", 1, 0},
		"cucumber-js, by the suite":   {"cucumber-js", cucumber.Policy{}, 1, "messages", []cucumber.Scenario{pass, bad, chosen}, "passed failed skipped", 1, 0},
		"cucumber-js, nothing failed": {"cucumber-js", cucumber.Policy{}, 0, "messages", []cucumber.Scenario{pass, observed(a, 5, "passed"), skip}, "passed passed skipped", 0, 0},
		"behave, skipped":             {"behave", told, 1, "json", []cucumber.Scenario{pass, bad, skip}, "passed failed skipped", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			r := planned(2, 5, 9)
			r.Runner, r.Policy = tc.runner, tc.policy
			class := Failed
			if tc.exit == 0 {
				class = Passed
			}
			o := seen(true, tc.seen...)
			o.Report.Source = tc.source
			r.Record(attempt(class, tc.exit), o)
			other(r)
			r.Judge(0)
			if diff := cmp.Diff(tc.want, outcome(r.Files[0])); diff != "" {
				t.Error(diff)
			}
			if r.Status(false) != tc.status || r.Status(true) != tc.zero {
				t.Errorf("exit status %d and %d, want %d and %d: %v", r.Status(false), r.Status(true), tc.status, tc.zero, r.Verdict.Reasons)
			}
		})
	}
}

// TestFailFastWithoutAFailure: an undefined scenario that is no failure stops cucumber-js all the same. What it left out is not
// forgiven.
func TestFailFastWithoutAFailure(t *testing.T) {
	r := planned(2, 9)
	r.Strict = false
	skip := observed("features/a.feature", 9, cucumber.Skipped)
	skip.Failure = nil
	r.Record(attempt(Failed, 1), seen(true, observed("features/a.feature", 2, cucumber.Undefined), skip))
	other(r)
	r.Judge(0)
	if got := outcome(r.Files[0]); got != "undefined not-run!" || r.Status(true) != ExitFailed {
		t.Errorf("%s, exit status %d", got, r.Status(true))
	}
}

// TestTriedAgainAfterFailFast: what was left out and passes when it is tried is not flaky.
func TestTriedAgainAfterFailFast(t *testing.T) {
	const a = "features/a.feature"
	r := planned(2, 9)
	skip := observed(a, 9, cucumber.Skipped)
	skip.Failure = nil
	r.Record(attempt(Failed, 1), seen(true, observed(a, 2, cucumber.Failed), skip))
	again := attempt(Passed, 0)
	again.Number, again.Lines = 2, map[string][]int{a: {2, 9}}
	r.Record(again, seen(true, observed(a, 2, cucumber.Passed), observed(a, 9, cucumber.Passed)))
	other(r)
	r.Judge(0)
	if got := outcome(r.Files[0]); got != "passed~ passed" || r.Verdict.Exit != ExitPassed {
		t.Errorf("%s: %+v", got, r.Verdict)
	}
}
