package cucumber

import (
	"regexp"
	"strings"
)

// stepCode is where a step definition is, by the language of the runner.
var stepCode = regexp.MustCompile(`\.(rb|go|[cm]?[jt]sx?):\d`)

// runnerOf names the runner that wrote a JSON element, as a Recipe is named; empty if it does not tell.
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

// settleEmpty gives scenarios without steps the status that their runner gives them, where its report does not tell: to
// godog they are undefined, and passed to those versions of cucumber-ruby whose report is JSON.
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

// nothingIn says why a runner may leave a planned scenario out of its report though nothing deselects it; empty if it may
// not. Runners with a parser before Gherkin 6 (cucumber-ruby 2, cucumber-jvm 4) know no scenario without steps of its own,
// and they and behave 1.2 find no rows to run in an outline without examples, which others run like a scenario.
func (r *Report) nothingIn(p Pickle) string {
	legacy := r.Source == SourceJSON || r.Source == SourceJSONJUnit || strings.HasPrefix(r.Source, SourceJUnit)
	switch {
	case p.Steps == 0:
		return noSteps + ", and its runner leaves it out"
	case p.NoRows && legacy && r.dialect != "godog" && r.dialect != "cucumber-js":
		return "it is an outline without examples, in which its runner finds nothing to run"
	}
	return ""
}

// place tells scenarios that were not found which file they are in, where there is but one that they can be in.
func (l *locator) place() {
	for i := range l.report.Scenarios {
		if within := l.within(i); !l.found[i] && len(within) == 1 {
			l.report.Scenarios[i].URI = l.planned[within[0]].Path
		}
	}
}

// leftOut adds what runners leave out of a report because there is nothing in it to run.
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
