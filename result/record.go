package result

import (
	"fmt"
	"path"
	"reflect"
	"slices"

	"github.com/org/baleen-action/cucumber"
)

// maxMessage limits a failure's message in the model, in bytes; raw/ and output/ have all of it.
const maxMessage = 64 << 10

// maxEvidence limits Attempt.Evidence, in bytes: a container may have many processes.
const maxEvidence = 700

// SourceExitCode names the exit status as the source of a result: one for a whole file.
const SourceExitCode = "exit-code"

// Observation is what is known of an attempt besides its exit status.
type Observation struct {
	Report  *cucumber.Report // nil: there is none
	Problem string           // why there is none
	Outside []string         // what the runner's output says failed outside any scenario
	Clean   *Cleaner         // cleans all foreign text
	// Ask returns the complete configuration of the runner. It is called if a scenario is missing, and may take a while;
	// nil: there is no more to know.
	Ask func() cucumber.Config
	// Artifacts are files that were copied out of its container, below its folder of artifacts. With OnFailure they are kept
	// only if it did not pass.
	Artifacts []string
	OnFailure bool
}

// Record adds the result of an attempt to the run. It decides every scenario of the attempt and returns the attempt as
// recorded.
func (r *Run) Record(a Attempt, seen Observation) Attempt {
	a = r.shownBy(a)
	a.Evidence = seen.Clean.ShortLine(a.Evidence, maxEvidence)
	a.take(r.Runner, seen)
	seen.Clean.value(reflect.ValueOf(&a).Elem(), asLine)
	a.Complaint = cucumber.Complaint(a.Tail)
	c := newRecorder(r, &a, seen)
	if seen.Report != nil && !a.Superseded {
		for _, s := range seen.Report.Scenarios {
			c.observe(s)
		}
	}
	c.complete(seen.Ask)
	switch {
	case a.Superseded:
	case a.Burn:
		c.burn()
	case !a.Alone:
		c.settle()
	}
	if !seen.OnFailure || !r.clean(a) {
		a.bring(seen)
	}
	r.Attempts = append(r.Attempts, a)
	return a
}

// take copies what was observed about the attempt as a whole.
func (a *Attempt) take(runner string, seen Observation) {
	switch {
	case runner == cucumber.ExitCode:
		a.Source = SourceExitCode
	case seen.Report == nil:
		a.Report = seen.Problem
	default:
		a.Source = seen.Report.Source
		if !seen.Report.Complete {
			a.Report = "the report is truncated"
		}
		a.Notes = append(a.Notes, seen.Report.Notes...)
	}
	problems := seen.Outside
	if seen.Report != nil {
		problems = slices.Concat(seen.Report.Problems, seen.Outside)
	}
	for _, problem := range problems {
		if !slices.Contains(a.Problems, problem) { // every worker of a runner has its own hooks
			a.Problems = append(a.Problems, problem)
		}
	}
}

// shownBy returns the attempt with the paths by which the run shows its files.
func (r *Run) shownBy(a Attempt) Attempt {
	a.Files = slices.Clone(a.Files)
	for i, name := range a.Files {
		a.Files[i] = r.Shown(name)
	}
	if len(r.Renamed) > 0 && a.Lines != nil {
		lines := map[string][]int{}
		for name, chosen := range a.Lines {
			lines[r.Shown(name)] = chosen
		}
		a.Lines = lines
	}
	return a
}

// recorder joins one attempt's report with the plan.
type recorder struct {
	run     *Run
	recipe  cucumber.Recipe
	attempt *Attempt
	clean   *Cleaner
	taken   map[spot]bool          // planned scenarios that were found in the report
	known   map[int]places         // of each file of Run.Files
	names   map[int]map[string]int // of each file of Run.Files: every name, and how many share it
	failed  bool                   // the report itself says that the run failed
	broke   bool                   // some scenario in the report explains another exit status than 0
}

func newRecorder(r *Run, a *Attempt, seen Observation) *recorder {
	c := &recorder{run: r, attempt: a, clean: seen.Clean, taken: map[spot]bool{}, known: map[int]places{}, names: map[int]map[string]int{}}
	c.recipe, _ = cucumber.Find(r.Runner)
	if seen.Report != nil {
		c.failed = seen.Report.Failed
		c.broke = slices.ContainsFunc(seen.Report.Scenarios, c.explains)
	}
	return c
}

// explains reports whether a scenario explains that its runner ended with another exit status than 0.
func (c *recorder) explains(s cucumber.Scenario) bool {
	if s.Empty && s.Status == cucumber.Unknown {
		return false // without steps its runner ignores it
	}
	return s.Open || c.recipe.Explains(s.Status, c.run.Policy)
}

// spot is a place in Run.Files and in the scenarios of that file.
type spot struct{ file, scenario int }

func (c *recorder) at(s spot) *Scenario { return &c.run.Files[s.file].Scenarios[s.scenario] }

