package drive

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// TestBuildOf: what a CI system calls a job that is run again.
func TestBuildOf(t *testing.T) {
	for vars, want := range map[string]result.Build{
		"": {},
		"GITHUB_RUN_ID=7 GITHUB_JOB=tests GITHUB_RUN_ATTEMPT=2": {ID: "GitHub 7", Job: "tests", Attempt: 2},
		"CI_PIPELINE_ID=8 CI_JOB_NAME=tests-1/3":                {ID: "GitLab 8", Job: "tests-1/3"},
		"BUILDKITE_BUILD_ID=9 BUILDKITE_RETRY_COUNT=0":          {ID: "Buildkite 9", Attempt: 1},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(vars) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		if got := buildOf(func(name string) string { return env[name] }); got != want {
			t.Errorf("%s: %+v, want %+v", vars, got, want)
		}
	}
}

// TestOtherThan: a report is gone on with only if it is known to be of the same thing, and the reason is said.
func TestOtherThan(t *testing.T) {
	for want, change := range map[string]func(earlier *result.Run, now prepared, settings *inputs.Settings, at *plan.Commit){
		"":                    func(*result.Run, prepared, *inputs.Settings, *plan.Commit) {},
		"is of a rerun":       func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.RerunOf = &result.Origin{} },
		"was merged":          func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.Node = nil },
		"another build (G 2)": func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.Build.ID = "G 2" },
		"another job":         func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.Build.Job = "lint" },
		"another image":       func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.ImageID = "sha256:2" },
		"another commit":      func(_ *result.Run, _ prepared, _ *inputs.Settings, at *plan.Commit) { at.ID = "77aa" },
		"of the checkout, and": func(_ *result.Run, _ prepared, s *inputs.Settings, at *plan.Commit) {
			s.Suite.Workspace, at.Dirty = inputs.WorkspaceCopy, true
		},
		"is of node 1 of 1": func(_ *result.Run, _ prepared, s *inputs.Settings, _ *plan.Commit) { s.Node.Total = 2 },
		"another plan file": func(_ *result.Run, _ prepared, s *inputs.Settings, _ *plan.Commit) {
			s.Node.Plan = &shard.Frozen{ID: "p"}
		},
		"another runner": func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.Runner = "godog" },
		"other inputs (tags)": func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) {
			e.Inputs.Given[0].Values[0] = "@b"
		},
		"other scenarios: 1 s": func(e *result.Run, _ prepared, _ *inputs.Settings, _ *plan.Commit) { e.Files = nil },
	} {
		run := func() *result.Run {
			return &result.Run{
				ImageID: "sha256:1", Runner: "behave", Node: &result.Node{Index: 1, Total: 1, Commit: "4f2a"}, Build: result.Build{ID: "G 1", Job: "tests"},
				Inputs: &result.Inputs{Given: []result.Input{{Name: "tags", Values: []string{"@a"}}}},
				Files:  []result.File{{Path: "a.feature", Scenarios: []result.Scenario{{Name: "one", Line: 2}}}},
			}
		}
		earlier, now := run(), prepared{Plan: plan.Plan{Run: run()}}
		settings, at := inputs.Settings{Node: inputs.Node{Index: 1, Total: 1}}, plan.Commit{ID: "4f2a"}
		change(earlier, now, &settings, &at)
		if got := otherThan(earlier, now, settings, at); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestQueueGoesOn: attempts at a unit that ran before are numbered on, and a unit may be there for each of its files.
func TestQueueGoesOn(t *testing.T) {
	run := &result.Run{
		Files:    []result.File{{Path: "a.feature"}, {Path: "b.feature"}},
		Attempts: []result.Attempt{{Unit: "a", Number: 1, Superseded: true}, {Unit: "a", Number: 3, Files: []string{"a.feature", "b.feature"}}, {Unit: "c", Number: 7}},
	}
	q := newQueue(run, []shard.Unit{{Name: "a"}, {Name: "d"}, {Name: "a"}})
	var got []int
	for _, one := range allOf(q) {
		got = append(got, one.number)
	}
	if unit := q.units["a"]; len(got) != 3 || got[0] != 4 || got[1] != 1 || got[2] != 5 || unit.open != 2 || len(unit.past) != 1 || len(unit.files) != 2 {
		t.Errorf("%v, %+v", got, q.units["a"])
	}
}
