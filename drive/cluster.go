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

// prepareOnCluster is prepare on a cluster. What it makes there to look into the image serves the run, too.
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
	on := &onCluster{Cluster: cluster, settings: s.pods(in, about)}
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
	looking := on.settings
	looking.Deadline = looking.Deadline.Add(in.Pods.PlaceTimeout) // a node for the look may be long in coming
	if on.engine, err = cluster.Open(ctx, looking); err != nil {
		return prepared{}, wrongly(err)
	}
	planned, err := on.plan(ctx, &about, spec, clusterLook{in, fallback, slots})
	if err != nil {
		return prepared{}, wrongly(inputs.Join(err, on.close(ctx)))
	}
	return prepared{Plan: planned, machine: on}, nil
}

// clusterLook is what a plan on a cluster needs beside the image.
type clusterLook struct {
	inputs.Settings
	fallback string
	slots    int
}

// plan looks into the image and plans the run.
func (m *onCluster) plan(ctx context.Context, about *plan.About, spec execute.Spec, in clusterLook) (planned plan.Plan, err error) {
	if spec.Image, err = m.engine.Resolve(ctx, spec); err != nil {
		return planned, err
	}
	defer m.engine.Looked()
	spec.World = m.engine.World()
	if in.Pinned.ID != "" && in.Pinned.ID != spec.Image.ID && len(in.Pinned.Digests) == 0 { // a daemon's ID is not a cluster's
		return planned, inputs.Wrong{Input: "image", Problem: fmt.Sprintf("nodes now have %s as %s, and run %s used %s", spec.Image.ID, spec.Image.Ref, in.Pinned.Run, in.Pinned.ID),
			Advice: "run everything again, or bring the image of that run back"}
	}
	if about.Suite, err = suite.Open(ctx, suite.Engine{Cluster: m.engine, Spec: spec}, in.Settings, in.fallback); err != nil {
		return planned, err
	}
	about.Engine = plan.Engine{
		Containers: in.slots,
		Name:       fmt.Sprintf("Kubernetes %s, namespace %s", m.Version, m.Namespace),
		ImageID:    spec.Image.ID,
		Arch:       m.Arch(),
	}
	return plan.Make(*about)
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
	engine   *kube.Engine // of the look and the run; nil: it is closed
}

// close removes everything of the run.
func (m *onCluster) close(ctx context.Context) error {
	if m.engine == nil {
		return nil
	}
	defer func() { m.engine = nil }()
	return m.engine.Close(ctx)
}

func (m *onCluster) bring(_ context.Context, s suite.Suite) (execute.Spec, error) {
	return s.Carried(), nil
}

func (m *onCluster) takeAway(ctx context.Context, _ suite.Suite) error { return m.close(ctx) }

// run carries out a queue with what the look has made, if that lives long enough. A question beside the run has Pods of its own.
func (m *onCluster) run(ctx context.Context, spec execute.Spec, q execute.Queue) error {
	q.Ordered = spec.Ordered
	settings := m.settings
	settings.Notice = spec.Notice
	part := strings.TrimPrefix(spec.RunID, m.settings.RunID)
	if end, limited := ctx.Deadline(); limited { // run-timeout begins after the look into the image
		settings.Deadline = end.UTC().Add(tidyingPods)
	}
	if part == "" && !m.engine.EndsBefore(settings.Deadline) {
		return m.engine.Run(ctx, spec, q)
	}
	settings.RunID += cmp.Or(part, "-run")
	return m.apart(ctx, settings, func(e *kube.Engine) error { return e.Run(ctx, spec, q) })
}

// apart calls do with Pods that have an ID of their own. When apart returns, they are gone.
func (m *onCluster) apart(ctx context.Context, settings kube.Settings, do func(*kube.Engine) error) (err error) {
	e, err := m.Open(ctx, settings)
	if err != nil {
		return err
	}
	defer func() { err = inputs.Join(err, e.Close(ctx)) }()
	return do(e)
}
