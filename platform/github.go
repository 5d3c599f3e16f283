package platform

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
	"github.com/org/baleen-action/reportdir"
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
func (p Platform) githubEnded(run *result.Run, dir string, rerun func(string, int) string) error {
	shown := p.inWorkspace(dir)
	if run.Node.Several() {
		// What a part of the suite did is no news beside the whole, and ten annotations are few: merge tells both.
		p.options.Annotations, p.options.Summary = 0, false
	}
	return errors.Join(
		p.log.Annotate(report.Annotations(run, p.checkout())),
		p.summarize(report.JobSummary(run, report.SummaryOptions{Rerun: rerun, ReportDir: shown})),
		p.output(outputs(run, shown)),
		p.giveBack(dir),
	)
}

// githubWrong tells GitHub which inputs are wrong.
func (p Platform) githubWrong(all []report.Complaint) error {
	return errors.Join(
		p.log.Annotate(report.InputAnnotations(all, p.options.Annotations)),
		p.summarize(report.InputSummary(all)),
		p.output([]output{{"result", stateInputs}, {"exit-code", strconv.Itoa(result.ExitInputs)}}),
	)
}

// githubStopped tells GitHub why there is no run.
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

// checkout is where annotations look files up: GitHub knows them by their paths from the top of the workspace.
func (p Platform) checkout() report.AnnotationOptions {
	o := report.AnnotationOptions{Most: p.options.Annotations, Locate: p.inWorkspace}
	if workspace := p.getenv("GITHUB_WORKSPACE"); workspace != "" {
		o.Checkout = os.DirFS(workspace)
	}
	return o
}

// inWorkspace makes a path one from the top of the workspace, which later steps see at another place than an action in
// a container does. A path outside stays as it is.
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
		{"junit-path", path.Join(dir, reportdir.JUnit)},
		{"report-dir", dir},
	}
}

// output sets outputs of the step. The delimiter is random, so that no value can end itself and begin another output
// (CVE-2022-35954).
func (p Platform) output(all []output) error {
	var text strings.Builder
	for _, o := range all {
		end := "baleen-" + rand.Text()
		if strings.Contains(o.value, end) {
			return fmt.Errorf("set output %q: its value holds the delimiter", o.name)
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

// append adds to the file that a variable names. Without the variable nobody reads it, and that is fine.
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
