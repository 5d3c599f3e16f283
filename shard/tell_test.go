package shard

import (
	"testing"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// TestTell: a failure is new, known to flake, or has been there before.
func TestTell(t *testing.T) {
	for letters, want := range map[string][2]string{ // of one that failed, and of one that flaked
		"":      {"new", "new"},
		"ppp":   {"new", "new"},
		"pppf":  {"new", "new"},
		"fp":    {"failing", "new"},
		"kpkpk": {"flaky", "flaky"},
		"kpkpp": {"new", "new"},
		"fkkkp": {"flaky", "flaky"},
		"ffkkk": {"failing", "flaky"},
	} {
		run := ended()
		scenarios := run.Files[0].Scenarios
		scenarios[0].Flaky = true
		past := (&Timings{}).Past(KeyOf(run))
		past.file("apps/a.feature").record("good").merge(outcomesOf(letters))
		past.file("apps/a.feature").record("bad").merge(outcomesOf(letters))
		past.Tell(run)
		if got := [2]string{scenarios[1].History.Word, scenarios[0].History.Word}; got != want || run.Files[1].Scenarios[0].History != nil {
			t.Errorf("%q: %v, want %v", letters, got, want)
		}
		if got := scenarios[0].Past; got != letters || run.Files[1].Scenarios[0].Past != "" {
			t.Errorf("%q is told as %q", letters, got)
		}
	}
	run := ended()
	past := (&Timings{}).Past(KeyOf(run))
	past.file("apps/a.feature").record("bad").merge(outcomesOf("ppp"))
	run.Files[0].Scenarios[1].Status = result.Interrupted
	if past.Tell(run); run.Files[0].Scenarios[1].History != nil {
		t.Error("a scenario that was interrupted is called new")
	}
	run = ended()
	if (&Timings{}).Past(KeyOf(run)).Tell(run); run.Files[0].Scenarios[1].History != nil {
		t.Error("an empty history says something")
	}
}

// TestTellOfQuarantine: what is forgiven is explained all the same.
func TestTellOfQuarantine(t *testing.T) {
	run := ended()
	run.Files[0].Scenarios[1].Quarantine = &result.Quarantine{Owner: "@me"}
	past := (&Timings{}).Past(KeyOf(run))
	past.file("apps/a.feature").record("bad").merge(outcomesOf("ff"))
	past.Tell(run)
	if h := run.Files[0].Scenarios[1].History; h == nil || h.Since != "001" || run.Outcome(run.Files[0].Scenarios[1]) != cucumber.Skipped {
		t.Errorf("%+v", h)
	}
}
