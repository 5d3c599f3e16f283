package result

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// before makes runs those of an attempt so much earlier.
func before(runs []*Run, by time.Duration) []*Run {
	for _, r := range runs {
		r.ID += "-old"
		r.Started = r.Started.Add(-by)
	}
	return runs
}

// TestMergeAfterTheMatrixShrank: what an earlier attempt left behind is no part of the plan, whatever it says, and a node
// of the plan that is missing is missing all the same.
func TestMergeAfterTheMatrixShrank(t *testing.T) {
	failed := func(runs []*Run) []*Run {
		for _, r := range runs {
			r.Files[0].Scenarios[0].fail("failed", "no")
			r.Judge(0)
		}
		return runs
	}
	otherPlan := func(runs []*Run) []*Run {
		for _, r := range runs {
			r.Node.Plan = "q"
		}
		return runs
	}
	built := func(runs []*Run, attempt int, job string) []*Run {
		for _, r := range runs {
			r.Build = Build{ID: "CI 1", Attempt: attempt, Job: job}
		}
		return runs
	}
	again := func(attempt int, job string) []*Run {
		return append(built(shared(2), attempt, job), built(before(failed(shared(2)), time.Hour)[1:], min(attempt, 1), "j")...)
	}
	continues := append(shared(2), before(failed(shared(2)), time.Hour)[1:]...)
	continues[1].Continues = []string{"run-2-old"}
	twice := append(again(2, "j"), built(before(shared(2), time.Minute)[1:], 1, "j")...)
	twice[3].ID += "er"
	tests := map[string]struct {
		runs  []*Run
		exit  int
		notes int
		want  string // in the reasons
	}{
		"from 3 to 2":                  {append(shared(2), before(failed(shared(3)), time.Hour)[2:]...), ExitPassed, 1, ""},
		"from 20 to 2":                 {append(shared(2), before(many(t, 20), time.Hour)[2:]...), ExitPassed, mostNamed + 1, ""},
		"and a node is missing":        {append(shared(2)[:1], before(shared(3), time.Hour)[1:]...), ExitIncomplete, 2, "node 2 of 2 is missing"},
		"from 2 to 3":                  {append(shared(3), before(shared(2), time.Hour)...), ExitPassed, 2, ""},
		"as many, all new":             {append(shared(2), before(otherPlan(shared(2)), time.Hour)...), ExitPassed, 2, ""},
		"as many, one new":             {append(shared(2)[:1], before(otherPlan(shared(2)), time.Hour)[1:]...), ExitIncomplete, 0, "used another plan than node 1"},
		"side by side":                 {append(shared(2), before(shared(3), time.Minute)[2:]...), ExitIncomplete, 0, "node 3 of 3 (run run-3-old) belongs to another plan"},
		"the same plan, an older node": {append(shared(2), before(shared(2), time.Hour)[1:]...), ExitIncomplete, 0, "node 2 of 2 has 2 reports"},
		"a later attempt":              {again(2, "j"), ExitPassed, 1, ""},
		"a later retry":                {again(0, "j"), ExitPassed, 1, ""},
		"another job of that number":   {again(2, "k"), ExitIncomplete, 0, "node 2 of 2 has 2 reports"},
		"a retry of a job unknown":     {again(0, ""), ExitIncomplete, 0, "node 2 of 2 has 2 reports"},
		"the same attempt":             {again(1, "j"), ExitIncomplete, 0, "node 2 of 2 has 2 reports"},
		"two of the earlier attempt":   {twice, ExitIncomplete, 0, "node 2 of 2 has 3 reports"},
		"one that goes on":             {continues, ExitPassed, 1, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Merge(tt.runs)
			reasons := strings.Join(got.Verdict.Reasons, "; ")
			if got.Verdict.Exit != tt.exit || len(got.Notes) != tt.notes || !strings.Contains(reasons, tt.want) || (reasons == "") != (tt.want == "") {
				t.Errorf("exit status %d, want %d; %q; %q", got.Verdict.Exit, tt.exit, reasons, got.Notes)
			}
			slices.Reverse(tt.runs)
			if diff := cmp.Diff(got, Merge(tt.runs)); diff != "" {
				t.Errorf("the order changes it:\n%s", diff)
			}
		})
	}
}

// many are the reports of a split over so many nodes that had nothing to run.
func many(t *testing.T, nodes int) []*Run {
	t.Helper()
	var out []*Run
	for n := range nodes {
		r := copied(t, shared(1)[0])
		r.ID, r.Files, r.Attempts = fmt.Sprintf("run-%d", n+1), nil, nil
		r.Node.Index, r.Node.Total = n+1, nodes
		out = append(out, r)
	}
	return out
}
