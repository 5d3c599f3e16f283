package suite

import (
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

// config is the runner's own configuration, beside what Baleen passes. It only explains missing scenarios, so a file that cannot
// be read is ignored. If a script changes the folder, its configuration is unknown and empty.
func (d detection) config(c Command) cucumber.Config {
	sources := cucumber.Sources{Read: d.read, Getenv: d.variable, Command: append(slices.Clone(d.entrypoint()), c.words...)}
	if c.Shell != nil {
		commands, err := shell.Commands(c.script)
		if err != nil || slices.ContainsFunc(commands, changesFolder) {
			return cucumber.Config{}
		}
		runs := starting(c.script, commands)
		sources.Command = runs.Words
		sources.Getenv = func(name string) string { return d.variableOf(runs, c.before+"\n"+c.script, name) }
	}
	return c.recipe.ReadConfig(sources)
}

// read reads a small file of the image, relative to the work-dir.
func (d detection) read(name string) ([]byte, bool) {
	if !path.IsAbs(name) {
		name = path.Join(d.workDir, name)
	}
	text, err := readFile(d.files, name)
	return text, err == nil
}

func changesFolder(c shell.Command) bool {
	return len(c.Words) > 0 && slices.Contains([]string{"cd", "pushd"}, c.Words[0])
}

// starting is the command of a script that gets the files as arguments, or that starts a runner which gets them by environment.
// All other commands of the script belong to other programs.
func starting(script string, commands []shell.Command) shell.Command {
	if holds, found := shell.Holding(script, inputs.FilesMark); found {
		return holds
	}
	if i := slices.IndexFunc(commands, func(c shell.Command) bool { return cucumber.Guess(c.Words) != "" }); i >= 0 {
		return commands[i]
	}
	return shell.Command{}
}

// variableOf is the value of a variable for a command of a script: its own, or the container's. It is empty, for unknown, if the
// script sets the variable elsewhere.
func (d detection) variableOf(c shell.Command, script, name string) string {
	if own := valueIn(c.Variables, name); own != "" {
		return own
	}
	if strings.Contains(script, name+"=") {
		return ""
	}
	return d.variable(name)
}

// variable is the value of a variable in the test containers.
func (d detection) variable(name string) string {
	return valueIn(slices.Concat(d.image.Env, d.settings.Spec.Env), name)
}

// valueIn is the value of a variable in a list of NAME=VALUE. The last one counts.
func valueIn(env []string, name string) string {
	for _, pair := range slices.Backward(env) {
		if value, is := strings.CutPrefix(pair, name+"="); is {
			return value
		}
	}
	return ""
}
