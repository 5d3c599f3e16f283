package drive

import (
	"context"
	"fmt"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// command is one word of the command line.
type command struct {
	run func(context.Context, session, inputs.CommandLine) int
	// The CI system is told how the command ended, and its output goes to the system's log. Any other command prints to stdout
	// only, because a script may read it.
	reports bool
}

// commands are all commands by their words, as inputs.Parse returns them.
func commands() map[string]command {
	return map[string]command{
		"run": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.runSuites(ctx, line.Chosen, "", func(line inputs.CommandLine) inputs.Run { return line.Run.Run })
		}},
		"cucumber": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.runSuites(ctx, line.Chosen, "cucumber-ruby", func(line inputs.CommandLine) inputs.Run { return line.Cucumber.Run })
		}},
		"plan": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.planSuites(ctx, line.Chosen)
		}},
		"merge": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.merge(ctx, line.Merge)
		}},
		"rerun": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.rerun(ctx, line.Rerun)
		}},
		"watch": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.watch(ctx, line.Watch)
		}},
		"flaky": {run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.flaky(ctx, line.Flaky)
		}},
		"quarantine list": {run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.listQuarantine(ctx, line.Quarantine.List)
		}},
		"quarantine add": {run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.addQuarantine(ctx, line.Quarantine.Add)
		}},
		"cleanup": {run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.cleanup(ctx, line.Cleanup)
		}},
		"doctor": {reports: true, run: func(ctx context.Context, s session, line inputs.CommandLine) int {
			return s.doctor(ctx, line.Chosen)
		}},
		"init": {reports: true, run: func(_ context.Context, s session, line inputs.CommandLine) int {
			return s.initialize(line.Init)
		}},
		"schema":           {run: schema},
		"version":          {run: version},
		docker.HoldCommand: {run: hold},
	}
}

// version is "baleen version".
func version(_ context.Context, s session, _ inputs.CommandLine) int {
	fmt.Fprintln(s.Stdout, "baleen", s.Version)
	return result.ExitPassed
}

// hold keeps the network of a sandbox alive until its standard input ends.
func hold(ctx context.Context, s session, _ inputs.CommandLine) int {
	if err := docker.Hold(ctx, s.Stdin, s.Stdout); err != nil {
		return s.complain(err, result.ExitIncomplete)
	}
	return result.ExitPassed
}

// schema is "baleen schema".
func schema(_ context.Context, s session, _ inputs.CommandLine) int {
	if _, err := s.Stdout.Write(inputs.Schema()); err != nil {
		return s.complain(fmt.Errorf("print schema: %w", err), result.ExitIncomplete)
	}
	return result.ExitPassed
}
