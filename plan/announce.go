package plan

import (
	"fmt"
	"strings"

	"github.com/docker/go-units"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

// Announcement describes the plan before the first container starts.
func (plan Plan) Announcement() string {
	run := plan.Run
	lines := []string{fmt.Sprintf("baleen: scenarios: %d, files: %d, containers at a time: %d%s", run.Counts().Total, len(run.Files), run.Concurrency, plan.aboutNode())}
	if run.Engine == "" {
		lines = append(lines, "image: none, so no Docker daemon is used")
	} else {
		lines = append(lines, "image: "+run.Image+plan.aboutImage(), "engine: "+run.Engine)
	}
	if beside := plan.beside(); beside != "" {
		lines = append(lines, beside)
	}
	lines = append(lines, "runner: "+run.Runner+", "+plan.Suite.Why)
	if run.Engine != "" {
		lines = append(lines, "command: "+plan.clean.Text(strings.ReplaceAll(shell.Join(run.Command), shell.Quote(inputs.FilesMark), inputs.FilesMark)))
	}
	if script := plan.settings.Suite.BeforeRun; script != "" && run.Engine != "" {
		lines = append(lines, "before-run: "+plan.clean.Line(shell.OneLine(script))+", once; its files are in all containers")
	}
	for _, note := range plan.Notes {
		lines = append(lines, plan.clean.Line(note))
	}
	return strings.Join(lines, "\n")
}

// aboutImage returns the digest and the age of the image behind a tag. A tag moves, so an image that was already there may not
// be the one that was just built.
func (plan Plan) aboutImage() string {
	image := plan.Suite.Spec.Image
	if image.Ref == "" || strings.Contains(image.Ref, "@sha256:") {
		return ""
	}
	const short, plausible = 12, 2000 // reproducible builds date their images before the year 2000
	_, digest, _ := strings.Cut(plan.Run.ImageID, ":")
	text := digest[:min(short, len(digest))]
	if image.Created.Year() > plausible {
		text += ", made " + units.HumanDuration(plan.Run.Started.Sub(image.Created)) + " ago"
	}
	return " (" + text + ")"
}

// aboutNode describes this node's share; empty if one node runs the whole suite.
func (plan Plan) aboutNode() string {
	node := plan.Run.Node
	switch {
	case node == nil:
		return ""
	case plan.settings.Node.Notice != "":
		return "\nshard: " + plan.settings.Node.Notice
	case !node.Several():
		return ""
	case len(plan.Units) == 0:
		return fmt.Sprintf("\nshard: %s has nothing to run: there are more nodes than files", node)
	}
	return fmt.Sprintf("\nshard: %s, which runs %d of %d scenarios", node, plan.Run.Counts().Total, plan.Whole)
}
