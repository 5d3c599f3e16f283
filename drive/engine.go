package drive

import (
	"context"
	"errors"
	"fmt"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/inputs"
)

// cluster connects to a cluster.
func (s session) cluster(ctx context.Context, o kube.ConnectOptions) (*kube.Cluster, error) {
	o.Agent, o.Getenv = "baleen/"+s.Version, s.Getenv
	return kube.Connect(ctx, o)
}

// elsewhere is what engine auto uses if no daemon answers: the cluster that Baleen runs in. If there is none either, the error names both.
// With any other engine, it is the daemon's error.
func (s session) elsewhere(ctx context.Context, engine string, o kube.ConnectOptions, noDaemon error) (*kube.Cluster, error) {
	if engine != inputs.EngineAuto {
		return nil, noDaemon
	}
	err := errors.New("not in a Pod")
	hint := "Start a Docker daemon, or use --engine kubernetes, which finds a cluster in the kubeconfig."
	if kube.Inside(s.Getenv) {
		var cluster *kube.Cluster
		if cluster, err = s.cluster(ctx, o); err == nil {
			return cluster, nil
		}
		hint = inputs.HintOf(err)
	}
	return nil, &execute.HintError{Err: fmt.Errorf("find engine: no daemon: %w; no cluster: %w", noDaemon, err), Hint: hint}
}
