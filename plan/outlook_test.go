package plan

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// TestView: people see every unit once, node by node, and what other machines would give.
func TestView(t *testing.T) {
	plan := many(t, 6, inputs.Node{Index: 1, Total: 2})
	outlook := shard.Estimate(plan.Planner(), plan.Machines(2))
	view := plan.View(shard.Deal(outlook.Units, outlook.Machines), outlook)
	var nodes []int
	var files []string
	for _, unit := range view.Units {
		nodes, files = append(nodes, unit.Node), append(files, unit.Files...)
	}
	slices.Sort(files)
	if !slices.IsSorted(nodes) || len(slices.Compact(files)) != 6 || view.Nodes != 2 {
		t.Errorf("nodes %v run %q", nodes, files)
	}
	if !slices.ContainsFunc(view.Others, func(o report.PlanOutlook) bool { return o.Nodes == 2 && o.Containers == 2 }) {
		t.Errorf("what is planned is not among %+v", view.Others)
	}
	advice := strings.Join(view.Advice, "\n")
	for _, want := range []string{"There are no times of earlier runs", "The longest is f0.feature", "node"} {
		if !strings.Contains(advice, want) {
			t.Errorf("%q is not said in\n%s", want, advice)
		}
	}
}

func TestAlternatives(t *testing.T) {
	pairs := func(planned shard.Machines) [][2]int {
		var out [][2]int
		for _, m := range alternatives(planned) {
			if m.StartUp != planned.StartUp {
				t.Errorf("%+v forgets the start-up", m)
			}
			out = append(out, [2]int{m.Nodes, m.Slots})
		}
		return out
	}
	for _, tt := range []struct {
		planned shard.Machines
		want    [][2]int
	}{
		{shard.Machines{Nodes: 1, Slots: 1, StartUp: time.Second}, [][2]int{{1, 1}, {1, 2}, {2, 1}, {4, 1}}},
		{shard.Machines{Nodes: 2, Slots: 4}, [][2]int{{1, 4}, {2, 2}, {2, 4}, {2, 8}, {3, 4}, {4, 4}, {8, 4}}},
		{shard.Machines{Nodes: 1, Slots: 4}, [][2]int{{1, 2}, {1, 4}, {1, 8}, {2, 4}, {4, 4}}},
		{shard.Machines{Nodes: 3, Slots: 2}, [][2]int{{1, 2}, {3, 1}, {3, 2}, {3, 4}, {4, 2}, {6, 2}, {12, 2}}},
	} {
		if diff := cmp.Diff(tt.want, pairs(tt.planned)); diff != "" {
			t.Errorf("%+v: %s", tt.planned, diff)
		}
	}
}

// TestEnough: a plan says where more nodes stop to help.
func TestEnough(t *testing.T) {
	for nodes, want := range map[int]string{1: "more would not help.", 50: "50 nodes are no faster than "} {
		plan := many(t, 4, inputs.Node{Index: 1, Total: nodes})
		if got := plan.enough(shard.Estimate(plan.Planner(), plan.Machines(nodes))); !strings.Contains(got, want) {
			t.Errorf("%d nodes: %q, want %q", nodes, got, want)
		}
	}
}

// TestWithin: a target gets the smallest number of nodes that reaches it; if none does, the advice names the longest unit.
func TestWithin(t *testing.T) {
	plan := many(t, 4, inputs.Node{Index: 1, Total: 1})
	outlook, said := plan.Within(24 * time.Hour)
	if outlook.Nodes != 1 || said != "1 node for a target of 24h0m0s." {
		t.Errorf("%d nodes: %q", outlook.Nodes, said)
	}
	if _, said := plan.Within(time.Nanosecond); !strings.Contains(said, "1ns cannot be reached: f0.feature alone takes about ") {
		t.Errorf("%q", said)
	}
}

// TestReason: only units that differ from the others have a reason.
func TestReason(t *testing.T) {
	plan := many(t, 2, inputs.Node{})
	for i, got := range plan.reasons(plan.Units) {
		if got != "" {
			t.Errorf("unit %d: %q though nothing is known of any", i, got)
		}
	}
	plan.forecast.Known = 1
	if got := plan.reasons(plan.Units)[0]; got != "3 of 3 scenarios are estimated from their steps" {
		t.Errorf("%q", got)
	}
}

