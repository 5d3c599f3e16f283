package plan

import (
	"fmt"

	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// Commit is what is checked out.
type Commit struct {
	ID    string // empty: not known
	Dirty bool   // there are changes that the commit lacks, or that is not known
}

// Share reduces a plan to the units of this node and records in the run what the other nodes run.
func (plan Plan) Share(at Commit) (Plan, error) {
	node := plan.settings.Node
	plan, split, err := plan.split(node, at.ID)
	if err != nil {
		return plan, err
	}
	run := *plan.Run
	run.Node = &result.Node{
		Index:  node.Index,
		Total:  node.Total,
		Plan:   split.Digest(run.Files, plan.sums),
		Commit: at.ID,
		Dirty:  at.Dirty,
	}
	if node.Plan != nil {
		run.Node.Frozen = node.Plan.ID
	}
	plan.Whole = run.Counts().Total
	shares := split.Files(run.Files)
	run.Files, plan.Units = shares[node.Index], split.Share(node.Index)
	plan.Run = &run
	if !run.Node.Several() {
		return plan, nil
	}
	plan.Notes = append(plan.Notes, heldOn(split)...)
	if run.Predicted > 0 {
		run.Predicted = shard.Wall(plan.Units, run.Concurrency, plan.forecast.StartUp)
	}
	for other := 1; other <= node.Total; other++ {
		if files := shares[other]; other != node.Index && len(files) > 0 {
			run.Node.Others = append(run.Node.Others, result.Share{Node: other, Files: planned(files)})
		}
	}
	// Merged reports share a folder, so units of different nodes need different names.
	for i := range plan.Units {
		plan.Units[i].Name = fmt.Sprintf("%d-%s", node.Index, plan.Units[i].Name)
	}
	return plan, nil
}

// planned clears the not-run status of the scenarios of another node, because they were never meant to run here.
func planned(files []result.File) []result.File {
	for _, f := range files {
		for i := range f.Scenarios {
			if s := &f.Scenarios[i]; s.Status != result.Deselected {
				s.Status, s.Failure = "", nil
			}
		}
	}
	return files
}
