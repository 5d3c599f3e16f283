package main

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/shell"
)

// offline tells that a plan is to do without an image, and takes back that one is required.
func (c *checker) offline(in planInputs, how planning) bool {
	noImage := func(w wrongInput) bool { return w.input == "image" }
	if how.smoke || !slices.ContainsFunc(c.wrong, noImage) {
		return false
	}
	c.wrong = slices.DeleteFunc(c.wrong, noImage)
	if in.FilesFrom == "image" {
		c.say("files-from", "image needs one", "--image my-test-runner, or --files-from workspace")
	}
	return true
}

// planOffline plans without an image and a daemon: the feature files of the checkout, and what reports and the history
// tell of their times, are enough to say how long a suite takes and how many machines it needs.
func (p program) planOffline(s settings) (*preparation, error) {
	prep := &preparation{settings: s, clean: p.clean, history: loadHistory(s.Timings)}
	prep.run = p.newRun(prep)
	prep.run.Engine = ""
	prep.recipe, prep.why = prep.offlineRecipe()
	prep.command = newCommand(s, prep.recipe, nil)
	found, err := lookup{settings: s}.inCheckout()
	if err == nil {
		err = prep.nothing(found)
	}
	if err != nil {
		return nil, err
	}
	return prep, prep.plan(found)
}

// remembered is the one suite of that name that the history knows, whatever image it was run from; nil if there are none
// or several.
func (prep *preparation) remembered() *shard.Past {
	var found []*shard.Past
	for _, past := range prep.history.timings.Suites {
		asked := prep.settings.runner == "auto" || prep.settings.runner == past.Runner
		if past.Suite == prep.run.Name && asked {
			found = append(found, past)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	if len(found) > 1 {
		prep.history.note("the history knows %d images and runners of this suite: without --image none of them is taken", len(found))
	}
	return nil
}

// offlineRecipe is the runner that the history or the inputs name. Where none does, any that can select every scenario
// will do: nothing is run.
func (prep *preparation) offlineRecipe() (cucumber.Recipe, string) {
	s := prep.settings
	if past := prep.remembered(); past != nil {
		prep.run.Image, prep.run.Arch = past.Image, past.Arch
		if recipe, known := cucumber.Find(past.Runner); known {
			return recipe, "the history is of it"
		}
	}
	if recipe, known := cucumber.Find(s.runner); known {
		return recipe, "as asked for"
	}
	if recipe, known := cucumber.Find(cucumber.Guess(shell.Words(s.Command))); known {
		return recipe, "the command starts it"
	}
	recipe, _ := cucumber.Find(cucumber.Custom)
	return recipe, "no image was given that could tell"
}

// offlineAnnouncement says what an offline plan goes by.
func (prep *preparation) offlineAnnouncement() string {
	head := fmt.Sprintf("baleen: scenarios: %d, files: %d, containers at a time: %d\nimage: none, so no daemon is asked\nrunner: %s, %s",
		prep.run.Counts().Total, len(prep.run.Files), prep.run.Concurrency, prep.recipe.Name, prep.why)
	for _, note := range prep.history.notes {
		head += "\n" + prep.clean.Line(note)
	}
	return head
}
