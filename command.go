package main

import (
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shell"
)

const (
	filesMark  = "{files}"
	reportMark = "{report}"
	// scratch is the folder in the container that {report} stands for. It lies at the root, since /tmp may be a tmpfs,
	// whose content is gone once the container has stopped.
	scratch = "/baleen-report"
	// reached is a file that says how far the script came: atBefore, or atCommand right before the command.
	reached   = ".reached"
	atBefore  = "before"
	atCommand = "command"
)

// command is how one container is told what to run.
type command struct {
	recipe     cucumber.Recipe
	version    cucumber.Version
	entrypoint []string // that is given the command
	words      []string // without a shell; {files} is a word of its own
	shell      []string // the words before the script; nil: no shell
	before     string
	script     string
	report     bool // the recipe's report flags are added
	read       bool // a report is expected in scratch
	failFast   bool // the runner stops at the first failure
	proof      bool // the script leaves the file reached behind
}

// newCommand puts the settings, the image and the recipe together. usual are the words that run this runner in this
// image; they are used if no command was given.
func newCommand(s settings, recipe cucumber.Recipe, usual []string) command {
	c := command{recipe: recipe, shell: s.shell, before: s.Before, script: s.Command}
	c.report = recipe.Reports() && !strings.Contains(s.Command, reportMark)
	c.read = recipe.Name != cucumber.ExitCode
	switch {
	case s.Command == "" && s.Before == "":
		c.shell, c.words = nil, append(slices.Clone(usual), filesMark)
	case s.Command == "":
		c.script = shell.Join(usual) + " " + filesMark
	case c.shell == nil:
		c.words, _ = shell.Split(s.Command) // settings has made sure that it can be split
	}
	return c
}

// argv is what the image is given for some files, as docker run IMAGE … would give it.
func (c command) argv(targets []cucumber.Target) []string {
	files := c.recipe.Arguments(targets, c.setup())
	if c.shell == nil {
		return c.split(files)
	}
	script := c.fill(c.script, shell.Join(files))
	// dash and ash end on an interrupt and take the runner with them, before it has written its report.
	lines := []string{"trap : INT"}
	if c.before != "" {
		// set -e alone would let "false && true" and "! true" pass (POSIX.1-2017, set -e).
		lines = append(lines, c.mark(atBefore), "set -e", c.before, "baleen_status=$?", "set +e",
			`[ "$baleen_status" -eq 0 ] || exit "$baleen_status"`)
	}
	if c.proof {
		lines = append(lines, c.mark(atCommand))
	}
	return append(slices.Clone(c.shell), strings.Join(append(lines, script), "\n"))
}

// variables are what a runner is told by environment.
func (c command) variables(targets []cucumber.Target) []string {
	return c.recipe.Variables(targets, c.setup())
}

func (c command) setup() cucumber.Setup {
	setup := cucumber.Setup{Version: c.version, FailFast: c.failFast}
	if c.report {
		setup.Report = scratch
	}
	return setup
}

func (c command) mark(place string) string {
	return "echo " + place + " > " + path.Join(scratch, reached)
}

func (c command) split(files []string) []string {
	var out []string
	for _, word := range c.words {
		if word == filesMark {
			out = append(out, files...)
			continue
		}
		out = append(out, c.fill(word, filesMark))
	}
	return out
}

// fill replaces both marks at once: a file may be called "{report}".
func (c command) fill(text, files string) string {
	return strings.NewReplacer(filesMark, files, reportMark, scratch).Replace(text)
}

// standIn is a path that neither a shell nor a runner takes for anything else.
const standIn = "baleen-puts-the-files-here"

// example is the argv of one container with {files} in place of its files, to be shown.
func (c command) example() []string {
	shown := c.argv([]cucumber.Target{{Path: standIn}})
	for i, word := range shown {
		shown[i] = strings.ReplaceAll(word, standIn, filesMark)
	}
	return shown
}
