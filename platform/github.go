package platform

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// maxAnnotations is how many annotations GitHub shows per step. It drops further ones silently.
const maxAnnotations = 10

// stateInputs is the action's result if inputs are wrong. All other results are states of a verdict.
const stateInputs = "wrong-inputs"

// These variables name the files that GitHub's runner reads at the end of a step.
const (
	outputVariable  = "GITHUB_OUTPUT"
	summaryVariable = "GITHUB_STEP_SUMMARY"
)

// githubEnded reports a finished run to GitHub.
func (p Platform) githubEnded(run *result.Run, dir string, rerun func(string, int) string) error {
	shown := p.inWorkspace(dir)
	if run.Node.Several() {
		// Ten annotations are few, and a summary per node is noise: merge writes both for the whole suite.
		p.options.Annotations, p.options.Summary = 0, false
		p.notes = report.NewAnnotator(p.annotationOptions())
	}
	return errors.Join(
		p.log.Annotate(p.notes.Rest(run)),
		p.summarize(report.JobSummary(run, report.SummaryOptions{Rerun: rerun, ReportDir: shown})),
		p.output(outputs(run, shown)),
		p.giveBack(dir),
	)
}

// githubWrong reports wrong inputs to GitHub.
func (p Platform) githubWrong(all []report.Complaint) error {
	return errors.Join(
		p.log.Annotate(report.InputAnnotations(all, p.options.Annotations)),
		p.summarize(report.InputSummary(all)),
		p.output([]output{{"result", stateInputs}, {"exit-code", strconv.Itoa(result.ExitInputs)}}),
	)
}

// githubStopped reports to GitHub why nothing ran.
func (p Platform) githubStopped(why report.Stop, status int) error {
	state := result.StateIncomplete
	if status > result.ExitIncomplete {
		state = result.StateCancelled
	}
	var all []report.Annotation
	if p.options.Annotations > 0 {
		all = append(all, why.Annotation())
	}
	return errors.Join(
		p.log.Annotate(all),
		p.summarize(why.Summary()),
		p.output([]output{{"result", state}, {"exit-code", strconv.Itoa(status)}}),
	)
}

// annotationOptions makes annotations name files by their path in the workspace, as GitHub requires.
func (p Platform) annotationOptions() report.AnnotationOptions {
	o := report.AnnotationOptions{Most: p.options.Annotations, Locate: p.inWorkspace}
	if workspace := p.getenv("GITHUB_WORKSPACE"); workspace != "" {
		o.Checkout = os.DirFS(workspace)
	}
	return o
}

// inWorkspace makes a path relative to the workspace, because later steps see the workspace at another place than an action in
// a container does. A path outside is returned unchanged.
func (p Platform) inWorkspace(name string) string {
	workspace := p.getenv("GITHUB_WORKSPACE")
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
	return slices.Concat(
		[]output{{"result", run.Verdict.State}, {"exit-code", strconv.Itoa(run.Verdict.Exit)}},
		countsOf(run.Counts()),
		[]output{
			{"containers", strconv.Itoa(report.Containers(run))},
			{"duration-ms", strconv.FormatInt(run.Wall.Milliseconds(), 10)},
			{"junit-path", path.Join(dir, reportdir.JUnit)},
			{"html-path", path.Join(dir, cmp.Or(run.Page, reportdir.Page))},
			{"messages-path", path.Join(dir, reportdir.Messages)},
			{"report-dir", dir},
		},
	)
}

func countsOf(counts result.Counts) []output {
	return []output{
		{"total", strconv.Itoa(counts.Total)},
		{"passed", strconv.Itoa(counts.Passed)},
		// Scenarios that did not run count as failed, so that passed, failed and skipped add up to total.
		{"failed", strconv.Itoa(counts.Failed + counts.Missing)},
		{"skipped", strconv.Itoa(counts.Skipped)},
		{"flaky", strconv.Itoa(counts.Flaky)},
	}
}

// output sets outputs of the step. The delimiter is random, so that a value cannot contain it and set another output (see
// CVE-2022-35954).
func (p Platform) output(all []output) error {
	var text strings.Builder
	for _, o := range all {
		end := "baleen-" + rand.Text()
		if strings.Contains(o.value, end) {
			return fmt.Errorf("set output %q: its value contains the delimiter", o.name)
		}
		fmt.Fprintf(&text, "%s<<%s\n%s\n%s\n", o.name, end, o.value, end)
	}
	return p.append(outputVariable, text.String())
}

// summarize appends to the job summary.
func (p Platform) summarize(text string) error {
	if !p.options.Summary {
		return nil
	}
	return p.append(summaryVariable, text)
}

// append appends to the file that a variable names. Without the variable it does nothing.
func (p Platform) append(variable, text string) error {
	name := p.getenv(variable)
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
