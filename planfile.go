package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shard"
)

// planSchema is the version of plan files. It rises when a field changes its meaning or goes away.
const planSchema = 1

// planFile is a frozen plan: what baleen plan --out writes and run --plan reads.
type planFile struct {
	Schema  int           `json:"schema"`
	Version string        `json:"version"` // of Baleen
	ID      string        `json:"id"`      // no two plans have the same
	Name    string        `json:"name,omitempty"`
	Image   string        `json:"image,omitempty"`
	ImageID string        `json:"image_id,omitempty"`
	Commit  string        `json:"commit,omitempty"`
	Nodes   int           `json:"nodes"`
	Plan    string        `json:"plan"` // digest, as in run.json
	Outlook planOutlook   `json:"outlook"`
	Files   []planContent `json:"files"`
	Units   []planUnit    `json:"units"` // in the order in which they start
}

// planOutlook is what the plan is expected to take.
type planOutlook struct {
	Concurrency int           `json:"concurrency"` // containers at a time on each node
	Wall        time.Duration `json:"wall_ns"`
	Work        time.Duration `json:"work_ns"`
	Efficiency  float64       `json:"efficiency"`
	Longest     string        `json:"longest,omitempty"` // unit
	StartUp     time.Duration `json:"start_up_ns"`       // of one container
	Trusted     bool          `json:"trusted"`           // enough was known of earlier runs to go by the clock
}

// planContent stands for what is in a file.
type planContent struct {
	Path string `json:"path"`
	Sum  string `json:"sha256"`
}

// planUnit is what one container runs.
type planUnit struct {
	Name     string        `json:"name"`
	Node     int           `json:"node"`
	Estimate time.Duration `json:"estimate_ns"`
	Why      string        `json:"why,omitempty"` // it is expected to take that long
	Targets  []planTarget  `json:"targets"`
}

type planTarget struct {
	Path  string `json:"path"`
	Lines []int  `json:"lines,omitempty"`
}

// freeze makes a plan file of a split.
func (prep *preparation) freeze(split shard.Division, outlook shard.Outlook, commit string) planFile {
	plan := planFile{
		Schema: planSchema, Version: version(), ID: prep.run.ID, Name: prep.run.Name, Image: prep.run.Image, ImageID: prep.run.ImageID, Commit: commit,
		Nodes: split.Nodes, Plan: split.Digest(prep.run.Files, prep.sums),
		Outlook: planOutlook{Concurrency: outlook.Slots, Wall: outlook.Wall, Work: outlook.Work, Efficiency: outlook.Efficiency(), Longest: outlook.Longest.Name, StartUp: outlook.StartUp, Trusted: prep.run.Predicted > 0},
	}
	for _, f := range prep.run.Files {
		plan.Files = append(plan.Files, planContent{f.Path, prep.sums[f.Path]})
	}
	for i, unit := range split.Units {
		frozen := planUnit{Name: unit.Name, Node: split.Node[i], Estimate: unit.Estimate, Why: prep.reason(unit)}
		for _, target := range unit.Targets {
			frozen.Targets = append(frozen.Targets, planTarget{target.Path, target.Lines})
		}
		plan.Units = append(plan.Units, frozen)
	}
	return plan
}

