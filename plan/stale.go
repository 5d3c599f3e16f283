package plan

import (
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/suite"
)

// stale notes in the run which files of the checkout the image holds otherwise.
func (plan Plan) stale(found suite.Staleness) {
	var files []string
	for _, name := range found.Files {
		files = append(files, plan.clean.Path(result.Located(plan.Run.Root, name)))
	}
	plan.Run.Stale = result.NewStale(files)
}
