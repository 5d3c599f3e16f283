package plan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// ordered plans files of one scenario each, one at a time. Those of the given numbers failed in the run before.
func ordered(t *testing.T, runner string, order shard.Order, failed ...int) Plan {
	t.Helper()
	recipe, _ := cucumber.Find(runner)
	history := &shard.History{Timings: &shard.Timings{}}
	make := func() Plan {
		var files []suite.File
		for i := range 9 {
			text := fmt.Sprintf("Feature: F%d\nScenario: S\n%s", i, strings.Repeat("  Given a\n", 9-i))
			f := suite.File{Parsed: cucumber.Parse(strings.NewReader(text))}
			f.Path = fmt.Sprintf("%d.feature", i)
			files = append(files, f)
		}
		plan, err := Make(About{
			Settings: inputs.Settings{Division: inputs.Division{Order: order}, Suite: inputs.Suite{Root: "."}},
			Suite:    suite.Suite{Recipe: recipe, Files: files}, Engine: Engine{Containers: 1}, History: history, ID: "20260501-120000-aa",
		})
		if err != nil {
			t.Fatal(err)
		}
		return plan
	}
	if len(failed) == 0 {
		return make()
	}
	before := make()
	for i := range before.Run.Files {
		s := &before.Run.Files[i].Scenarios[0]
		s.Status, s.Duration, s.Attempt = cucumber.Passed, time.Duration(9-i)*time.Second, fmt.Sprintf("%d.1", i)
	}
	for _, i := range failed {
		before.Run.Files[i].Scenarios[0].Status = cucumber.Failed
	}
	for _, unit := range before.Units {
		before.Run.Attempts = append(before.Run.Attempts, result.Attempt{Unit: unit.Name, Number: 1, Files: unit.Paths(), Class: result.Failed})
	}
	history.Timings.Learn(before.Run)
	return make()
}

// TestOrder: what failed last starts first if that is asked for, and the plan says what it costs.
func TestOrder(t *testing.T) {
	for name, tt := range map[string]struct {
		order  shard.Order
		failed []int
		first  string
		note   string
	}{
		"longest":        {shard.OrderLongest, []int{5, 7}, "0", ""},
		"failures first": {shard.OrderFailures, []int{5, 7}, "7", "order: 2 failed last time: these scenarios start first, which makes the run about 0.0 % longer"},
		"no history":     {shard.OrderFailures, nil, "0", "order: no scenario failed last time"},
	} {
		for _, runner := range []string{"cucumber-js", cucumber.ExitCode} {
			checkOrder(t, name+" with "+runner, ordered(t, runner, tt.order, tt.failed...), tt.first, tt.note)
		}
	}
}

func checkOrder(t *testing.T, name string, plan Plan, first, note string) {
	t.Helper()
	notes := strings.Join(plan.Notes, "\n")
	if plan.Units[0].Name != first || !strings.Contains(notes, note) || note == "" && strings.Contains(notes, "order:") {
		t.Errorf("%s: %s starts first: %s", name, plan.Units[0].Name, notes)
	}
	if got := plan.Run.Order; (got == "") != (note == "") {
		t.Errorf("%s: the run says %q", name, got)
	}
}