// observe finds the planned scenario of a reported one. It keeps a scenario that is not planned, as Unexpected or
// Duplicate: a runner that runs more than it should (cucumber-js with paths in its configuration) is not to be trusted.
func (c *recorder) observe(s cucumber.Scenario) {
	s.Name = c.clean.Line(s.Name)
	if s.Status != cucumber.Skipped {
		c.attempt.Stopped = c.explains(s)
	}
	file := c.file(s.URI)
	if file < 0 && (c.attempt.aside() || c.elsewhere(s) || s.Status == cucumber.Skipped) {
		return
	}
	if file < 0 {
		c.add(index(c.run.Files, c.attempt.Files[0]), s, Unexpected, where(s)+" ran though it is not assigned to this container")
		return
	}
	if planned, ok := c.match(file, s); ok {
		c.taken[planned] = true
		if c.explains(s) {
			c.explainedBy(planned)
		}
		switch {
		case c.attempt.Alone:
			c.compare(planned, s)
		case c.attempt.Burn:
			c.burnt(planned, s)
		case c.at(planned).Status == Deselected && s.Status == cucumber.Skipped:
			// behave lists scenarios that its lines do not select, and the plan says why.
		case c.given(planned) && c.broke && c.recipe.LeavesOut(s):
			c.attempt.Told++
			c.leftOut(c.at(planned))
		case c.given(planned):
			c.attempt.Told++
			c.decide(c.at(planned), s)
			c.settleGreen(c.at(planned), s)
		case c.attempt.Number == 1: // a retry may run the other rows of an outline again
			c.strayed(s)
		}
		return
	}
	if c.attempt.aside() {
		return
	}
	there := c.places(file).lines[s.Line]
	switch {
	case c.run.Files[file].ParseFail != "":
		c.add(file, s, s.Status, "")
	case c.onAnotherNode(file, s), listed(s):
	case len(c.called(file, there, s.Name)) > 0:
		c.add(file, s, Duplicate, "it was reported more than once")
	case len(there) > 0:
		c.add(file, s, Unexpected, "it ran in place of another scenario: does the image contain other feature files than the plan?")
	default:
		c.add(file, s, Unexpected, "it ran though it is not in the plan")
	}
}

// where returns the place of a scenario as its report has it.
func where(s cucumber.Scenario) string {
	switch {
	case s.URI == "":
		return "it"
	case s.Line == 0:
		return s.URI
	}
	return fmt.Sprintf("%s:%d", s.URI, s.Line)
}

// settleGreen says why a planned scenario did not run, if the plan or a known expression explains it.
func (c *recorder) settleGreen(p *Scenario, s cucumber.Scenario) {
	p.Blank = s.Empty && p.Status == cucumber.Unknown && p.PlannedSteps == 0
	if filter := c.filter(p); p.Status == cucumber.Skipped && filter != nil {
		p.fail(Deselected, fmt.Sprintf("excluded by %s", filter))
	}
}

// decide copies the observed result into the scenario. The planned name stays: histories depend on it.
func (c *recorder) decide(p *Scenario, s cucumber.Scenario) {
	p.Flaky = s.Status == cucumber.Passed && (s.Attempts > 1 || p.Flaky || p.failed())
	c.remember(p, s.Earlier)
	p.Status, p.Duration, p.Attempt = s.Status, s.Duration, c.attempt.ID()
	p.Failure, p.Attachments, p.FailFast = nil, nil, false
	p.Log = s.Log
	p.Began, p.Steps = c.times(s.Began, slices.Clone(s.Steps))
	for _, attached := range s.Attachments {
		if attached.Path != "" {
			p.Attachments = append(p.Attachments, path.Join("artifacts", c.attempt.ID(), attached.Path))
		}
	}
	if s.Failure != nil {
		f := *s.Failure
		p.Failure = &f
	}
	c.clean.value(reflect.ValueOf(p).Elem(), asLine)
	p.shareText()
	if p.PlannedSteps > 0 && !slices.ContainsFunc(s.Steps, isStep) && s.Status == cucumber.Passed && tellsSteps(c.attempt.Source) {
		p.fail(cucumber.Unknown, "the report contains none of its steps")
	}
	if s.Open {
		p.fail(Interrupted, "it was running when its container ended")
		p.inFlight()
	}
	c.flaky(p)
}

// add keeps a scenario that is not in the plan. If it failed, its own message comes before the reason.
func (c *recorder) add(file int, s cucumber.Scenario, status cucumber.Status, message string) {
	extra := Scenario{Name: s.Name, Line: s.Line}
	c.decide(&extra, s)
	own := extra.Failure
	if message != "" {
		extra.fail(status, c.clean.Line(message))
	}
	if message != "" && own != nil && own.Message != "" {
		own.Status, own.Message = status, c.clean.Short(own.Message+"\n\n"+extra.Failure.Message, maxMessage)
		extra.Failure = own
	}
	if status == Unexpected {
		c.attempt.Strange++
	}
	f := &c.run.Files[file]
	extra.Name = c.unique(file, extra.Name)
	f.Scenarios = append(f.Scenarios, extra)
	here := spot{file, len(f.Scenarios) - 1}
	c.taken[here] = true
	if status == s.Status && c.explains(s) {
		c.explainedBy(here)
	}
}

// unique returns a name that no other scenario of the file has. A report may repeat a name any number of times.
func (c *recorder) unique(file int, name string) string {
	taken := c.names[file]
	if taken == nil {
		taken = map[string]int{}
		for _, s := range c.run.Files[file].Scenarios {
			taken[s.Name] = 1
		}
		c.names[file] = taken
	}
	free := name
	for taken[free] > 0 {
		taken[name]++
		free = fmt.Sprintf("%s [%d]", name, taken[name])
	}
	taken[free] = 1
	return free
}

// listed reports whether no step of a scenario ran: behave lists scenarios that its lines do not select, planned or not.
func listed(s cucumber.Scenario) bool {
	ran := func(step cucumber.Step) bool {
		return step.Status != cucumber.Skipped && step.Status != cucumber.Unknown
	}
	return s.Status == cucumber.Skipped && !slices.ContainsFunc(s.Steps, ran)
}
