package result

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
)

// TestInputsJoin: what nodes were given differently is not known for the whole, but for what depends on their machines.
func TestInputsJoin(t *testing.T) {
	one := &Inputs{Given: []Input{{"image", []string{"x"}}, {"command", []string{"a"}}, {"concurrency", []string{"2"}}, {"user", []string{"me"}}}, Hidden: []string{"env"}}
	other := &Inputs{Given: []Input{{"image", []string{"x"}}, {"command", []string{"b"}}, {"concurrency", []string{"3"}}, {"tags", []string{"@a"}}}}
	want := &Inputs{Given: []Input{{"image", []string{"x"}}, {"concurrency", []string{"2"}}}, Hidden: []string{"command", "env", "tags", "user"}}
	if diff := cmp.Diff(want, one.join(other)); diff != "" {
		t.Error(diff)
	}
	daemon, cluster := &Inputs{Given: []Input{{"image", []string{"x"}}}}, &Inputs{Given: []Input{{"image", []string{"x"}}, {"engine", []string{"kubernetes"}}, {"pod-image", []string{"y"}}}}
	if got := daemon.join(cluster); !cmp.Equal(got, daemon) {
		t.Errorf("a rerun of both has %+v", got)
	}
	if got := cluster.join(daemon); !cmp.Equal(got, cluster) {
		t.Errorf("a rerun of both has %+v", got)
	}
	if got := one.join(nil); got != nil {
		t.Error(got)
	}
}

// TestOriginSentence: a rerun says what it leaves out, and loudest what did not pass.
func TestOriginSentence(t *testing.T) {
	o := Origin{Run: "r", Folder: "out", Total: 9, Passed: 3, Red: 2, Commit: "4f2a4f2a4f2a4f2a"}
	want := "rerun of r (out): it runs 4 of 9 scenarios, and leaves out 3 that passed or were skipped there, and leaves out 2 that did NOT pass there; " +
		"that run was at commit 4f2a4f2a4f2a, and this checkout is at another"
	if got := o.Sentence(4); got != want {
		t.Error(got)
	}
}

// TestUnfinished: what failed or never ran is to run again, and all of a unit in which more went wrong than scenarios.
func TestUnfinished(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Run, *Attempt)
		want   string
	}{
		"a failure":          {func(*Run, *Attempt) {}, "fails"},
		"a killed container": {func(_ *Run, a *Attempt) { a.Class, a.Evidence = Killed, "killed" }, "passes, fails"},
		"a hook of the run":  {func(_ *Run, a *Attempt) { a.Problems = []string{"AfterAll hook failed"} }, "passes, fails"},
		"an exit status":     {func(r *Run, a *Attempt) { a.Mismatch = true; r.Files[0].Scenarios[1].Status = cucumber.Passed }, "passes, fails"},
		"a status that nothing explains any more": {func(r *Run, _ *Attempt) { r.Files[0].Scenarios[1].Status = cucumber.Passed }, "passes, fails"},
		"superseded": {func(r *Run, a *Attempt) {
			a.Class, a.Superseded = Killed, true
			r.Files[0].Scenarios[1].Status = cucumber.Passed
		}, ""},
		"a burn-in": {func(r *Run, a *Attempt) {
			r.Files[0].Scenarios[1].Status, a.Failed, a.Class = cucumber.Passed, nil, Passed
			r.Attempts = []Attempt{{Unit: "a", Number: 2, Burn: true, Class: Killed, Files: []string{"a.feature"}, Lines: map[string][]int{"a.feature": {2}}}}
		}, "passes"},
		"never ran":              {func(r *Run, _ *Attempt) { r.Files[0].Scenarios[0].Status, r.Files[0].Scenarios[0].Attempt = NotRun, "" }, "passes, fails"},
		"in place of another":    {func(r *Run, a *Attempt) { a.Strange = 1; r.Files[0].Scenarios[1].Status = Unexpected }, "passes"},
		"a flaky one that fails": {func(r *Run, _ *Attempt) { r.FlakyFails, r.Files[0].Scenarios[0].Flaky = true, true }, "passes, fails"},
	} {
		r := &Run{Strict: true, Runner: "behave", Files: []File{
			{Path: "a.feature", Scenarios: []Scenario{
				{Name: "passes", Line: 2, Status: cucumber.Passed, Attempt: "a.1"}, {Name: "fails", Line: 5, Status: cucumber.Failed, Attempt: "a.1"},
				{Name: "out", Line: 9, Status: Deselected},
			}},
			{Path: "b.feature", Scenarios: []Scenario{{Name: "fine", Line: 2, Status: cucumber.Passed, Attempt: "b.1"}}},
		}}
		a := Attempt{Unit: "a", Number: 1, Files: []string{"a.feature"}, Class: Failed, Exit: 1, Source: "json", Failed: map[string][]int{"a.feature": {5}}}
		tt.change(r, &a)
		r.Attempts = append(r.Attempts, a, Attempt{Unit: "b", Number: 1, Files: []string{"b.feature"}, Class: Passed, Source: "json"})
		got := ""
		for _, f := range r.Unfinished().Files {
			for i, s := range f.Scenarios {
				if i > 0 {
					got += ", "
				}
				got += fmt.Sprint(s.Name)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
