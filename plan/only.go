package plan

import (
	"fmt"
	"slices"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// Only reduces a plan to scenarios of an earlier run, given by their files. A file without scenarios stands for all of its own. left
// are the files that are left out, with the scenarios that are. The error names the scenarios that are no longer planned.
func (plan Plan) Only(earlier []result.File) (reduced Plan, left []result.File, err error) {
	wanted, missing := map[string]result.File{}, inputs.AllWrong(nil)
	for _, f := range earlier {
		wanted[f.Path] = f
	}
	all := plan.files
	run := *plan.Run
	plan.files, run.Files, plan.Run = nil, nil, &run
	for _, f := range all {
		want, named := wanted[plan.clean.Path(f.Path)]
		delete(wanted, plan.clean.Path(f.Path))
		if !named {
			left = append(left, f.File)
			continue
		}
		part, rest, wrong := plan.reduce(f, want.Scenarios)
		missing = append(missing, wrong...)
		plan.files, run.Files = append(plan.files, part), append(run.Files, part.File)
		if len(rest.Scenarios) > 0 {
			left = append(left, rest)
		}
	}
	for _, f := range earlier {
		if _, gone := wanted[f.Path]; gone {
			missing = append(missing, changed(fmt.Sprintf("%s is not among the files any more", f.Path)))
		}
	}
	return plan.divide(), left, atMost(missing)
}

func changed(problem string) inputs.Wrong {
	return inputs.Wrong{Input: "files", Problem: problem, Advice: "check out what the run had, or start a new run: baleen run"}
}

// atMost is an error that names the first of many problems.
func atMost(wrong inputs.AllWrong) error {
	if more := len(wrong) - maxChanged; more > 0 {
		wrong = append(wrong[:maxChanged:maxChanged], changed(fmt.Sprintf("%d more scenarios are not planned any more", more)))
	}
	return wrong.Err()
}

// reduce keeps the wanted scenarios of a file. If its runner cannot run a row alone, it keeps the other rows of the outline, too.
func (plan Plan) reduce(f file, wanted []result.Scenario) (part file, rest result.File, missing inputs.AllWrong) {
	part, rest = f, f.File
	rest.Scenarios = nil
	if len(f.chosen) == 0 || len(wanted) == 0 || wanted[0].Line == 0 {
		return part, rest, nil
	}
	for _, s := range wanted {
		there := func(p result.Scenario) bool {
			return p.Line == s.Line && p.Name == s.Name && p.Status != result.Deselected
		}
		if !slices.ContainsFunc(f.Scenarios, there) {
			missing = append(missing, changed(fmt.Sprintf("%s:%d is not the scenario %q any more", f.Path, s.Line, s.Name)))
		}
	}
	keeps := plan.lineSet(f.Scenarios, wanted)
	part.Scenarios, part.chosen = nil, nil
	for _, s := range f.Scenarios {
		if keeps[s.Line] {
			part.Scenarios = append(part.Scenarios, s)
		} else {
			rest.Scenarios = append(rest.Scenarios, s)
		}
	}
	for _, p := range f.chosen {
		if keeps[p.Line] {
			part.chosen = append(part.chosen, p)
		}
	}
	if len(part.chosen) == len(f.parsed.Pickles) {
		return part, rest, missing
	}
	if wrong := plan.lines(&part, f.parsed.Pickles, keeps); wrong != nil {
		missing = append(missing, *wrong)
	}
	return part, rest, missing
}

// lineSet returns the lines of the wanted scenarios, with those that its runner runs beside them.
func (plan Plan) lineSet(all, wanted []result.Scenario) map[int]bool {
	out := map[int]bool{}
	for _, s := range wanted {
		out[s.Line] = true
	}
	if plan.Suite.Recipe.Rows {
		return out
	}
	outlines := map[int]bool{}
	for _, s := range all {
		outlines[s.Outline] = outlines[s.Outline] || out[s.Line]
	}
	for _, s := range all {
		if s.Outline > 0 && outlines[s.Outline] && s.Status != result.Deselected {
			out[s.Line] = true
		}
	}
	return out
}

// LeaveOut records in the run what a rerun does not run, so that a runner that runs it nevertheless is understood.
func (plan Plan) LeaveOut(files []result.File) {
	if len(files) > 0 {
		plan.Run.Node.Others = append(plan.Run.Node.Others, result.Share{Files: planned(slices.Clone(files))})
	}
}
