package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shard"
)

// plan writes into the run what is to happen to every scenario, and makes the units.
func (prep *preparation) plan(found suite) error {
	prep.run.Runner, prep.parsed, prep.sums = prep.recipe.Name, map[string]cucumber.File{}, map[string]string{}
	prep.run.Rerun = prep.rerun()
	for _, word := range prep.command.example() {
		prep.run.Command = append(prep.run.Command, prep.clean.Text(word))
	}
	var planned []plannedFile
	var wrong wrongInputs
	for _, selected := range found.found.Files {
		file, err := prep.file(found, selected)
		if err != nil {
			wrong = append(wrong, *err)
			continue
		}
		planned = append(planned, file)
		prep.run.Files = append(prep.run.Files, file.File)
	}
	if len(wrong) > 0 {
		return wrong
	}
	prep.divide(planned)
	return prep.empty()
}

// nothing reports every pattern that selects nothing: a typo in one of several would go unnoticed.
func (prep *preparation) nothing(found suite) error {
	if prep.settings.allowEmpty {
		return nil
	}
	var wrong wrongInputs
	for _, pattern := range found.found.Nothing {
		wrong = append(wrong, wrongInput{"files", fmt.Sprintf("%q matches nothing %s", pattern, found.where), "look at --root and --work-dir, or give --allow-empty"})
	}
	if len(wrong) == 0 && len(found.found.Files) == 0 {
		wrong = append(wrong, wrongInput{"files", "everything that was found is excluded", "look at the patterns that begin with !"})
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// empty reports that there are files and not one scenario in them that is to run, as far as that is known.
func (prep *preparation) empty() error {
	for _, f := range prep.run.Files {
		keeps := func(s result.Scenario) bool { return s.Status != result.Deselected }
		if f.ParseFail != "" || slices.ContainsFunc(f.Scenarios, keeps) {
			return nil
		}
	}
	if prep.settings.allowEmpty {
		return nil
	}
	return wrongInput{"files", "there is no scenario to run in what was found", "look at the files and at tags, or give --allow-empty"}
}

// plannedFile is a file with its scenarios, and the part of it that is to run.
type plannedFile struct {
	result.File
	unit   shard.File
	runs   bool              // there is something in it to run, or nobody knows
	chosen []cucumber.Pickle // what is to run of it, as far as it is known
}

// file parses one feature file and plans its scenarios.
func (prep *preparation) file(found suite, selected shard.Selection) (plannedFile, *wrongInput) {
	out := plannedFile{runs: true}
	out.Path, out.unit.Path, out.unit.Lines = selected.Path, selected.Path, selected.Lines
	out.unit.Name = prep.clean.Path(selected.Path)
	src, err := found.fsys.Open(selected.Path)
	if err != nil {
		return out, &wrongInput{"files", err.Error(), "make the file readable"}
	}
	defer src.Close()
	sum := sha256.New()
	parsed := prep.recipe.Parse(selected.Path, "", io.TeeReader(src, sum))
	if _, err := io.Copy(sum, src); err != nil { // what the parser has not read
		return out, &wrongInput{"files", err.Error(), "make the file readable"}
	}
	prep.sums[selected.Path] = hex.EncodeToString(sum.Sum(nil))
	prep.parsed[selected.Path] = parsed
	out.Title, out.Language = prep.clean.Line(parsed.Title), parsed.Language
	out.ParseFail = prep.clean.Text(parsed.ParseFail)
	switch {
	case prep.recipe.Name == cucumber.ExitCode:
		out.Scenarios, out.chosen = []result.Scenario{out.Whole()}, parsed.Pickles
		return out, nil
	case parsed.ParseFail != "":
		return out, nil // it runs as it was asked for, and what its runner reports counts
	}
	return out, prep.scenarios(&out, parsed.Pickles, selected.Lines)
}

// scenarios plans those that lines and tags select. A file of which some are left out by their tags is run by the lines
// of the others: so the same expression means the same for every runner, whatever syntax its version has.
func (prep *preparation) scenarios(out *plannedFile, all []cucumber.Pickle, lines []int) *wrongInput {
	asked, wrong := choose(all, out.Path, lines)
	if wrong != nil {
		return wrong
	}
	chosen := map[int]bool{}
	for _, p := range all {
		if !asked[p.Line] {
			continue
		}
		scenario := prep.scenario(p)
		if chosen[p.Line] = prep.settings.tags.Keeps(p.Tags); chosen[p.Line] {
			out.chosen = append(out.chosen, p)
		} else {
			scenario.Status, scenario.Failure.Status = result.Deselected, result.Deselected
			scenario.Failure.Message = "excluded by " + prep.clean.Line(prep.settings.tags.String())
		}
		out.Scenarios = append(out.Scenarios, scenario)
	}
	selects := func(p cucumber.Pickle) bool { return chosen[p.Line] }
	if out.runs = slices.ContainsFunc(all, selects) || len(all) == 0; !out.runs {
		return nil
	}
	if every := !slices.ContainsFunc(all, func(p cucumber.Pickle) bool { return !selects(p) }); every {
		out.unit.Lines = nil
		return nil
	}
	return prep.lines(out, all, chosen)
}

// lines are what the runner is given to run the chosen scenarios of a file and no others.
func (prep *preparation) lines(out *plannedFile, all []cucumber.Pickle, chosen map[int]bool) *wrongInput {
	lines, partial := prep.recipe.Select(all, chosen)
	if partial != nil {
		return &wrongInput{"files", fmt.Sprintf("%s cannot run one row of the outline at %s:%d and leave out another",
			prep.recipe.Name, out.Path, partial.Outline), fmt.Sprintf("--files '%s:%d'", out.Path, partial.Outline)}
	}
	out.unit.Lines = lines
	return nil
}

func (prep *preparation) scenario(p cucumber.Pickle) result.Scenario {
	s := result.Scenario{Name: prep.clean.Line(p.Name), Line: p.Line, Status: result.NotRun, PlannedSteps: p.Steps}
	for _, tag := range p.Tags {
		s.Tags = append(s.Tags, prep.clean.Line(tag))
	}
	if p.Outline != p.Line {
		s.Outline = p.Outline
	}
	s.Failure = &cucumber.Failure{Line: p.Line, Status: result.NotRun, Message: "its container was never started"}
	return s
}

// choose finds the scenarios that begin at the lines: a scenario, a row, or an outline with all its rows. No lines: all.
func choose(all []cucumber.Pickle, file string, lines []int) (map[int]bool, *wrongInput) {
	chosen := map[int]bool{}
	for _, p := range all {
		chosen[p.Line] = len(lines) == 0
	}
	for _, line := range lines {
		before, exact := nearest(all, line)
		if !exact {
			return nil, &wrongInput{"files", fmt.Sprintf("no scenario begins at %s:%d", file, line),
				fmt.Sprintf("--files '%s:%d'", file, before)}
		}
		for _, p := range all {
			chosen[p.Line] = chosen[p.Line] || p.Line == line || p.Outline == line
		}
	}
	return chosen, nil
}

// nearest is the line of the scenario at or before a line, or the first one.
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

// wrongInputs are several at once.
type wrongInputs []wrongInput

// Error puts all of them on one line; program.stop prints them one by one.
func (w wrongInputs) Error() string {
	var out []string
	for _, one := range w {
		out = append(out, one.Error())
	}
	return strings.Join(out, "; ")
}

// together makes one error of wrong inputs, so that a person mends them in one go. What is no wrong input comes first.
func together(errs ...error) error {
	var all wrongInputs
	for _, err := range errs {
		var one wrongInput
		var many wrongInputs
		switch {
		case err == nil:
		case errors.As(err, &many):
			all = append(all, many...)
		case errors.As(err, &one):
			all = append(all, one)
		default:
			return err
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
