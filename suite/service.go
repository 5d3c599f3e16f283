package suite

import (
	"path"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/shell"
)

// script returns the script of words such as sh -c SCRIPT, and the words before it.
func script(words []string) (with []string, text string, is bool) {
	const whole = 3
	if len(words) != whole || !strings.HasPrefix(words[1], "-") || !strings.HasSuffix(words[1], "c") {
		return nil, "", false
	}
	return words[:2], words[2], slices.Contains([]string{"sh", "bash", "ash", "dash"}, path.Base(words[0]))
}

// starts are the words of the command that a Compose service starts.
func starts(usual []string) []string {
	if _, text, is := script(usual); is {
		return shell.Words(text)
	}
	return usual
}

// ofService returns the suite's settings with the command of the Compose service as if it had been typed. As in Compose, it runs
// without a shell, unless it is a script, or only a script can pass the files on.
func (d detection) ofService(recipe cucumber.Recipe) inputs.Suite {
	s := d.settings.Suite
	if s.Command != "" || len(s.Usual) == 0 {
		return s
	}
	if with, text, is := script(s.Usual); is {
		s.Shell, s.Command = with, text
		if simple, err := shell.Split(text); err == nil && !strings.Contains(text, "\n") {
			s.Command = joined(d.withoutPaths(simple))
		}
		if !holdsFiles(s.Command) && !recipe.ByEnvironment() {
			s.Command = inputs.WithFiles(s.Command)
		}
		return s
	}
	words := d.flags(s.Usual)
	bare := joined(words)
	s.Command = bare
	if !slices.Contains(words, inputs.FilesMark) && !recipe.ByEnvironment() {
		s.Command = strings.TrimSpace(bare + " " + inputs.FilesMark)
	}
	flagsAlone := d.isRunner(recipe, d.entrypoint()) || strings.HasPrefix(bare, "-") || bare == ""
	if scripted := inputs.WithFiles(bare); !flagsAlone && !recipe.ByEnvironment() && !holdsFiles(bare) && scripted != s.Command {
		s.Command = scripted
		return s
	}
	if flagsAlone || s.Before == "" && recipe.Name != cucumber.ExitCode {
		s.Shell = nil
	}
	return s
}

// joined quotes words for a shell, but for {files}, which stands for words.
func joined(words []string) string {
	return strings.ReplaceAll(shell.Join(words), shell.Quote(inputs.FilesMark), inputs.FilesMark)
}

func holdsFiles(command string) bool { return strings.Contains(command, inputs.FilesMark) }

// flags are the words of a service's command without the paths of feature files, which would run in every container. The first word
// may be one of them if the ENTRYPOINT is the runner.
func (d detection) flags(words []string) []string {
	const program = "program"
	if len(d.entrypoint()) > 0 {
		return d.withoutPaths(append([]string{program}, words...))[1:]
	}
	return d.withoutPaths(words)
}
