package drive

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// onCluster looks at a cluster, and at the suite in it as far as the cluster allows.
func (e *examination) onCluster(ctx context.Context, cluster *kube.Cluster) {
	clean := e.session.clean
	e.Say(report.Healthy, "cluster", clean.Line(cluster.Name+", namespace "+cluster.Namespace), "")
	spec := e.settings.Spec
	spec.Image.Ref = e.settings.Suite.Image
	fatal := false
	for _, f := range cluster.Examine(ctx, e.session.pods(e.settings, e.session.about(e.settings)), spec) {
		health := report.Healthy
		switch {
		case f.Fatal:
			health, fatal = report.Unhealthy, true
			e.status = worse(e.status, result.ExitInputs)
		case f.Hint != "":
			health = report.Doubtful
		}
		e.Say(health, f.What, clean.Line(f.Text), clean.Line(f.Hint))
	}
	if fatal {
		e.withoutDaemon()
		return
	}
	quiet := e.session
	quiet.Stdout = io.Discard // of a sweep and of what a Pod waits for
	prep, err := quiet.prepareOnCluster(ctx, cluster, e.settings, "")
	if err != nil {
		e.fail("suite", e.settings.Origin.Locate(err))
		return
	}
	defer prep.discard(ctx)
	image := cmp.Or(e.settings.Pods.Image, "that of this release")
	e.Say(report.Healthy, "pod-image", clean.Line("a node has "+image), "")
	e.Say(report.Healthy, "concurrency", fmt.Sprintf("%d pods at a time; fewer if the quota is full", prep.Run.Concurrency), "")
	e.suite(prep)
	e.expected(prep)
	e.smoke(ctx, prep)
}
