package drive

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// planSuites is "baleen plan": it shows what would run, in which order and why. It runs nothing, except for smoke tests.
func (s session) planSuites(ctx context.Context, chosen []inputs.Chosen) int {
	var plans []inputs.Planning
	var all []inputs.Settings
	var wrong inputs.AllWrong
	for i, one := range chosen {
		planning, w := one.Line.Plan.Check(s.Getenv, s.Environ...)
		planning.Origin = one.Origin
		wrong = wrong.With(one.Locate(w.Err()))
		if i == 0 && len(chosen) > 1 {
			wrong = wrong.With(planning.OneSuite(one.Suite))
		}
		plans, all = append(plans, planning), append(all, planning.Settings)
	}
	s = s.knowingAll(all)
	if len(wrong) > 0 {
		return s.stop(ctx, wrong)
	}
	plans[0].Notices = append(plans[0].Notices, inputs.Unknown(s.Environ)...)
	status := result.ExitPassed
	for i, planning := range plans {
		if len(plans) > 1 {
			fmt.Fprintf(s.Stdout, "%sbaleen: suite %s, %d of %d\n", separator(i), s.clean.Line(planning.Report.Name), i+1, len(plans))
		}
		status = worse(status, s.plan(ctx, planning))
	}
	return status
}

// plan shows the plan of one suite, or runs its smoke test.
func (s session) plan(ctx context.Context, planning inputs.Planning) int {
	stdout := s.Stdout
	if planning.JSON {
		s.Stdout = s.Stderr // so that stdout has only the document
	}
	prep, err := s.look(ctx, planning)
	if err != nil {
		return s.stop(ctx, planning.Origin.Locate(err))
	}
	defer prep.discard(ctx)
	if planning.Smoke {
		return s.smoke(ctx, planning.Settings, prep)
	}
	fmt.Fprint(s.Stdout, prep.Announcement(), "\n\n")
	if err := s.show(ctx, prep, planning, stdout); err != nil {
		return s.stop(ctx, planning.Origin.Locate(err))
	}
	return result.ExitPassed
}

// look plans with the image, or without one.
func (s session) look(ctx context.Context, in inputs.Planning) (prepared, error) {
	if in.Offline {
		return s.offline(in.Settings)
	}
	return s.prepare(ctx, in.Settings, "")
}

// show prints a plan, saves it, and tells the platform how many nodes to start.
func (s session) show(ctx context.Context, prep prepared, in inputs.Planning, stdout io.Writer) error {
	outlook, answer := shard.Estimate(prep.Planner(), prep.Machines(in.Nodes)), ""
	if in.Target > 0 {
		outlook, answer = prep.Within(in.Target)
	}
	split := shard.Deal(outlook.Units, outlook.Machines)
	frozen := prep.Freeze(split, outlook, s.commit(ctx, in.Suite.Root))
	prep.Run.Clean(s.clean)
	if in.JSON {
		if err := frozen.Write(stdout); err != nil {
			return err
		}
	} else {
		view := prep.View(split, outlook)
		if answer != "" {
			view.Advice = append(view.Advice, s.clean.Line(answer))
		}
		fmt.Fprint(stdout, report.Plan(prep.Run, view))
	}
	if in.Out != "" {
		if err := frozen.Save(in.Out); err != nil {
			return inputs.Wrong{Input: "out", Problem: err.Error(), Advice: "name a file that can be written to"}
		}
	}
	return s.platform.PlannedNodes(split.Nodes, in.Out)
}

// smoke runs the shortest file and says what that shows.
func (s session) smoke(ctx context.Context, in inputs.Settings, prep prepared) int {
	in.Report.Dir = in.Report.Smoke()
	status, trouble, err := s.try(ctx, in, &prep)
	switch {
	case err != nil:
		return s.stop(ctx, in.Origin.Locate(err))
	case trouble != "":
		fmt.Fprintf(s.Stdout, "\nsmoke: something is wrong with the image or the command: %s\n", trouble)
		return status
	}
	fmt.Fprintf(s.Stdout, "\nsmoke: the image runs the file that it is given, and reports every scenario that is planned\n")
	return result.ExitPassed
}

// try runs the shortest file of a plan, and leaves only that in it. It judges the image, not the suite: did the runner run the
// file, write its report, and report every planned scenario? The trouble is empty if it did. The error is the reason why
// nothing ran.
func (s session) try(ctx context.Context, in inputs.Settings, prep *prepared) (status int, trouble string, err error) {
	if prep.Units = shortest(*prep); len(prep.Units) == 0 {
		return 0, "", inputs.Wrong{Input: "files", Problem: "there is no file with a scenario to try", Advice: "a smoke test needs one that Baleen can parse"}
	}
	prep.Run.Files = filesOf(*prep)
	in.Limits, in.BurnIn = in.Smoke(), inputs.BurnIn{}
	if status, err = s.carryOut(ctx, in, *prep); err != nil {
		return status, "", err
	}
	if status != result.ExitPassed && status != result.ExitFailed {
		return status, prep.Run.Verdict.Reasons[0], nil
	}
	if trouble := unexplained(prep.Run); trouble != "" {
		return result.ExitIncomplete, trouble, nil
	}
	return result.ExitPassed, "", nil
}

// shortest is the last unit of the plan that has a scenario to run. A plan begins with the longest unit.
func shortest(prep prepared) []shard.Unit {
	for _, unit := range slices.Backward(prep.Units) {
		for _, name := range unit.Paths() {
			runs := func(s result.Scenario) bool { return s.Status != result.Deselected }
			if slices.ContainsFunc(prep.Run.File(name).Scenarios, runs) {
				return []shard.Unit{unit}
			}
		}
	}
	return nil
}

func filesOf(prep prepared) []result.File {
	var out []result.File
	for _, unit := range prep.Units {
		for _, name := range unit.Paths() {
			out = append(out, *prep.Run.File(name))
		}
	}
	return out
}

// unexplained is a failure that no scenario explains: the runner itself failed.
func unexplained(run *result.Run) string {
	if troubles := run.Troubles(); len(troubles) > 0 {
		return troubles[0].Sentence()
	}
	return ""
}
