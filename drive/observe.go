package drive

import (
	"os"
	"path/filepath"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// observe reads what the container wrote to its scratch folder.
func (r *suiteRun) observe(o execute.Outcome, t try, attempt *result.Attempt) result.Observation {
	defer r.masked.hidden.Forget(o.Job.Into)
	seen := result.Observation{Clean: r.session.clean, Artifacts: o.Artifacts, OnFailure: r.settings.Artifacts.Failed}
	if o.ArtifactsMissing != "" {
		attempt.Notes = append(attempt.Notes, r.session.clean.Text("some artifacts are missing: "+o.ArtifactsMissing))
	}
	if o.ScratchCut != "" {
		attempt.Notes = append(attempt.Notes, "the report folder was cut: "+r.session.clean.Line(o.ScratchCut))
	}
	if r.suite.Command.Proves && o.Fetched {
		at := r.suite.Command.Reached(o.Job.Into)
		if !o.NotRun { // NotRun says more than that the script did not reach the command
			judge(attempt, r.suite.Command, at)
		}
	}
	if !r.suite.Command.Reads {
		os.Remove(o.Job.Into) // it contained only the script's proof
		return seen
	}
	if attempt.Class.AboutTests() { // a pipe or "|| true" may hide the runner's exit status
		seen.Outside = outside(r.suite.Recipe, o.Job.Stdout)
	}
	var err error
	if o.Fetched {
		seen.Report, err = cucumber.Reader{
			Attach:    r.masked.attachments(cucumber.Folder(filepath.Join(r.dir, reportdir.Artifacts, attempt.ID()), r.session.clean.Line)),
			Planned:   r.plan.Given(t.Targets),
			Elsewhere: r.plans,
			Runner:    r.suite.Recipe.Name,
		}.ReadDir(r.masked.report(o.Job.Into))
	}
	switch {
	case seen.Report != nil || !attempt.Class.AboutTests():
		// Where the container itself went wrong, its class says more than the absence of a report.
	case err != nil:
		seen.Problem = r.noReport(err, attempt.Class)
		if o.ScratchCut != "" {
			seen.Problem += "; its folder was cut: " + r.session.clean.Line(o.ScratchCut)
		}
	default:
		seen.Problem = "the runner's report could not be copied out of the container"
	}
	return seen
}

// outside is what failed outside any scenario, according to the runner's output; nil if the output cannot be read.
func outside(recipe cucumber.Recipe, path string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	return recipe.Outside(file)
}

// noReport explains why there is no report. Without a shell, nothing proves that an ENTRYPOINT ran the command.
func (r *suiteRun) noReport(err error, class result.Class) string {
	why := "the runner wrote no report"
	if err != cucumber.ErrNoReport { // the bare error adds nothing
		why += " that can be read: " + err.Error()
	}
	if kept := inputs.Keeps(r.settings.Suite.Command); kept != "" {
		why += "; " + kept
	}
	if c := r.suite.Command; len(c.Entrypoint) > 0 && c.Shell == nil && class == result.Passed {
		why += "; does ENTRYPOINT " + shell.Join(c.Entrypoint) + " run the command that it is given? If not, use --entrypoint none"
	}
	return why
}
