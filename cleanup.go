package main

import (
	"context"
	"fmt"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/result"
)

// cleanup is "baleen cleanup": it removes what runs that were killed left on the daemon, and says what that was.
func (p program) cleanup(ctx context.Context, in engineInputs) int {
	docker, _, err := p.connect(ctx, p.connection(in))
	if err != nil {
		return p.complain(err, result.ExitIncomplete)
	}
	removed, err := execute.Sweep(ctx, docker)
	for _, name := range removed {
		fmt.Fprintln(p.stdout, "removed", name)
	}
	if err != nil {
		return p.complain(err, result.ExitIncomplete)
	}
	if len(removed) == 0 {
		fmt.Fprintln(p.stdout, "nothing was left behind")
	}
	return result.ExitPassed
}
