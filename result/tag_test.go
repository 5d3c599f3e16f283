package result

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/cucumber"
)

// TestCommonTag: a tag that all scenarios share that their runners passed over is the likely reason, whatever became of
// containers that told nothing.
func TestCommonTag(t *testing.T) {
	const a, hint = "features/a.feature", "1 planned scenario did not run, all tagged @wip, unlike every scenario that ran"
	run := func(tags ...string) *Run {
		r := planned(2, 9)
		r.Files[0].Scenarios[1].Tags = tags
		r.Record(attempt(Passed, 0), seen(true, observed(a, 2, cucumber.Passed)))
		return r
	}
	reasons := func(r *Run) string {
		r.Judge(0)
		return strings.Join(r.Verdict.Reasons, "; ")
	}
	r := run("@wip")
	other(r)
	if got := reasons(r); !strings.Contains(got, hint) {
		t.Error(got)
	}
	r = run("@wip")
	r.Record(Attempt{Unit: "b", Number: 1, Files: []string{"features/b.feature"}, Class: Timeout}, Observation{})
	if got := reasons(r); !strings.Contains(got, "2 planned scenarios did not run, 1 of them left out by the runner, all tagged @wip, unlike every scenario that ran") {
		t.Error(got)
	}
	r = run()
	other(r)
	if got := reasons(r); strings.Contains(got, "with the tag") {
		t.Error(got)
	}
}
