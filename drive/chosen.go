package drive

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/result"
)

// chosen returns what to run again of a run: what failed or never ran, or else the files and scenarios that were named.
func chosen(run *result.Run, targets []string) ([]result.File, error) {
	if len(targets) == 0 {
		unfinished := run.Unfinished()
		if unfinished.Empty() {
			return nil, inputs.Wrong{Input: "files", Problem: fmt.Sprintf("all %d scenarios of run %s ran and passed, so there is nothing to run again", run.Counts().Total, run.ID),
				Advice: "name what to run again: baleen rerun FILE:LINE"}
		}
		return unfinished.Files, nil
	}
	var wrong inputs.AllWrong
	byPath := map[string]result.File{}
	for _, target := range targets {
		part, err := named(run, target)
		if err != nil {
			wrong = append(wrong, *err)
			continue
		}
		before := byPath[part.Path]
		part.Scenarios = append(before.Scenarios, part.Scenarios...)
		byPath[part.Path] = part
	}
	var out []result.File
	for _, f := range run.Files {
		if part, is := byPath[f.Path]; is {
			out = append(out, part)
		}
	}
	return out, wrong.Err()
}

// named finds a file of the run, with the scenarios that are named: FILE, FILE:LINE or FILE:LINE:LINE.
func named(run *result.Run, target string) (result.File, *inputs.Wrong) {
	file, lines := target, []int(nil)
	at := place(run, file)
	for at < 0 {
		head, tail, _ := cutLast(file)
		line, err := strconv.Atoi(tail)
		if err != nil {
			return result.File{}, &inputs.Wrong{Input: "files", Problem: fmt.Sprintf("%s is not a file of run %s", target, run.ID),
				Advice: "name files as the report shows them, such as " + example(run)}
		}
		file, lines = head, append(lines, line)
		at = place(run, file)
	}
	part := run.Files[at]
	part.Scenarios = slices.DeleteFunc(slices.Clone(part.Scenarios), func(s result.Scenario) bool {
		selected := slices.Contains(lines, s.Line) || s.Outline > 0 && slices.Contains(lines, s.Outline)
		extra := s.Status == result.Unexpected || s.Status == result.Duplicate || s.Status == result.Deselected
		return extra || !selected && len(lines) > 0
	})
	for _, line := range lines {
		if !slices.ContainsFunc(part.Scenarios, func(s result.Scenario) bool { return s.Line == line || s.Outline == line }) {
			return part, &inputs.Wrong{Input: "files", Problem: fmt.Sprintf("no scenario of run %s begins at %s:%d", run.ID, file, line),
				Advice: "name scenarios as the report shows them, or the whole file: " + file}
		}
	}
	return part, nil
}

// place finds a file of the run by its path in the checkout, or else by its path below root; -1 if there is none.
func place(run *result.Run, file string) int {
	file = strings.TrimPrefix(file, "./")
	at := slices.IndexFunc(run.Files, func(f result.File) bool { return run.Location(f) == file })
	if at < 0 {
		at = slices.IndexFunc(run.Files, func(f result.File) bool { return f.Path == file })
	}
	return at
}

// cutLast cuts a text at its last colon.
func cutLast(text string) (before, after string, found bool) {
	at := strings.LastIndex(text, ":")
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+1:], true
}

// example is a scenario of the run that can be named.
func example(run *result.Run) string {
	for _, f := range run.Files {
		for _, s := range f.Scenarios {
			if s.Line > 0 {
				return fmt.Sprintf("%s:%d", run.Location(f), s.Line)
			}
		}
	}
	return "features/cart.feature:12"
}
