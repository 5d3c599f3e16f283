package drive

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/plan"
	"github.com/org/baleen-action/shard"
	"github.com/org/baleen-action/suite"
)

// prepared is a plan, and what is to carry it out.
type prepared struct {
	plan.Plan
	machine machine        // nil: there is no image
	calls   *execute.Calls // to the engine
}

// prepare connects to the engine, looks into the image and plans. Its error holds the wrong inputs (status 2) or the reason why
// the run cannot start (status 3).
func (s session) prepare(ctx context.Context, in inputs.Settings, fallback string) (prepared, error) {
	on, cluster, err := s.reach(ctx, in)
	if err != nil {
		return prepared{}, err
	}
	var prep prepared
	calls := &execute.Calls{}
	if cluster != nil {
		cluster.Record(calls)
		prep, err = s.prepareOnCluster(ctx, cluster, in, fallback)
	} else {
		on.Daemon = docker.Record(on.Daemon, calls)
		prep, err = s.prepareOn(ctx, on, in, fallback)
	}
	prep.calls = calls
	return prep, err
}

// discard removes what prepare made, if nothing carries the plan out. A later run removes what stays.
func (p prepared) discard(ctx context.Context) {
	if p.machine != nil {
		_ = p.machine.takeAway(ctx, p.Suite)
	}
}

// reach connects to the engine: to a cluster, or to a daemon if that is nil.
func (s session) reach(ctx context.Context, in inputs.Settings) (daemon, *kube.Cluster, error) {
	if in.Pods.Engine == inputs.EngineKubernetes {
		if _, err := readTemplate(in.Pods.Template); err != nil { // before a cluster is asked
			return daemon{}, nil, err
		}
		cluster, err := s.cluster(ctx, at(in.Pods))
		return daemon{}, cluster, err
	}
	reached, server, err := s.Connect(ctx, s.connection(in.Daemon))
	if err != nil {
		cluster, err := s.elsewhere(ctx, in.Pods.Engine, at(in.Pods), err)
		return daemon{}, cluster, err
	}
	return daemon{reached, server}, nil, nil
}

// daemon is a daemon that answered.
type daemon struct {
	docker.Daemon
	server docker.Server
}

// prepareOn is prepare with a daemon.
func (s session) prepareOn(ctx context.Context, on daemon, in inputs.Settings, fallback string) (prepared, error) {
	daemon, server := on.Daemon, on.server
	s.sweep(ctx, daemon, server)
	spec, err := s.spec(ctx, daemon, in)
	if err != nil {
		return prepared{}, err
	}
	if in.Services.Image != nil {
		in.Suite.Image = spec.Image.Ref // one of several names that docker compose build may have given it
	}
	about := s.about(in)
	about.Engine = engine(server, in, spec)
	spec.RunID = about.ID
	spec.Deadline = server.Clock(about.Started.UTC().Add(in.Limits.Run + tidying))
	spec.Env = slices.Concat(server.ProxyEnv, s.containerEnv(about.ID), spec.Env)
	about.Suite, err = suite.Open(ctx, suite.Engine{Docker: daemon, Spec: spec}, in, fallback)
	var planned plan.Plan
	if err == nil {
		planned, err = plan.Make(about)
	}
	if err != nil {
		// The daemon may have made the image although its answer was lost. If it cannot be removed now, the next run removes it.
		_ = docker.RemoveWorkspace(ctx, daemon, spec)
	}
	return prepared{Plan: planned, machine: onDocker{daemon}}, err
}

// about is what is known of a run before its suite is opened.
func (s session) about(in inputs.Settings) plan.About {
	started := s.Now()
	return plan.About{
		Settings: in, History: shard.LoadHistory(in.Report.Timings), Clean: s.clean,
		Version: s.Version, ID: plan.NewID(started), Build: buildOf(s.Getenv), Started: started,
	}
}

