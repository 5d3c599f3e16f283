package suite

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

const (
	// Scratch is the folder in the container that {report} stands for. It is at the root because /tmp may be a tmpfs,
	// which is empty once the container has stopped.
	Scratch = "/baleen-report"
	// reached is the file that records how far the script got.
	reached = ".reached"
)

// Place is how far the script of a container got; empty: it did not start.
type Place string

// The places of a script.
const (
	AtBefore  Place = "before"  // before-command
	AtCommand Place = "command" // right before the command
)

// Reached returns how far a script got. It removes the file that says so from the scratch folder, because that file is not part
// of the report.
func (c Command) Reached(folder string) Place {
	proof := filepath.Join(folder, reached)
	text, err := os.ReadFile(proof)
	if err != nil {
		return ""
	}
	os.Remove(proof)
	return Place(strings.TrimSpace(string(text)))
}

// Command makes the arguments and variables of one container.
type Command struct {
	recipe     cucumber.Recipe
	version    cucumber.Version
	Entrypoint []string // receives the command as its arguments
	words      []string // without a shell; {files} is a word of its own
	Shell      []string // the words before the script; nil: no shell
	signal     string   // that the shell survives beside an interrupt; empty: none
	before     string
	script     string
	report     bool // the recipe's report flags are added
	Reads      bool // a report is expected in Scratch
	failFast   bool // the runner stops at the first failure
	Proves     bool // the script writes the file reached
}

// newCommand combines the settings, the image and the recipe. If no command was given, it uses usual, the words that start this
// runner in this image.
func newCommand(s inputs.Suite, recipe cucumber.Recipe, usual []string) Command {
	c := Command{recipe: recipe, Shell: s.Shell, signal: s.Signal, before: s.Before, script: s.Command}
	c.report = recipe.Reports() && !strings.Contains(s.Command, inputs.ReportMark)
	c.Reads = recipe.Name != cucumber.ExitCode
	switch {
	case s.Command == "" && s.Before == "":
		c.Shell, c.words = nil, append(slices.Clone(usual), inputs.FilesMark)
	case s.Command == "":
		c.script = shell.Join(usual) + " " + inputs.FilesMark
	case c.Shell == nil:
		c.words, _ = shell.Split(s.Command) // the check of the inputs has split it before
	}
	return c
}

// Argv is the command for some files: the words after the image in docker run IMAGE ….
func (c Command) Argv(targets []cucumber.Target) []string {
	files := c.recipe.Arguments(targets, c.setup())
	if c.Shell == nil {
		return c.split(files)
	}
	script := c.fill(c.script, shell.Join(files))
	// dash and ash end on an interrupt and take the runner with them, before it has written its report.
	lines := []string{strings.TrimSpace("trap : INT " + c.signal)}
	if c.before != "" {
		// set -e alone would let "false && true" and "! true" pass (POSIX.1-2017, set -e).
		lines = append(lines, c.mark(AtBefore), "set -e", c.before, "baleen_status=$?", "set +e",
			`[ "$baleen_status" -eq 0 ] || exit "$baleen_status"`)
	}
	if c.Proves {
		lines = append(lines, c.mark(AtCommand))
	}
	return append(slices.Clone(c.Shell), strings.Join(append(lines, script), "\n"))
}

// Variables are the environment variables that tell a runner which files to run; NAME=VALUE.
func (c Command) Variables(targets []cucumber.Target) []string {
	return c.recipe.Variables(targets, c.setup())
}

func (c Command) setup() cucumber.Setup {
	setup := cucumber.Setup{Version: c.version, FailFast: c.failFast}
	if c.report {
		setup.Report = Scratch
	}
	return setup
}

func (c Command) mark(place Place) string {
	return "echo " + string(place) + " > " + path.Join(Scratch, reached)
}

func (c Command) split(files []string) []string {
	var out []string
	for _, word := range c.words {
		if word == inputs.FilesMark {
			out = append(out, files...)
			continue
		}
		out = append(out, c.fill(word, inputs.FilesMark))
	}
	return out
}

// fill replaces both marks at once: a file may be called "{report}".
func (c Command) fill(text, files string) string {
	return strings.NewReplacer(inputs.FilesMark, files, inputs.ReportMark, Scratch).Replace(text)
}

// standIn is a path that neither a shell nor a runner changes.
const standIn = "baleen-puts-the-files-here"

// Example is the argv of one container with {files} in place of its files. It is for display only.
func (c Command) Example() []string {
	shown := c.Argv([]cucumber.Target{{Path: standIn}})
	for i, word := range shown {
		shown[i] = strings.ReplaceAll(word, standIn, inputs.FilesMark)
	}
	return shown
}
