package plan

import (
	"fmt"
	"strings"

	"github.com/docker/go-units"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

// Announcement says what was decided before the first container starts.
func (plan Plan) Announcement() string {
	run := plan.Run
	lines := []string{fmt.Sprintf("baleen: scenarios: %d, files: %d, containers at a time: %d%s", run.Counts().Total, len(run.Files), run.Concurrency, plan.aboutNode())}
	if run.Engine == "" {
		lines = append(lines, "image: none, so no daemon is asked")
	} else {
		lines = append(lines, "image: "+run.Image+plan.aboutImage(), "engine: "+run.Engine)
	}
	lines = append(lines, "runner: "+run.Runner+", "+plan.Suite.Why)
	if run.Engine != "" {
		lines = append(lines, "command: "+plan.clean.Text(strings.ReplaceAll(shell.Join(run.Command), shell.Quote(inputs.FilesMark), inputs.FilesMark)))
	}
	for _, note := range plan.Notes {
		lines = append(lines, plan.clean.Line(note))
	}
	return strings.Join(lines, "\n")
}

// aboutImage names the image that a tag stands for today, and how old it is: a tag moves, and an image that was there
// already may not be the one that was just built.
func (plan Plan) aboutImage() string {
	image := plan.Suite.Spec.Image
	if image.Ref == "" || strings.Contains(image.Ref, "@sha256:") {
		return ""
	}
	const short, plausible = 12, 2000 // reproducible builds give their images a year before that
	_, digest, _ := strings.Cut(plan.Run.ImageID, ":")
	text := digest[:min(short, len(digest))]
	if image.Created.Year() > plausible {
		text += ", made " + units.HumanDuration(plan.Run.Started.Sub(image.Created)) + " ago"
	}
	return " (" + text + ")"
}

// aboutNode says which share this is; nothing if the suite is not shared.
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
