package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/org/baleen-action/result"
)

// Plan shows what a run would do: its units in the order in which they would start, each with its files.
func Plan(run *result.Run, order [][]string) string {
	var p page
	p.line(0, fmt.Sprintf("%5s  %9s  %s", "start", "scenarios", "files"))
	for i, files := range order {
		p.line(0, fmt.Sprintf("%5d  %9s  %s", i+1, selected(run, files), strings.Join(files, " ")))
	}
	p.line(0, "")
	p.line(0, fmt.Sprintf("At most %d at a time.", run.Concurrency))
	return defuse(p.String())
}

// selected counts the scenarios of some files that are to run.
func selected(run *result.Run, files []string) string {
	all, left := 0, 0
	for _, name := range files {
		scenarios := run.File(name).Scenarios
		all += len(scenarios)
		left += len(slices.DeleteFunc(slices.Clone(scenarios), func(s result.Scenario) bool { return s.Status != result.Deselected }))
	}
	if left == 0 {
		return strconv.Itoa(all)
	}
	return fmt.Sprintf("%d of %d", all-left, all)
}
