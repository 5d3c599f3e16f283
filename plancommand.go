package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// planInputs are a run's inputs, and what is to become of the plan.
type planInputs struct {
	inputs     `embed:""`
	Smoke      toggle `group:"plan" default:"false" help:"run the shortest file in one container and say whether the image does what it is told"`
	Nodes      string `group:"plan" default:"1" placeholder:"N" help:"machines that are to share the suite"`
	TargetTime string `group:"plan" placeholder:"TIME" help:"instead of nodes: take as many as are needed to be done in this time"`
	Out        string `group:"plan" placeholder:"FILE" help:"write the plan to a file, for run --plan"`
	JSON       toggle `group:"plan" name:"json" default:"false" help:"print the plan as JSON, as it is written to a file"`
}

// planning is what is to become of a plan.
type planning struct {
	smoke, json bool
	nodes       int
	target      time.Duration // 0: none
	out         string
}

func (c *checker) planning(in planInputs) planning {
	p := planning{smoke: c.truth("smoke", in.Smoke), json: c.truth("json", in.JSON), nodes: c.count("nodes", in.Nodes), out: in.Out}
	if in.TargetTime != "" {
		p.target = c.duration("target-time", in.TargetTime)
	}
	switch {
	case p.nodes < 1 || p.nodes > mostNodes:
		c.say("nodes", fmt.Sprintf("%q is no number of machines", in.Nodes), "--nodes 4")
	case p.nodes > 1 && p.target > 0:
		c.say("target-time", "and nodes exclude each other", "give one of them")
	case in.Plan != "":
		c.say("plan", "is for run", "baleen plan --out makes one")
	}
	return p
}

// plan is "baleen plan": it shows what would run, in what order and why, and runs nothing but a smoke test.
func (p program) plan(ctx context.Context, in planInputs) int {
	p = p.onPlatform()
	defer p.platform.close()
	s, wrong := in.inputs.settings(p.getenv)
	p.clean = result.NewCleaner(s.secrets)
	c := &checker{getenv: p.getenv, wrong: wrong}
	how := c.planning(in)
	offline := c.offline(in, how)
	if len(c.wrong) > 0 {
		return p.stop(ctx, wrongInputs(c.wrong))
	}
	if how.smoke {
		s.Split, s.Isolation = string(shard.SplitFile), isolated // what it runs and what it plans are one file
	}
	s.node.total = how.nodes
	stdout := p.stdout
	if how.json {
		p.stdout = p.stderr // which leaves the document alone on stdout
	}
	prep, announcement, err := p.prepared(ctx, s, offline)
	if err != nil {
		return p.stop(ctx, err)
	}
	if how.smoke {
		return p.smoke(ctx, prep)
	}
	fmt.Fprint(p.stdout, announcement, "\n\n")
	if err := p.planned(ctx, prep, how, stdout); err != nil {
		return p.stop(ctx, err)
	}
	return result.ExitPassed
}

// prepared is the plan, and what it goes by.
func (p program) prepared(ctx context.Context, s settings, offline bool) (*preparation, string, error) {
	if offline {
		prep, err := p.planOffline(s)
		if err != nil {
			return nil, "", err
		}
		return prep, prep.offlineAnnouncement(), nil
	}
	prep, err := p.prepare(ctx, s, "")
	if err != nil {
		return nil, "", err
	}
	return prep, prep.announcement(), nil
}

// planned shows a plan, keeps it, and tells the platform how many nodes there are to be.
func (p program) planned(ctx context.Context, prep *preparation, how planning, stdout io.Writer) error {
	outlook, answer := shard.Foresee(prep.planner(), prep.machines(how.nodes)), ""
	if how.target > 0 {
		outlook, answer = prep.within(how.target)
	}
	prep.units = outlook.Units
	split := shard.Deal(prep.units, outlook.Machines)
	plan := prep.freeze(split, outlook, p.commit(ctx, prep.settings.Root))
	if how.json {
		if err := plan.write(stdout); err != nil {
			return err
		}
	} else {
		view := prep.view(split, outlook)
		if answer != "" {
			view.Advice = append(view.Advice, answer)
		}
		fmt.Fprint(stdout, report.Plan(prep.run, view))
	}
	if how.out != "" {
		if err := plan.save(how.out); err != nil {
			return err
		}
	}
	return p.platform.plannedNodes(split.Nodes, how.out)
}

func files(unit shard.Unit) []string {
	var out []string
	for _, target := range unit.Targets {
		out = append(out, target.Path)
	}
	return out
}

// smokeTimeout is how long a smoke test takes at most: one that hangs is to be found out soon, unless timeout says otherwise.
func (s settings) smokeTimeout() time.Duration {
	const soon = 50 * time.Second
	if s.Timeout == byDefault("Timeout") {
		return soon
	}
	return s.timeout
}

// smoke runs the shortest file and judges the image, not the suite: whether the runner ran the file that it was given,
// wrote its report, and reported what was planned.
func (p program) smoke(ctx context.Context, prep *preparation) int {
	if prep.units = shortest(prep); len(prep.units) == 0 {
		return p.stop(ctx, wrongInput{"files", "there is no file with a scenario to try", "a smoke test needs one that Baleen can parse"})
	}
	prep.run.Files = filesOf(prep)
	prep.settings.timeout = prep.settings.smokeTimeout()
	folder, err := openFolder(prep.settings.ReportDir+smokeSuffix, prep.run)
	if err != nil {
		return p.stop(ctx, err)
	}
	defer folder.Close()
	r := &suiteRun{preparation: prep, program: p, dir: folder.path, queue: newQueue(prep.run, prep.units)}
	r.execute(ctx)
	status := r.finish(ctx)
	if status != result.ExitPassed && status != result.ExitFailed {
		fmt.Fprintf(p.stdout, "\nsmoke: something is wrong with the image or the command: %s\n", whatIsWrong(prep.run))
		return status
	}
	if trouble := unexplained(prep.run); trouble != "" {
		fmt.Fprintf(p.stdout, "\nsmoke: something is wrong with the image or the command: %s\n", trouble)
		return result.ExitIncomplete
	}
	fmt.Fprintf(p.stdout, "\nsmoke: the image runs the file that it is given, and reports every scenario that is planned\n")
	return result.ExitPassed
}

// whatIsWrong is the first reason of a verdict that is about no scenario, with what the container's attempt tells of it.
func whatIsWrong(run *result.Run) string {
	why := run.Verdict.Reasons[0]
	for _, a := range run.Attempts {
		switch {
		case !a.Class.AboutTests():
			return why + ": " + a.Evidence
		case a.Report != "":
			return why + ": " + a.Report
		}
	}
	return why
}

// shortest is the last unit of the plan, which begins with the longest, that has a scenario to run: without one nothing
// would be proved.
func shortest(prep *preparation) []shard.Unit {
	for _, unit := range slices.Backward(prep.units) {
		for _, name := range files(unit) {
			runs := func(s result.Scenario) bool { return s.Status != result.Deselected }
			if slices.ContainsFunc(prep.run.File(name).Scenarios, runs) {
				return []shard.Unit{unit}
			}
		}
	}
	return nil
}

func filesOf(prep *preparation) []result.File {
	var out []result.File
	for _, unit := range prep.units {
		for _, name := range files(unit) {
			out = append(out, *prep.run.File(name))
		}
	}
	return out
}

// unexplained is a failure that no scenario accounts for: the runner itself failed.
func unexplained(run *result.Run) string {
	for _, a := range run.Attempts {
		if a.Class == result.Failed && (a.Source == "" || a.Mismatch) {
			return run.Verdict.Reasons[0]
		}
	}
	return ""
}
