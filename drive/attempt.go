package drive

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/suite"
)

// This file is the only place where the plain types of package execute meet the model.

// job is what one container is to run.
func (r *suiteRun) job(t try) execute.Job {
	name := result.Attempt{Unit: t.Name, Number: t.number}.ID()
	job := execute.Job{
		Name:    name,
		Command: r.suite.Command.Argv(t.Targets),
		Env:     r.suite.Command.Variables(t.Targets),
		SlotEnv: slotEnv,
		Stdout:  filepath.Join(r.dir, reportdir.Output, name+".stdout.log"),
		Stderr:  filepath.Join(r.dir, reportdir.Output, name+".stderr.log"),
		Limit:   r.settings.Limits.Output,
		Timeout: r.settings.Limits.File * time.Duration(len(t.Targets)),
		Silence: r.silence(t),
		Locks:   t.Needs.Locks,
		Places:  t.Needs.Places(r.run.Concurrency),
	}
	if r.suite.Command.Reads || r.suite.Command.Proves {
		job.Scratch, job.Into = suite.Scratch, filepath.Join(r.dir, reportdir.Raw, name)
	}
	job.Artifacts = r.artifacts(t, name)
	return job
}

// containerEnv is what every container gets unasked. Many suites set time limits and browsers by CI.
func (s session) containerEnv(run string) []string {
	env := []string{"BALEEN_RUN=" + run}
	if ci := s.Getenv("CI"); ci != "" {
		env = append(env, "CI="+ci)
	}
	return env
}

// slotEnv tells a container the number of its slot, so that it can use a database or a port of its own. TEST_ENV_NUMBER is the name
// that Ruby's parallel_tests uses.
func slotEnv(slot int) []string {
	number := strconv.Itoa(slot)
	return []string{"BALEEN_SLOT=" + number, "TEST_ENV_NUMBER=" + number}
}

// attempt turns an outcome of package execute into an attempt of the model.
func (r *suiteRun) attempt(o execute.Outcome, t try) result.Attempt {
	a := result.Attempt{
		Unit:      t.Name,
		Number:    t.number,
		Lines:     t.lines,
		Alone:     t.alone,
		Burn:      t.burn,
		Check:     t.check,
		Slot:      o.Slot,
		Container: o.Container,
		Class:     result.Class(o.Class),
		Exit:      o.ExitCode,
		Created:   o.Created.UTC(),
		Started:   o.Started.UTC(),
		Finished:  o.Finished.UTC(),
		Ended:     o.Ended.UTC(),
		Evidence:  o.Evidence,
		Advice:    o.Advice,
		Stdout:    r.inFolder(o.Job.Stdout),
		Stderr:    r.inFolder(o.Job.Stderr),
		Cut:       o.Cut,
		Services:  r.serviceLogs(o.ServiceLogs),
		Waited:    o.Waited,
	}
	if t.number == 1 && r.run.Predicted > 0 {
		a.Planned = t.Estimate
	}
	for _, target := range t.Targets {
		a.Files = append(a.Files, target.Path)
	}
	if a.Class != result.Passed {
		a.Tail = lastWords(r.session.clean, o)
	}
	return a
}

func (r *suiteRun) inFolder(path string) string {
	rel, err := filepath.Rel(r.dir, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// judge corrects the class of a container if its script did not reach the command, because the exit status is then not the suite's.
func judge(a *result.Attempt, c suite.Command, at suite.Place) {
	if at == suite.AtCommand || a.Class != result.Passed && a.Class != result.Failed && a.Class != result.StartFailed {
		return
	}
	if at == suite.AtBefore {
		a.Class = result.BeforeFailed
		a.Evidence = fmt.Sprintf("before-command ended with exit status %d", a.Exit)
		a.Advice = "Fix before-command; the suite did not start."
		return
	}
	a.Class = result.StartFailed
	a.Evidence = fmt.Sprintf("the entrypoint did not run the command (exit status %d)", a.Exit)
	a.Advice = "If the image's ENTRYPOINT does not run the command that it is given, use --entrypoint none; it was given: " + c.Shell[0]
}

const (
	tailBytes = 4 << 10
	tailLines = 20
)

// tail is the end of a container's output, to show if there is nothing better.
func tail(clean *result.Cleaner, outputs ...string) string {
	var out []string
	for _, path := range outputs {
		if text := clean.Tail(path, tailLines, tailBytes); text != "" {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}
