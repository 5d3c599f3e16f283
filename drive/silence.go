package drive

import (
	"fmt"
	"os"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/execute"
)

// silence is what happens to a container that writes and reports nothing.
func (r *suiteRun) silence(t try) execute.Silence {
	return execute.Silence{
		After: r.plan.Silence, Signal: r.settings.Limits.OnSilence,
		Look: func(folder string) string { return r.session.clean.Line(r.inFlight(folder, t)) },
	}
}

// inFlight says what a container was running, by what its runner has reported so far; empty if it reports at its end only.
func (r *suiteRun) inFlight(folder string, t try) string {
	reader := cucumber.Reader{Planned: r.plan.Given(t.Targets), Elsewhere: r.plans, Runner: r.suite.Recipe.Name}
	report, err := reader.ReadDir(os.DirFS(folder))
	switch {
	case err != nil:
		return ""
	case len(report.Scenarios) == 0:
		return "before a scenario was reported"
	}
	for _, s := range report.Scenarios {
		if s.Open {
			return "in " + placeOf(s) + stepOf(s)
		}
	}
	return "after " + placeOf(report.Scenarios[len(report.Scenarios)-1])
}

func placeOf(s cucumber.Scenario) string { return fmt.Sprintf("%s:%d %q", s.URI, s.Line, s.Name) }

// stepOf names the step that a scenario is in: the first without a result.
func stepOf(s cucumber.Scenario) string {
	for _, step := range s.Steps {
		if step.Status == cucumber.Unknown {
			return fmt.Sprintf(", step %q", strings.TrimSpace(step.Keyword+" "+step.Text))
		}
	}
	return ""
}
