package drive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/suite"
)

// prepareOnCluster is prepare on a cluster. What it makes there to look into the image is gone when it returns.
func (s session) prepareOnCluster(ctx context.Context, cluster *kube.Cluster, in inputs.Settings, fallback string) (prepared, error) {
	if err := in.Pods.Refused.Err(); err != nil { // engine auto
		return prepared{}, err
	}
	template, err := readTemplate(in.Pods.Template)
	if err != nil {
		return prepared{}, err
	}
	for _, note := range in.Pods.Notes {
		s.progress("baleen: " + note)
	}
	if _, err := cluster.Sweep(ctx); err != nil { // the run starts anyway
		s.progress("baleen: remove what dead runs left behind: " + err.Error())
	}
	about := s.about(in)
	on := onCluster{cluster, s.pods(in, about)}
	on.settings.Template = template
	on.settings.Notice = func(text string) { s.progress("baleen: " + text) }
	spec := in.Spec
	spec.Ordered = in.Limits.MaxFailures > 0
	spec.RunID, spec.Deadline = about.ID, on.settings.Deadline
	spec.Image.Ref = in.Suite.Image
	spec.World = in.Spec.World.AsInPod()
	if len(in.Pinned.Digests) > 0 {
		spec.Image.Ref = in.Pinned.Digests[0]
	}
	spec.Env = slices.Concat(s.containerEnv(about.ID), spec.Env)
	slots := in.Limits.Containers
	if slots == 0 { // before anything of this run takes room
		slots = on.Slots(ctx, on.settings, spec)
	}
	looking := on
	looking.settings.Deadline = on.settings.Deadline.Add(in.Pods.PlaceTimeout) // a node for the look may be long in coming
	err = looking.with(ctx, "-look", func(e *kube.Engine) (err error) {
		if spec.Image, err = e.Resolve(ctx, spec); err != nil {
			return err
		}
		spec.World = e.World()
		if in.Pinned.ID != "" && in.Pinned.ID != spec.Image.ID && len(in.Pinned.Digests) == 0 { // a daemon's ID is not a cluster's
			return inputs.Wrong{Input: "image", Problem: fmt.Sprintf("nodes now have %s as %s, and run %s used %s", spec.Image.ID, spec.Image.Ref, in.Pinned.Run, in.Pinned.ID),
				Advice: "run everything again, or bring the image of that run back"}
		}
		about.Suite, err = suite.Open(ctx, suite.Engine{Cluster: e, Spec: spec}, in, fallback)
		return err
	})
	if err != nil {
		return prepared{}, wrongly(err)
	}
	about.Engine = plan.Engine{
		Containers: slots,
		Name:       fmt.Sprintf("Kubernetes %s, namespace %s", cluster.Version, cluster.Namespace),
		ImageID:    spec.Image.ID,
		Arch:       cluster.Arch(),
	}
	planned, err := plan.Make(about)
	return prepared{Plan: planned, machine: on}, err
}

// at is where the Pods are to run.
func at(p inputs.Pods) kube.ConnectOptions {
	return kube.ConnectOptions{Context: p.Context, Namespace: p.Namespace}
}

// wrongly makes a wrong input of what the API server refuses by its rules.
func wrongly(err error) error {
	var refused *kube.Refused
	if errors.As(err, &refused) {
		return inputs.Wrong{Input: refused.Input, Problem: refused.Error(), Advice: refused.Advice}
	}
	return err
}

// pods is what all Pods of a run share.
func (s session) pods(in inputs.Settings, about plan.About) kube.Settings {
	return kube.Settings{
		RunID:          about.ID,
		Deadline:       about.Started.UTC().Add(in.Limits.Run + tidyingPods),
		HoldImage:      cmp.Or(in.Pods.Image, ownImage+":"+strings.TrimPrefix(s.Version, "v")),
		ServiceAccount: in.Pods.ServiceAccount,
		PullSecrets:    in.Pods.PullSecrets,
		NodeSelector:   in.Pods.NodeSelector,
		Tolerations:    tolerations(in.Pods.Tolerations),
		Pull:           in.Pull.Policy,
		ServicePull:    servicePull(in),
		PlaceTimeout:   in.Pods.PlaceTimeout,
		Abort:          s.Hurry,
	}
}

// servicePull is when nodes pull the images of services, as Compose files say; the input overrides them.
func servicePull(in inputs.Settings) map[string]string {
	policies := map[string]string{}
	for service, want := range in.Services.Wants {
		if !in.Pulls() {
			policies[service] = want.Pull
		}
	}
	return policies
}

// tidyingPods is how long after run-timeout a run may still fetch results and remove its Pods. After that, the cluster removes what is left.
const tidyingPods = 2 * time.Minute

// ownImage is where releases are published.
const ownImage = "ghcr.io/org/baleen-action"

func tolerations(of []inputs.Toleration) []kube.Toleration {
	var out []kube.Toleration
	for _, t := range of {
		out = append(out, kube.Toleration(t))
	}
	return out
}

// onCluster is a namespace of a cluster, and what the Pods of a run share there.
type onCluster struct {
	*kube.Cluster
	settings kube.Settings
}

// with calls do with a part of the run, which has an ID of its own. When with returns, everything of that part is removed.
func (m onCluster) with(ctx context.Context, part string, do func(*kube.Engine) error) (err error) {
	settings := m.settings
	settings.RunID += part
	e, err := m.Open(ctx, settings)
	if err != nil {
		return err
	}
	defer func() { err = inputs.Join(err, e.Close(ctx)) }()
	return do(e)
}

func (m onCluster) bring(_ context.Context, s suite.Suite) (execute.Spec, error) {
	return s.Carried(), nil
}

func (m onCluster) takeAway(context.Context, suite.Suite) error { return nil }

func (m onCluster) run(ctx context.Context, spec execute.Spec, q execute.Queue) error {
	m.settings.Notice = spec.Notice
	if end, limited := ctx.Deadline(); limited { // run-timeout begins after the look into the image
		m.settings.Deadline = end.UTC().Add(tidyingPods)
	}
	q.Ordered = spec.Ordered
	part := strings.TrimPrefix(spec.RunID, m.settings.RunID) // of a question beside the run
	return m.with(ctx, part, func(e *kube.Engine) error { return e.Run(ctx, spec, q) })
}