// TestNotes: a plan has a notice for known times and for settings without effect.
func TestNotes(t *testing.T) {
	for name, tt := range map[string]struct {
		runner string
		split  shard.Split
		known  int
		want   []string
	}{
		"nothing":        {"behave", shard.SplitFile, 0, nil},
		"history":        {"behave", shard.SplitFile, 2, []string{"timings: 2 of 0 scenarios have times of earlier runs"}},
		"cannot split":   {"behat", shard.SplitScenario, 0, []string{"split: files stay whole, because behat cannot select single scenarios"}},
		"splits":         {"behave", shard.SplitScenario, 0, nil},
		"splits if long": {"behat", shard.SplitAuto, 0, nil},
	} {
		plan, err := oneFile(cart, inputs.Settings{Division: inputs.Division{Split: tt.split}}, tt.runner)
		if err != nil {
			t.Fatal(err)
		}
		plan.forecast = shard.Forecast{Known: tt.known}
		if diff := cmp.Diff(tt.want, plan.notes()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// offline plans a checkout with one feature file and this history.
func offline(t *testing.T, s inputs.Settings, past ...*shard.Past) (Plan, error) {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "cart.feature"), []byte(cart), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Suite.Root, s.Suite.Patterns = root, []string{"."}
	return Offline(About{Settings: s, Engine: Engine{Containers: 2}, History: &shard.History{Timings: &shard.Timings{Suites: past}}})
}

// TestOffline: without an image the history, the input or the command names the runner.
func TestOffline(t *testing.T) {
	old := func(runner, suite, image string) *shard.Past {
		return &shard.Past{Key: shard.Key{Runner: runner, Suite: suite, Image: image, Arch: "arm64"}, Files: map[string]*shard.PastFile{}}
	}
	for name, tt := range map[string]struct {
		suite             inputs.Suite
		past              []*shard.Past
		runner, why, note string
		image             string
	}{
		"nothing":         {inputs.Suite{Runner: "auto"}, nil, "custom", "because there is no image to detect it from", "", ""},
		"input":           {inputs.Suite{Runner: "behave"}, nil, "behave", "as asked for", "", ""},
		"command":         {inputs.Suite{Runner: "auto", Command: "bundle exec cucumber {files}"}, nil, "cucumber-ruby", "the command starts it", "", ""},
		"history":         {inputs.Suite{Runner: "auto"}, []*shard.Past{old("godog", "", "shop")}, "godog", "as in the history", "", "shop"},
		"another suite":   {inputs.Suite{Runner: "auto"}, []*shard.Past{old("godog", "desk", "shop")}, "custom", "because there is no image to detect it from", "", ""},
		"another runner":  {inputs.Suite{Runner: "behave"}, []*shard.Past{old("godog", "", "shop")}, "behave", "as asked for", "", ""},
		"several of them": {inputs.Suite{Runner: "auto"}, []*shard.Past{old("godog", "", "a"), old("behave", "", "b")}, "custom", "because there is no image to detect it from", "the history has 2 images or runners", ""},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := offline(t, inputs.Settings{Suite: tt.suite}, tt.past...)
			if err != nil {
				t.Fatal(err)
			}
			if plan.Run.Runner != tt.runner || plan.Suite.Why != tt.why || plan.Run.Image != tt.image || plan.Run.Counts().Total != 4 {
				t.Errorf("runner %s (%s), image %q, %d scenarios", plan.Run.Runner, plan.Suite.Why, plan.Run.Image, plan.Run.Counts().Total)
			}
			if notes := strings.Join(plan.Notes, "\n"); !strings.Contains(notes, tt.note) {
				t.Errorf("%q is not among %q", tt.note, notes)
			}
			if text := plan.Announcement(); !strings.Contains(text, "image: none, so no Docker daemon is used") || strings.Contains(text, "command:") {
				t.Error(text)
			}
		})
	}
}

func TestOfflineRefuses(t *testing.T) {
	_, err := Offline(About{
		Settings: inputs.Settings{Suite: inputs.Suite{Root: t.TempDir(), Patterns: []string{"features"}}},
		History:  &shard.History{Timings: &shard.Timings{}},
	})
	if wrong := inputs.Find(err); len(wrong) == 0 || wrong[0].Input != "files" {
		t.Errorf("%v", err)
	}
}

// TestLearn: the history that the next run reads has the finished run.
func TestLearn(t *testing.T) {
	name := filepath.Join(t.TempDir(), "sub", "timings.json")
	plan := finished(t, time.Second, time.Second, inputs.Settings{})
	plan.history = shard.LoadHistory(name)
	if err := plan.Learn(); err != nil {
		t.Fatal(err)
	}
	again := shard.LoadHistory(name)
	if len(again.Timings.Suites) != 1 || len(again.Notes) > 0 {
		t.Fatalf("%+v, %q", again.Timings, again.Notes)
	}
	forecast := shard.NewForecast(again.Timings.Past(shard.KeyOf(plan.Run)), []shard.Work{plan.work("x.feature", plan.files[0].chosen[0])})
	if forecast.Known != 1 || plan.Run.Verdict.State == result.StateRunning {
		t.Errorf("%+v", forecast)
	}
}
