package drive

import (
	"strconv"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// rerunOf returns the command line that runs one scenario of a run again. It runs the whole file if line is 0, or if Baleen cannot
// read the file.
func rerunOf(run *result.Run, clean *result.Cleaner) func(path string, line int) string {
	return func(path string, line int) string {
		file := run.File(path)
		if line > 0 && (file == nil || file.ParseFail == "") {
			line = selectable(run, path, line)
			path += ":" + strconv.Itoa(line)
		}
		if strings.HasPrefix(path, "!") {
			path = "./" + path
		}
		return run.Rerun + " --files " + shell.OneLine(clean.Text(path))
	}
}

// pasteable reports whether a command line from a report runs Baleen and nothing else.
func pasteable(line string) bool { return strings.HasPrefix(line, "baleen run ") && shell.Static(line) }

// selectable is the line that selects a scenario: its own, or that of its outline if the runner cannot select a row.
func selectable(run *result.Run, path string, line int) int {
	file := run.File(path)
	recipe, known := cucumber.Find(run.Runner)
	if file == nil || recipe.Rows || !known {
		return line
	}
	for _, s := range file.Scenarios {
		if s.Line == line && s.Outline > 0 {
			return s.Outline
		}
	}
	return line
}
