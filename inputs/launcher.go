package inputs

import (
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/shell"
)

// launcher is a program that starts what a project calls its tests, and keeps some words of a command for itself.
type launcher struct {
	starts func(words []string) bool
	with   func(command string, words []string) string // the command with its files, in a form that the runner sees
	alone  bool                                        // what stands before it in a script would be lost
	keeps  string                                      // what becomes of files behind it otherwise; empty: it passes them on
}

func launchers() []launcher {
	scripts := []string{"test", "t", "tst", "run", "run-script", "start"}
	behind := func(command string, _ []string) string { return command + " " + FilesMark }
	return []launcher{
		{begins([]string{"npm"}, scripts), npmForm, false, "npm takes flags after a script's name for its own: npm test -- " + FilesMark + " passes them on"},
		{begins([]string{"yarn", "pnpm", "npx", "bunx"}, nil), behind, false, ""},
		{begins([]string{"make", "gmake"}, nil), func(command string, _ []string) string {
			return "set -- " + FilesMark + "; " + command + ` ARGS="$*"`
		}, false, "make treats its arguments as targets: set -- " + FilesMark + `; make test ARGS="$*" passes them to a target that uses $(ARGS)`},
		{rake, func(_ string, words []string) string {
			return strings.Join(append(slices.Clone(words[:slices.IndexFunc(words, isRake)]), "cucumber", FilesMark), " ")
		}, true, "rake treats its arguments as tasks: use the command that the task runs, such as bundle exec cucumber " + FilesMark},
		{runsCompose, composeForm, true, "Baleen starts the containers itself, and there is no docker in them: use the command that the service runs"},
	}
}

// begins returns a test for words that start one of the programs, with one of the subcommands unless those are nil.
func begins(programs, subcommands []string) func([]string) bool {
	return func(words []string) bool {
		if len(words) == 0 || !slices.Contains(programs, path.Base(words[0])) {
			return false
		}
		return subcommands == nil || slices.ContainsFunc(words[1:], func(w string) bool { return slices.Contains(subcommands, w) })
	}
}

func isRake(word string) bool { return path.Base(word) == "rake" }

func rake(words []string) bool {
	at := slices.IndexFunc(words, isRake)
	return at == 0 || at == 2 && words[0] == "bundle" && words[1] == "exec"
}

func runsCompose(words []string) bool {
	if len(words) < 2 || !slices.Contains(words, "run") && !slices.Contains(words, "exec") {
		return false
	}
	return path.Base(words[0]) == "docker-compose" || path.Base(words[0]) == "docker"
}

// npmForm puts the files after two dashes, which end npm's own flags.
func npmForm(command string, words []string) string {
	if slices.Contains(words, "--") {
		return command + " " + FilesMark
	}
	return command + " -- " + FilesMark
}

// composeForm is the command that the service runs: the words after its name. If a flag hides which word is the name, it is a
// placeholder.
func composeForm(_ string, words []string) string {
	at := slices.IndexFunc(words, func(w string) bool { return w == "run" || w == "exec" })
	rest := words[at+1:]
	for len(rest) > 0 && (rest[0] == "--rm" || rest[0] == "-T" || rest[0] == "--no-deps" || rest[0] == "-it") {
		rest = rest[1:]
	}
	if len(rest) < 2 || strings.HasPrefix(rest[0], "-") {
		return "my-runner " + FilesMark
	}
	return strings.Join(rest[1:], " ") + " " + FilesMark
}

// WithFiles adds {files} to a command, in a place where its runner gets them.
func WithFiles(command string) string {
	last, all := shell.Command{}, []shell.Command(nil)
	if commands, err := shell.Commands(command); err == nil && len(commands) > 0 {
		last, all = commands[len(commands)-1], commands
	}
	for _, l := range launchers() {
		if l.starts(last.Words) && (len(all) == 1 || !l.alone) {
			return l.with(command, last.Words)
		}
	}
	return command + " " + FilesMark
}

// Keeps explains why the program that starts the runner may not pass {files} on to it. It is empty if it passes them on, or if the
// program is unknown.
func Keeps(command string) string {
	holds, found := shell.Holding(command, FilesMark)
	if !found {
		return ""
	}
	passed := slices.Contains(holds.Words, "--") || !slices.Contains(holds.Words, FilesMark)
	for _, l := range launchers() {
		if l.starts(holds.Words) && !passed {
			return l.keeps
		}
	}
	return ""
}
