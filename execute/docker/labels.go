package docker

import (
	"context"
	"time"

	"github.com/org/baleen-action/execute"
)

// Labels on everything that a run creates. A sweep decides by them.
const (
	labelRun      = "baleen.run"
	labelOwner    = "baleen.owner"
	labelDeadline = "baleen.deadline"
	labelSandbox  = "baleen.sandbox" // on containers that others may depend on: the slot's number
)

func labels(ctx context.Context, d inspector, spec execute.Spec, proc string) map[string]string {
	all := map[string]string{labelRun: spec.RunID, labelOwner: currentOwner(ctx, d, proc).String()}
	if !spec.Deadline.IsZero() {
		all[labelDeadline] = spec.Deadline.UTC().Format(time.RFC3339)
	}
	return all
}
