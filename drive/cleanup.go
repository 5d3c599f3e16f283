package drive

import (
	"context"
	"fmt"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// cleanup is "baleen cleanup": it removes what killed runs left on the daemon or in the cluster, and lists it.
func (s session) cleanup(ctx context.Context, in inputs.Cleanup) int {
	in, err := in.Check()
	if err != nil {
		return s.stop(ctx, err)
	}
	removed, err := s.leftBehind(ctx, in)
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

// leftBehind removes what killed runs left, and names it.
func (s session) leftBehind(ctx context.Context, in inputs.Cleanup) ([]string, error) {
	at := kube.ConnectOptions{Context: in.KubeContext, Namespace: in.Namespace}
	if in.Engine == inputs.EngineKubernetes {
		cluster, err := s.cluster(ctx, at)
		if err != nil {
			return nil, err
		}
		return cluster.Sweep(ctx)
	}
	daemon, server, err := s.Connect(ctx, s.connection(in.Daemon))
	if err == nil {
		return docker.Sweep(ctx, daemon, server)
	}
	cluster, err := s.elsewhere(ctx, in.Engine, at, err)
	if err != nil {
		return nil, err
	}
	return cluster.Sweep(ctx)
}