// spec is what all containers share. Its image is resolved.
func (s session) spec(ctx context.Context, daemon docker.Daemon, in inputs.Settings) (execute.Spec, error) {
	spec := in.Spec
	spec.Ordered = in.Limits.MaxFailures > 0
	spec.Abort = s.Hurry
	var err error
	if in.OwnNetwork {
		if spec.Network, err = docker.OwnNetwork(ctx, daemon); err != nil {
			return spec, err
		}
	}
	images := suite.NewResolving(daemon, in, s.progress)
	spec.Restore = func(ctx context.Context) (execute.Image, error) {
		if in.Pinned.ID != "" {
			return s.pinned(ctx, daemon, in)
		}
		return images.Tests(ctx)
	}
	if spec.Image, err = spec.Restore(ctx); err != nil {
		return spec, err
	}
	spec.World, err = images.World(ctx)
	return spec, err
}

// tidying is how long after run-timeout a run may still remove its containers. After that, other runs may remove them.
const tidying = 10 * time.Minute

func (s session) connection(in inputs.Daemon) docker.ConnectOptions {
	return docker.ConnectOptions{
		Host:     strings.TrimSpace(in.DockerHost),
		Context:  strings.TrimSpace(in.DockerContext),
		Getenv:   s.Getenv,
		Progress: s.progress,
	}
}

// progress prints a line from a registry or a daemon.
func (s session) progress(line string) { fmt.Fprintln(s.Stdout, s.clean.Line(line)) }

// sweep removes what killed runs left behind. Its errors are shown, and the run starts anyway.
func (s session) sweep(ctx context.Context, daemon docker.Daemon, server docker.Server) {
	removed, err := docker.Sweep(ctx, daemon, server)
	if len(removed) > 0 {
		fmt.Fprintf(s.Stdout, "removed %d containers or images that dead runs left behind\n", len(removed))
	}
	if err != nil {
		fmt.Fprintf(s.Stderr, "baleen: remove what dead runs left behind: %s\n", s.clean.Line(err.Error()))
	}
}

// engine describes the daemon that the run uses.
func engine(server docker.Server, in inputs.Settings, spec execute.Spec) plan.Engine {
	e := plan.Engine{
		Containers: containers(server, in),
		Name:       fmt.Sprintf("%s (API %s, %s/%s, %d CPUs)", server.Version, server.API, server.OS, server.Arch, server.NCPU),
		ImageID:    spec.Image.ID,
		Arch:       server.Arch,
	}
	if _, arch, asked := strings.Cut(spec.Image.Platform, "/"); asked {
		e.Arch = arch
	}
	return e
}

// containers is how many may run at a time.
func containers(server docker.Server, in inputs.Settings) int {
	n := in.Limits.Containers
	if n == 0 {
		n = docker.Capacity(server, in.Spec.Memory+in.Services.Memory())
	}
	if server.MaxContainers > 0 {
		n = min(n, server.MaxContainers)
	}
	return n
}

// commitVariables are the variables in which CI systems give the commit of a job.
var commitVariables = []string{"GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILDKITE_COMMIT", "CIRCLE_SHA1", "SEMAPHORE_GIT_SHA"}

// gitPatience is how long git may take for an answer.
const gitPatience = 10 * time.Second

// commit is the commit of the checkout, from the CI system or else from Git; empty if neither knows it.
func (s session) commit(ctx context.Context, root string) string {
	for _, name := range commitVariables {
		if commit := strings.TrimSpace(s.Getenv(name)); commit != "" {
			return commit
		}
	}
	out, _ := git(ctx, root, "rev-parse", "--verify", "HEAD")
	return out
}

// checkedOut is the commit of the checkout, and whether it is all that is there. A CI system checks out a commit and adds what it
// builds; elsewhere people change files between two runs of one commit.
func (s session) checkedOut(ctx context.Context, root string) plan.Commit {
	at := plan.Commit{ID: s.commit(ctx, root)}
	if s.Getenv("CI") == "" {
		changes, known := git(ctx, root, "status", "--porcelain", "--untracked-files=no") // reports are untracked, too
		at.Dirty = changes != "" || !known
	}
	return at
}

// git returns what git prints of a checkout, and whether it could.
func git(ctx context.Context, root string, args ...string) (out string, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, gitPatience)
	defer cancel()
	text, err := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...).Output()
	if err != nil {
		return "", false
	}
	return strings.TrimSpace(string(text)), true
}

// offline plans without an image and a daemon.
func (s session) offline(in inputs.Settings) (prepared, error) {
	about := s.about(in)
	about.Engine.Containers = containers(docker.Server{}, in)
	planned, err := plan.Offline(about)
	return prepared{Plan: planned}, err
}
