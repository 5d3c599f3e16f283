package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// planInputs are a run's inputs, and how the plan is to be tried.
type planInputs struct {
	inputs `embed:""`
	Smoke  toggle `group:"run" default:"false" help:"run the shortest file in one container and say whether the image does what it is told"`
}

// plan is "baleen plan": it shows what would run, in what order and why, and runs nothing but a smoke test.
func (p program) plan(ctx context.Context, in planInputs) int {
	p = p.onPlatform()
	defer p.platform.close()
	s, wrong := in.inputs.settings(p.getenv)
	p.clean = result.NewCleaner(s.secrets)
	c := &checker{getenv: p.getenv, wrong: wrong}
	smoke := c.truth("smoke", in.Smoke)
	if len(c.wrong) > 0 {
		return p.stop(ctx, wrongInputs(c.wrong))
	}
	if smoke {
		s.Split = string(shard.SplitFile) // what it runs and what it plans are one file
	}
	prep, err := p.prepare(ctx, s, "")
	if err != nil {
		return p.stop(ctx, err)
	}
	if smoke {
		return p.smoke(ctx, prep)
	}
	var order [][]string
	for _, unit := range prep.units {
		order = append(order, files(unit))
	}
	fmt.Fprint(p.stdout, prep.announcement(), "\n\n", report.Plan(prep.run, order))
	return result.ExitPassed
}

func files(unit shard.Unit) []string {
	var out []string
	for _, target := range unit.Targets {
		out = append(out, target.Path)
	}
	return out
}

// smoke runs the shortest file and judges the image, not the suite: whether the runner ran the file that it was given,
// wrote its report, and reported what was planned.
func (p program) smoke(ctx context.Context, prep *preparation) int {
	if prep.units = shortest(prep); len(prep.units) == 0 {
		return p.stop(ctx, wrongInput{"files", "there is no file with a scenario to try", "a smoke test needs one that Baleen can parse"})
	}
	prep.run.Files = filesOf(prep)
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
