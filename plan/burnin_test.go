package plan

import (
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

const burnt = "Feature: F\nScenario: known\n  Given a step\nScenario: changed\n  Given another step\nScenario: new\n  Given a step\n@wip\nScenario: out\n  Given a step\nScenario: broken\n  Given a step\n"

// TestBurnInMarks: what is new or has changed is marked, but not if there is no history, and never what does not count or run.
func TestBurnInMarks(t *testing.T) {
	recipe, _ := cucumber.Find("behave")
	parsed := cucumber.Parse(strings.NewReader(burnt))
	learned := &shard.Timings{}
	earlier := &result.Run{ID: "20260101-000000-aa", Runner: "behave", Image: "shop:1", Arch: "amd64", Root: "."}
	earlier.Attempts = []result.Attempt{{Unit: "f", Number: 1, Files: []string{"f.feature"}, Class: result.Passed}}
	earlier.Files = []result.File{{Path: "f.feature", Scenarios: []result.Scenario{
		{Name: "known", Line: 2, Text: parsed.Pickles[0].Text, Status: cucumber.Passed, Attempt: "f.1"},
		{Name: "changed", Line: 4, Text: "other", Status: cucumber.Passed, Attempt: "f.1"},
	}}}
	learned.Learn(earlier)
	filter, err := cucumber.NewFilter("tags", "not @wip")
	if err != nil {
		t.Fatal(err)
	}
	list := quarantine.List{Entries: []quarantine.Entry{{File: "f.feature", Scenario: "broken", Expires: time.Now().AddDate(1, 0, 0)}}}
	for name, tt := range map[string]struct {
		want    inputs.BurnIn
		history *shard.Timings
		marked  string
		note    string
	}{
		"off":        {inputs.BurnIn{}, learned, "", ""},
		"on":         {inputs.BurnIn{Times: 10, For: time.Minute}, learned, "changed new", "burn-in: 2 new or changed scenarios run 10 more times after the others, for at most 1m0s"},
		"no history": {inputs.BurnIn{Times: 10, For: time.Minute}, &shard.Timings{}, "", "burn-in: there is no history yet"},
		"repeat":     {inputs.BurnIn{Repeat: 50}, &shard.Timings{}, "known changed new", ""},
	} {
		history := &shard.Timings{}
		history.Merge(tt.history)
		made, err := Make(About{
			Settings: inputs.Settings{Suite: inputs.Suite{Image: "shop:1", Tags: filter}, BurnIn: tt.want, Quarantine: list},
			Suite:    suite.Suite{Recipe: recipe, Files: []suite.File{{Target: cucumber.Target{Path: "f.feature"}, Parsed: parsed}}},
			Engine:   Engine{Containers: 2, Arch: "amd64"}, History: &shard.History{Timings: history}, Started: time.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
		var marked []string
		for _, s := range made.Run.Files[0].Scenarios {
			if s.BurnIn != nil {
				marked = append(marked, s.Name)
			}
		}
		if got := strings.Join(marked, " "); got != tt.marked {
			t.Errorf("%s: marked %s", name, got)
		}
		if says := strings.Join(made.Notes, "\n"); !strings.Contains(says, tt.note) || tt.note == "" && strings.Contains(says, "burn-in") {
			t.Errorf("%s: %q", name, says)
		}
	}
}
