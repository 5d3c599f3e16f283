package plan

import (
	"fmt"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/shell"
	"github.com/org/baleen-action/suite"
)

// Offline plans without an image and a daemon. The feature files of the checkout and the times in reports and the history are
// enough to estimate how long a suite takes and how many machines it needs.
func Offline(a About) (Plan, error) {
	past, note := remembered(a.History, a.Settings, a.Clean.Line(a.Settings.Report.Name))
	if past != nil {
		a.Settings.Suite.Image, a.Engine.Arch = past.Image, past.Arch
	}
	recipe, why := offlineRecipe(a.Settings.Suite, past)
	var err error
	if a.Suite, err = suite.Without(a.Settings, recipe, why); err != nil {
		return Plan{}, err
	}
	plan, err := Make(a)
	if note != "" {
		plan.Notes = append(plan.Notes, note)
	}
	return plan, err
}

// remembered returns the one suite of that name in the history, for any image. It returns nil if there is none, or, with a
// note, if there are several.
func remembered(h *shard.History, s inputs.Settings, name string) (past *shard.Past, note string) {
	var found []*shard.Past
	for _, past := range h.Timings.Suites {
		asked := s.Suite.Runner == inputs.RunnerAuto || s.Suite.Runner == past.Runner
		if past.Suite == name && asked {
			found = append(found, past)
		}
	}
	switch len(found) {
	case 0:
		return nil, ""
	case 1:
		return found[0], ""
	}
	return nil, fmt.Sprintf("timings: the history has %d images or runners for this suite: give --image to use one of them", len(found))
}

// offlineRecipe returns the runner that the history or the inputs name. If neither names one, any runner that can select
// every scenario will do, because nothing runs.
func offlineRecipe(s inputs.Suite, past *shard.Past) (cucumber.Recipe, string) {
	if past != nil {
		if recipe, known := cucumber.Find(past.Runner); known {
			return recipe, "as in the history"
		}
	}
	if recipe, known := cucumber.Find(s.Runner); known {
		return recipe, "as asked for"
	}
	if recipe, known := cucumber.Find(cucumber.Guess(shell.Words(s.Command))); known {
		return recipe, "the command starts it"
	}
	recipe, _ := cucumber.Find(cucumber.Custom)
	return recipe, "because there is no image to detect it from"
}
