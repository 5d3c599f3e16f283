package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/org/baleen-action/result"
)

// Suite is one of several suites that ran one after the other.
type Suite struct {
	Name string
	Ran  bool        // its turn came
	Exit int         // its exit status, if its turn came, without exit-zero
	Run  *result.Run // nil: nothing ran
}

// State is how the suite ended, in a word.
func (s Suite) State() string {
	switch {
	case s.Run != nil:
		return s.Run.Verdict.State
	case !s.Ran:
		return "not started"
	case s.Exit == result.ExitInputs:
		return "wrong inputs"
	case s.Exit > result.ExitIncomplete:
		return result.StateCancelled
	}
	return result.StateIncomplete
}

// Suites is the end of several suites in plain text: a line for each, the worst word first.
func Suites(suites []Suite) string {
	var p page
	passed, wide := 0, 0
	for _, s := range suites {
		wide = max(wide, utf8.RuneCountInString(s.Name))
		if s.Run != nil && s.Exit == result.ExitPassed {
			passed++
		}
	}
	p.line(0, fmt.Sprintf("Suites: %d, passed: %d", len(suites), passed))
	for _, s := range suites {
		text := fmt.Sprintf("%-12s  %-*s", strings.ToUpper(s.State()), wide, s.Name)
		if s.Run != nil {
			c := s.Run.Counts()
			text += fmt.Sprintf("  %s: %d passed, %d failed, %d skipped  %s  %s", count(c.Total, "scenario"), c.Passed, c.Red(), c.Skipped, Duration(s.Run.Wall), s.Run.Folder)
		}
		p.line(1, strings.TrimRight(text, " "))
	}
	return defuse(p.String())
}

// SuitesSummary is the same in Markdown, for the job summary.
func SuitesSummary(suites []Suite) string {
	var m markdown
	m.block("<h2>Baleen: all suites</h2>")
	rows := [][]string{{"suite", "result", "scenarios", "passed", "failed", "time"}}
	for _, s := range suites {
		row := []string{code(s.Name, wordBytes), s.State(), "", "", "", ""}
		if s.Run != nil {
			c := s.Run.Counts()
			row = append(row[:2], fmt.Sprint(c.Total), fmt.Sprint(c.Passed), fmt.Sprint(c.Red()), Duration(s.Run.Wall))
		}
		rows = append(rows, row)
	}
	m.table(rows...)
	return m.String()
}
