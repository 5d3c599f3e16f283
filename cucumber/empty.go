package cucumber

import (
	"regexp"
	"strings"
)

// stepCode matches the code location of a step definition; its file extension identifies the runner.
var stepCode = regexp.MustCompile(`\.(rb|go|[cm]?[jt]sx?):\d`)

// runnerOf returns the recipe name of the runner that wrote a JSON element; empty if the element does not reveal it.
func runnerOf(e jsonElement) string {
	if e.behave() {
		return "behave"
	}
	for _, step := range e.all() {
		switch found := stepCode.FindStringSubmatch(string(step.Match.Location)); {
		case found == nil:
		case found[1] == "rb":
			return "cucumber-ruby"
		case found[1] == "go":
			return "godog"
		default:
			return "cucumber-js"
		}
	}
	return ""
}

// settleEmpty sets the status of scenarios without steps if the report does not: godog counts them as undefined, and versions
// of cucumber-ruby that report JSON count them as passed.
func (r *Report) settleEmpty() {
	for i := range r.Scenarios {
		s := &r.Scenarios[i]
		switch {
		case !s.Empty || s.Open:
		case r.dialect == "godog":
			s.told(Undefined, noSteps)
		case r.dialect == "cucumber-ruby" && r.Source == SourceJSON:
			s.told(Passed, "")
		}
	}
}

// nothingIn returns the reason why a runner may omit a planned scenario from its report although no filter removes it; empty if
// it may not. Runners with a parser before Gherkin 6 (cucumber-ruby 2, cucumber-jvm 4) ignore scenarios without steps. They and
// behave 1.2 ignore an outline without examples, which other runners run as a scenario.
func (r *Report) nothingIn(p Pickle) string {
	legacy := r.Source == SourceJSON || r.Source == SourceJSONJUnit || strings.HasPrefix(r.Source, SourceJUnit)
	switch {
	case p.Steps == 0:
		return noSteps + ", so its runner leaves it out"
	case p.NoRows && legacy && r.dialect != "godog" && r.dialect != "cucumber-js":
		return "it is an outline without examples, so its runner leaves it out"
	}
	return ""
}

// place sets the URI of scenarios that were not found if they can only be in one file.
func (l *locator) place() {
	for i := range l.report.Scenarios {
		if within := l.within(i); !l.found[i] && len(within) == 1 {
			l.report.Scenarios[i].URI = l.planned[within[0]].Path
		}
	}
}

// leftOut adds planned scenarios that a runner omits from its report because they contain nothing to run.
func (l *locator) leftOut() {
	if !l.report.Complete {
		return
	}
	for i, f := range l.planned {
		for k, p := range f.File.Pickles {
			_, held := l.holder[spot{i, k}]
			why := l.report.nothingIn(p)
			if held || why == "" || !f.Given(p) {
				continue
			}
			l.report.Scenarios = append(l.report.Scenarios, Scenario{
				URI: f.Path, Line: p.Line, Name: p.Name, Status: Skipped, Attempts: 1,
				Failure: &Failure{Line: p.Line, Status: Skipped, Message: why},
			})
			l.found, l.joined = append(l.found, true), append(l.joined, false)
		}
	}
}
