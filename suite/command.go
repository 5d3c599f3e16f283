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
	// Scratch is the folder in the container that {report} stands for. It lies at the root, since /tmp may be a tmpfs,
	// whose content is gone once the container has stopped.
	Scratch = "/baleen-report"
	// reached is a file that says how far the script came.
	reached = ".reached"
)

// Place is how far the script of a container came; empty: nowhere.
type Place string

// The places of a script.
const (
	AtBefore  Place = "before"  // before-command
	AtCommand Place = "command" // right before the command
)

// Reached reads the proof that a script left behind in its scratch folder, and takes it away: it is not part of the report.
func (c Command) Reached(folder string) Place {
	proof := filepath.Join(folder, reached)
	text, err := os.ReadFile(proof)
	if err != nil {
		return ""
	}
	os.Remove(proof)
	return Place(strings.TrimSpace(string(text)))
}

// Command is how one container is told what to run.
type Command struct {
	recipe     cucumber.Recipe
	version    cucumber.Version
	Entrypoint []string // that is given the command
	words      []string // without a shell; {files} is a word of its own
	Shell      []string // the words before the script; nil: no shell
	before     string
	script     string
	report     bool // the recipe's report flags are added
	Reads      bool // a report is expected in Scratch
	failFast   bool // the runner stops at the first failure
	Proves     bool // the script leaves the file reached behind
}

// newCommand puts the settings, the image and the recipe together. usual are the words that run this runner in this
// image; they are used if no command was given.
func newCommand(s inputs.Suite, recipe cucumber.Recipe, usual []string) Command {
	c := Command{recipe: recipe, Shell: s.Shell, before: s.Before, script: s.Command}
	c.report = recipe.Reports() && !strings.Contains(s.Command, inputs.ReportMark)
	c.Reads = recipe.Name != cucumber.ExitCode
	switch {
	case s.Command == "" && s.Before == "":
		c.Shell, c.words = nil, append(slices.Clone(usual), inputs.FilesMark)
	case s.Command == "":
		c.script = shell.Join(usual) + " " + inputs.FilesMark
	case c.Shell == nil:
		c.words, _ = shell.Split(s.Command) // settings has made sure that it can be split
	}
	return c
}

// Argv is what the image is given for some files, as docker run IMAGE … would give it.
func (c Command) Argv(targets []cucumber.Target) []string {
	files := c.recipe.Arguments(targets, c.setup())
	if c.Shell == nil {
		return c.split(files)
	}
	script := c.fill(c.script, shell.Join(files))
	// dash and ash end on an interrupt and take the runner with them, before it has written its report.
	lines := []string{"trap : INT"}
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

// Variables are what a runner is told by environment.
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

// standIn is a path that neither a shell nor a runner takes for anything else.
const standIn = "baleen-puts-the-files-here"

// Example is the argv of one container with {files} in place of its files, to be shown.
func (c Command) Example() []string {
	shown := c.Argv([]cucumber.Target{{Path: standIn}})
	for i, word := range shown {
		shown[i] = strings.ReplaceAll(word, standIn, inputs.FilesMark)
	}
	return shown
}
