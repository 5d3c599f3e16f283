package plan

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// scenarios plans the scenarios that lines and tags select. If tags exclude some scenarios of a file, the runner gets the lines
// of the others, so that an expression means the same for every runner and version.
func (plan Plan) scenarios(out *file, all []cucumber.Pickle, lines []int) *inputs.Wrong {
	asked, wrong := choose(all, out.Path, lines)
	if wrong != nil {
		return wrong
	}
	chosen := map[int]bool{}
	out.Scenarios = slices.Grow(out.Scenarios, len(all))
	for _, p := range all {
		if !asked[p.Line] {
			continue
		}
		scenario := plan.scenario(p)
		if chosen[p.Line] = plan.settings.Suite.Tags.Keeps(p.Tags); !chosen[p.Line] {
			scenario.Status, scenario.Failure.Status = result.Deselected, result.Deselected
			scenario.Failure.Message = "excluded by " + plan.clean.Line(plan.settings.Suite.Tags.String())
		}
		out.Scenarios = append(out.Scenarios, scenario)
	}
	selects := func(p cucumber.Pickle) bool { return chosen[p.Line] }
	if out.runs = slices.ContainsFunc(all, selects) || len(all) == 0; !out.runs {
		return nil
	}
	if every := !slices.ContainsFunc(all, func(p cucumber.Pickle) bool { return !selects(p) }); every {
		out.chosen, out.unit.Lines = all, nil
		return nil
	}
	for _, p := range all {
		if selects(p) {
			out.chosen = append(out.chosen, p)
		}
	}
	return plan.lines(out, all, chosen)
}

// lines sets the lines that make the runner run the chosen scenarios of a file and no others.
func (plan Plan) lines(out *file, all []cucumber.Pickle, chosen map[int]bool) *inputs.Wrong {
	lines, partial := plan.Suite.Recipe.Select(all, chosen)
	if partial != nil {
		return &inputs.Wrong{Input: "files", Problem: fmt.Sprintf("%s cannot run single rows of the outline at %s:%d",
			plan.Suite.Recipe.Name, out.Path, partial.Outline), Advice: fmt.Sprintf("--files '%s:%d'", out.Path, partial.Outline)}
	}
	out.unit.Lines = lines
	return nil
}

func (plan Plan) scenario(p cucumber.Pickle) result.Scenario {
	s := result.Scenario{Name: plan.clean.Line(p.Name), Line: p.Line, Status: result.NotRun, PlannedSteps: p.Steps, Text: p.Text}
	for _, tag := range p.Tags {
		s.Tags = append(s.Tags, plan.clean.Line(tag))
	}
	if p.Outline != p.Line {
		s.Outline = p.Outline
	}
	s.Failure = &cucumber.Failure{Line: p.Line, Status: result.NotRun, Message: "its container was never started"}
	return s
}

// choose finds the scenarios at the lines. A line selects a scenario, a row, or an outline with all its rows; no lines select
// everything.
func choose(all []cucumber.Pickle, file string, lines []int) (map[int]bool, *inputs.Wrong) {
	chosen := map[int]bool{}
	for _, p := range all {
		chosen[p.Line] = len(lines) == 0
	}
	for _, line := range lines {
		before, exact := nearest(all, line)
		if !exact {
			return nil, &inputs.Wrong{Input: "files", Problem: fmt.Sprintf("no scenario begins at %s:%d", file, line),
				Advice: fmt.Sprintf("--files '%s:%d'", file, before)}
		}
		for _, p := range all {
			chosen[p.Line] = chosen[p.Line] || p.Line == line || p.Outline == line
		}
	}
	return chosen, nil
}

// nearest returns the line of the last scenario at or before a line, or of the first scenario. exact reports whether one
// begins at the line.
func nearest(pickles []cucumber.Pickle, line int) (best int, exact bool) {
	for _, p := range pickles {
		if p.Line == line || p.Outline == line {
			return line, true
		}
		if best == 0 || p.Line < line {
			best = p.Line
		}
	}
	return best, false
}
