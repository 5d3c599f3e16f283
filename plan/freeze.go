package plan

import (
	"fmt"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shard"
)

// Freeze returns the plan file for a division.
func (plan Plan) Freeze(split shard.Division, outlook shard.Outlook, commit string) shard.Frozen {
	run := plan.Run
	frozen := shard.Frozen{
		Schema: shard.FrozenSchema, Version: run.Version, ID: run.ID, Name: run.Name, Image: run.Image, ImageID: run.ImageID, Commit: commit,
		Nodes: split.Nodes, Plan: split.Digest(run.Files, plan.sums),
		Outlook: shard.FrozenOutlook{
			Concurrency: outlook.Slots, Wall: outlook.Wall, Work: outlook.Work, Efficiency: outlook.Efficiency(),
			Longest: outlook.Longest.Name, StartUp: outlook.StartUp, Trusted: run.Predicted > 0,
		},
		Files: []shard.FrozenFile{}, Units: []shard.FrozenUnit{}, // empty lists, not null, in JSON
	}
	for _, f := range run.Files {
		frozen.Files = append(frozen.Files, shard.FrozenFile{Path: f.Path, Sum: plan.sums[f.Path]})
	}
	reasons := plan.reasons(split.Units)
	for i, unit := range split.Units {
		one := shard.FrozenUnit{Name: unit.Name, Node: split.Node[i], Estimate: unit.Estimate, Why: reasons[i], Needs: unit.Needs, Targets: unit.Targets}
		frozen.Units = append(frozen.Units, one)
	}
	return frozen
}

// split assigns every unit to a node: as in the plan file, if there is one, or as computed now.
func (plan Plan) split(node inputs.Node, commit string) (Plan, shard.Division, error) {
	if node.Plan == nil {
		return plan, shard.Deal(plan.Units, plan.Machines(node.Total)), nil
	}
	frozen := *node.Plan
	split := frozen.Division()
	if err := plan.matches(frozen, commit); err != nil {
		return plan, split, err
	}
	run := *plan.Run
	plan.forecast.StartUp, run.Predicted = frozen.Outlook.StartUp, 0
	if frozen.Outlook.Trusted {
		run.Predicted = frozen.Outlook.Wall
	}
	plan.Run = &run
	return plan, split, nil
}

// matches reports as an error what differs from a plan file.
func (plan Plan) matches(frozen shard.Frozen, commit string) error {
	var wrong inputs.AllWrong
	say := func(problem, hint string) {
		wrong = append(wrong, inputs.Wrong{Input: "plan", Problem: problem, Advice: hint})
	}
	if id := plan.Run.ImageID; frozen.ImageID != "" && frozen.ImageID != id {
		say(fmt.Sprintf("it was made for the image %s (%s), but this one is %s", frozen.Image, frozen.ImageID, id),
			"build the image once and let every node pull or load it, or make the plan again")
	}
	if frozen.Commit != "" && commit != "" && frozen.Commit != commit {
		say(fmt.Sprintf("it was made at commit %s, but this is %s", frozen.Commit, commit), "check out the same commit, or make the plan again")
	}
	if frozen.Name != plan.Run.Name {
		say(fmt.Sprintf("it was made for the suite %q, but this is %q", frozen.Name, plan.Run.Name), "give plan and run the same name")
	}
	changed := frozen.Changed(plan.sums)
	for _, difference := range changed[:min(len(changed), maxChanged)] {
		say(difference, "check out the files that the plan was made from, or make the plan again")
	}
	if more := len(changed) - maxChanged; more > 0 {
		say(fmt.Sprintf("%d more files have changed", more), "make the plan again")
	}
	if len(wrong) == 0 && frozen.Division().Digest(plan.Run.Files, plan.sums) != frozen.Plan {
		say("the files are the same, but the scenarios to run are not", "give run the same tags, files and runner as plan, or make the plan again")
	}
	return wrong.Err()
}

// maxChanged is the maximum number of changed files to name.
const maxChanged = 10
