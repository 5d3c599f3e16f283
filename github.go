package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// maxAnnotations is what GitHub shows of one step; it drops others without a word.
const maxAnnotations = 10

// stateInputs is the action's result where inputs are wrong; all others are those of a verdict.
const stateInputs = "wrong-inputs"

// The variables that name the files which GitHub's runner reads when a step has ended.
const (
	outputVariable  = "GITHUB_OUTPUT"
	summaryVariable = "GITHUB_STEP_SUMMARY"
)

// githubEnded tells GitHub what became of a run.
func (c platform) githubEnded(run *result.Run, dir string, rerun func(string, int) string) error {
	shown := c.inWorkspace(dir)
	if run.Node.Several() {
		// What a part of the suite did is no news beside the whole, and ten annotations are few: merge tells both.
		c.annotations, c.summary = 0, false
	}
	return errors.Join(
		c.log.Annotate(report.Annotations(run, c.checkout())),
		c.summarize(report.JobSummary(run, report.SummaryOptions{Rerun: rerun, ReportDir: shown})),
		c.output(outputs(run, shown)),
		c.giveBack(dir),
	)
}

// githubWrong tells GitHub which inputs are wrong.
func (c platform) githubWrong(wrong []wrongInput) error {
	var all []report.Complaint
	for _, w := range wrong {
		all = append(all, report.Complaint{Input: w.input, Problem: w.problem, Hint: w.hint})
	}
	return errors.Join(
		c.log.Annotate(report.InputAnnotations(all, c.annotations)),
		c.summarize(report.InputSummary(all)),
		c.output([]output{{"result", stateInputs}, {"exit-code", strconv.Itoa(result.ExitInputs)}}),
	)
}

// githubStopped tells GitHub why there is no run.
func (c platform) githubStopped(err error, status int) error {
	state := result.StateIncomplete
	if status > result.ExitIncomplete {
		state = result.StateCancelled
	}
	why := report.Stop{Problem: err.Error(), Hint: hintOf(err)}
	var all []report.Annotation
	if c.annotations > 0 {
		all = append(all, why.Annotation())
	}
	return errors.Join(
		c.log.Annotate(all),
		c.summarize(why.Summary()),
		c.output([]output{{"result", state}, {"exit-code", strconv.Itoa(status)}}),
	)
}

// checkout is where annotations look files up: GitHub knows them by their paths from the top of the workspace.
func (c platform) checkout() report.AnnotationOptions {
	o := report.AnnotationOptions{Most: c.annotations, Locate: c.inWorkspace}
	if workspace := c.getenv("GITHUB_WORKSPACE"); workspace != "" {
		o.Checkout = os.DirFS(workspace)
	}
	return o
}

// inWorkspace makes a path one from the top of the workspace, which later steps see at another place than an action in
// a container does. A path outside stays as it is.
func (c platform) inWorkspace(name string) string {
	workspace := c.getenv("GITHUB_WORKSPACE")
	whole, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil || workspace == "" {
		return filepath.ToSlash(name)
	}
	rel, err := filepath.Rel(workspace, whole)
	if err != nil || !filepath.IsLocal(rel) {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

// output is one of the action's outputs.
type output struct{ name, value string }

func outputs(run *result.Run, dir string) []output {
	counts := run.Counts()
	return []output{
		{"result", run.Verdict.State},
		{"exit-code", strconv.Itoa(run.Verdict.Exit)},
		{"total", strconv.Itoa(counts.Total)},
		{"passed", strconv.Itoa(counts.Passed)},
		// What did not run is no success: passed, failed and skipped add up to total.
		{"failed", strconv.Itoa(counts.Failed + counts.Missing)},
		{"skipped", strconv.Itoa(counts.Skipped)},
		{"flaky", strconv.Itoa(counts.Flaky)},
		{"containers", strconv.Itoa(report.Containers(run))},
		{"duration-ms", strconv.FormatInt(run.Wall.Milliseconds(), 10)},
		{"junit-path", path.Join(dir, junitName)},
		{"report-dir", dir},
	}
}

// output sets outputs of the step. The delimiter is random, so that no value can end itself and begin another output
// (CVE-2022-35954).
func (c platform) output(all []output) error {
	var text strings.Builder
	for _, o := range all {
		end := "baleen-" + rand.Text()
		if strings.Contains(o.value, end) {
			return fmt.Errorf("set output %q: its value holds the delimiter", o.name)
		}
		fmt.Fprintf(&text, "%s<<%s\n%s\n%s\n", o.name, end, o.value, end)
	}
	return c.append(outputVariable, text.String())
}

// summarize appends to the job summary.
func (c platform) summarize(text string) error {
	if !c.summary {
		return nil
	}
	return c.append(summaryVariable, text)
}

// append adds to the file that a variable names. Without the variable nobody reads it, and that is fine.
func (c platform) append(variable, text string) error {
	name := c.getenv(variable)
	if name == "" {
		return nil
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", variable, err)
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", variable, err)
	}
	return nil
}
