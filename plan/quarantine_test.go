package plan

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/quarantine"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// passed is a history in which the scenario s of f.feature passed in so many runs.
func passed(runs int) *shard.History {
	h := &shard.History{Timings: &shard.Timings{}}
	for i := range runs {
		h.Timings.Learn(&result.Run{ID: fmt.Sprintf("20260101-0000%02d-aa", i), Runner: "behave", Image: "shop:1", Arch: "amd64", Root: ".",
			Files:    []result.File{{Path: "f.feature", Scenarios: []result.Scenario{{Name: "s", Line: 2, Status: cucumber.Passed, Attempt: "f.1"}}}},
			Attempts: []result.Attempt{{Unit: "f", Number: 1, Files: []string{"f.feature"}, Class: result.Passed}}})
	}
	return h
}

// TestQuarantine: the scenarios that the list has are marked, and its entries are watched over.
func TestQuarantine(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile(filepath.Join(".", "later.feature"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	recipe, _ := cucumber.Find("behave")
	parsed := cucumber.Parse(strings.NewReader("Feature: F\nScenario: s\n  Given a step\nScenario: other\n  Given a step\n"))
	for name, tt := range map[string]struct {
		entry string
		runs  int
		lines []int
		note  string
		marks int // marked scenarios; negative: their entry has expired
	}{
		"one":           {"file: f.feature, scenario: s, expires: 2026-12-31", 0, nil, "", 1},
		"all":           {"file: f.feature, expires: 2026-12-31", 0, nil, "", 2},
		"expires soon":  {"file: f.feature, scenario: s, expires: 2026-03-08", 0, nil, "q.yaml:1 expires on 2026-03-08, after which it fails the run (@me)", 1},
		"expired":       {"file: f.feature, scenario: s, expires: 2026-02-28", 0, nil, "", -1},
		"last day":      {"file: f.feature, scenario: s, expires: 2026-03-01", 0, nil, "q.yaml:1 expires on 2026-03-01, after which it fails the run (@me)", 1},
		"healed":        {"file: f.feature, scenario: s, expires: 2026-12-31", 20, nil, `q.yaml:1 is no longer needed: "s" of f.feature passed in its last 20 runs: take it out`, 1},
		"not yet":       {"file: f.feature, scenario: s, expires: 2026-12-31", 19, nil, "", 1},
		"not all":       {"file: f.feature, expires: 2026-12-31", 20, nil, "", 2},
		"misspelt":      {"file: f.feature, scenario: S, expires: 2026-12-31", 0, nil, `q.yaml:1 matches nothing: f.feature has no scenario "S": take it out, or correct it`, 0},
		"not asked for": {"file: f.feature, scenario: s, expires: 2026-12-31", 0, []int{4}, "", 0},
		"other file":    {"file: later.feature, scenario: x, expires: 2026-12-31", 0, nil, "", 0},
		"no file":       {"file: gone.feature, expires: 2026-12-31", 0, nil, "q.yaml:1 matches nothing: there is no gone.feature: take it out, or correct it", 0},
	} {
		entries, err := quarantine.Read([]byte("- {owner: '@me', " + tt.entry + "}"))
		if err != nil {
			t.Fatal(err)
		}
		planned, err := Make(About{
			Settings: inputs.Settings{Suite: inputs.Suite{Image: "shop:1"}, Quarantine: quarantine.List{Path: "q.yaml", Entries: entries}},
			Suite:    suite.Suite{Recipe: recipe, Files: []suite.File{{Target: cucumber.Target{Path: "f.feature", Lines: tt.lines}, Parsed: parsed}}},
			Engine:   Engine{Containers: 2, Arch: "amd64"}, History: passed(tt.runs), Started: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
		})
		if err != nil {
			t.Fatal(err)
		}
		marks := 0
		for _, s := range planned.Run.Files[0].Scenarios {
			if s.Quarantined() {
				marks++
			} else if s.Quarantine != nil {
				marks--
			}
		}
		want := ""
		if tt.note != "" {
			want = "quarantine: " + tt.note
		}
		if diff := cmp.Diff(want, strings.Join(planned.Run.Quarantine, "\n")); diff != "" || marks != tt.marks {
			t.Errorf("%s: %d marked, %s", name, marks, diff)
		}
	}
}