func (plan planFile) write(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(plan); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

func (plan planFile) save(name string) error {
	var text bytes.Buffer
	if err := plan.write(&text); err != nil {
		return err
	}
	if err := os.WriteFile(name, text.Bytes(), 0o644); err != nil {
		return wrongInput{"out", err.Error(), "name a file that can be written to"}
	}
	return nil
}

// split is who runs what.
func (plan planFile) split() shard.Division {
	split := shard.Division{Nodes: plan.Nodes}
	for _, frozen := range plan.Units {
		unit := shard.Unit{Name: frozen.Name, Estimate: frozen.Estimate}
		for _, target := range frozen.Targets {
			unit.Targets = append(unit.Targets, cucumber.Target{Path: target.Path, Lines: target.Lines})
		}
		split.Units, split.Node = append(split.Units, unit), append(split.Node, frozen.Node)
	}
	return split
}

// planFile reads the input plan, nil if there is none, and compares it with the place of this node.
func (c *checker) planFile(name string, place nodePlace) *planFile {
	if name == "" {
		return nil
	}
	const hint = "give a file that baleen plan --out wrote"
	text, err := os.ReadFile(name)
	if err != nil {
		c.say("plan", err.Error(), hint)
		return nil
	}
	var plan planFile
	switch err := json.Unmarshal(text, &plan); {
	case err != nil:
		c.say("plan", fmt.Sprintf("%q cannot be read: %v", name, err), hint)
	case plan.Schema != planSchema || plan.Nodes < 1:
		c.say("plan", fmt.Sprintf("%q is of schema %d, this Baleen knows %d", name, plan.Schema, planSchema), "make it with the Baleen that runs it")
	case plan.Nodes != place.total:
		c.say("shard", fmt.Sprintf("the plan is for %d nodes, and this is node %d of %d", plan.Nodes, place.index, place.total),
			fmt.Sprintf("--shard %d/%d, or make the plan again: baleen plan --nodes %d", min(place.index, plan.Nodes), plan.Nodes, place.total))
	default:
		return &plan
	}
	return nil
}

// follow takes the split of a frozen plan, if nothing has changed since it was made.
func (prep *preparation) follow(plan planFile, commit string) (shard.Division, error) {
	var wrong wrongInputs
	say := func(problem, hint string) { wrong = append(wrong, wrongInput{"plan", problem, hint}) }
	if id := prep.run.ImageID; plan.ImageID != "" && plan.ImageID != id {
		say(fmt.Sprintf("it was made for the image %s (%s), and this one is %s", plan.Image, plan.ImageID, id),
			"build the image once and let every node pull or load it, or make the plan again")
	}
	if plan.Commit != "" && commit != "" && plan.Commit != commit {
		say(fmt.Sprintf("it was made at commit %s, and this is %s", plan.Commit, commit), "check out the same commit, or make the plan again")
	}
	if plan.Name != prep.run.Name {
		say(fmt.Sprintf("it is of the suite %q, and this is %q", plan.Name, prep.run.Name), "give plan and run the same name")
	}
	changed := plan.changed(prep.sums)
	for _, difference := range changed[:min(len(changed), mostChanged)] {
		say(difference, "check out what the plan was made of, or make the plan again")
	}
	if more := len(changed) - mostChanged; more > 0 {
		say(fmt.Sprintf("%d more files have changed", more), "make the plan again")
	}
	split := plan.split()
	if len(wrong) == 0 && split.Digest(prep.run.Files, prep.sums) != plan.Plan {
		say("the files are the same, and what is to run of them is not", "give run the tags, files and runner that plan was given, or make the plan again")
	}
	if len(wrong) > 0 {
		return split, wrong
	}
	prep.foretold.StartUp, prep.run.Predicted = plan.Outlook.StartUp, 0
	if plan.Outlook.Trusted {
		prep.run.Predicted = plan.Outlook.Wall
	}
	return split, nil
}

// mostChanged is how many changed files are named.
const mostChanged = 10

// changed names the files that are not what they were when the plan was made.
func (plan planFile) changed(sums map[string]string) []string {
	var out []string
	planned := map[string]bool{}
	for _, f := range plan.Files {
		planned[f.Path] = true
		switch sum, there := sums[f.Path]; {
		case !there:
			out = append(out, fmt.Sprintf("%s is in the plan and not among the files", f.Path))
		case sum != f.Sum:
			out = append(out, fmt.Sprintf("%s has changed since the plan was made", f.Path))
		}
	}
	for path := range sums {
		if !planned[path] {
			out = append(out, fmt.Sprintf("%s is not in the plan", path))
		}
	}
	slices.SortFunc(out, strings.Compare)
	return out
}

// split gives every unit to a node, as the frozen plan says or as it comes out now.
func (prep *preparation) split(nodes int, commit string) (shard.Division, error) {
	if plan := prep.settings.plan; plan != nil {
		return prep.follow(*plan, commit)
	}
	return shard.Deal(prep.units, prep.machines(nodes)), nil
}
