//go:build linux

package plan

import (
	"strings"
	"testing"

	"github.com/org/baleen-action/growthtest"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// TestGrowth: what a plan says of eight times as many rows of one file, each of them alone, takes about eight times as long.
func TestGrowth(t *testing.T) {
	growthtest.Hold(t, growthtest.Steps{Size: 2_000, Times: 8}, func(rows int) func() {
		text := "Feature: rows\n  Scenario Outline: row\n    Given <a>\n    Examples:\n      | a |\n" + strings.Repeat("      | 1 |\n", rows)
		planned, err := oneFile(text, inputs.Settings{Division: inputs.Division{Split: shard.SplitScenario}}, "cucumber-js")
		if err != nil {
			t.Fatal(err)
		}
		outlook := shard.Estimate(planned.Planner(), planned.Machines(1))
		split := shard.Deal(planned.Units, planned.Machines(1))
		return func() {
			planned.View(split, outlook)
			planned.Freeze(split, outlook, "")
		}
	})
}
