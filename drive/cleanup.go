package drive

import (
	"context"
	"fmt"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// cleanup is "baleen cleanup": it removes what killed runs left on the daemon, and lists it.
func (s session) cleanup(ctx context.Context, in inputs.Daemon) int {
	daemon, server, err := s.Connect(ctx, s.connection(in))
	if err != nil {
		return s.complain(err, result.ExitIncomplete)
	}
	removed, err := docker.Sweep(ctx, daemon, server)
	for _, name := range removed {
		fmt.Fprintln(s.Stdout, "removed", s.clean.Line(name))
	}
	if err != nil {
		return s.complain(err, result.ExitIncomplete)
	}
	if len(removed) == 0 {
		fmt.Fprintln(s.Stdout, "nothing was left behind")
	}
	return result.ExitPassed
}
