package inputs

import (
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/shell"
)

// Placeholders of a command.
const (
	FilesMark  = "{files}"
	ReportMark = "{report}"
)

// Suite holds the inputs that say how to find and run a suite.
type Suite struct {
	Image     string
	Patterns  []string
	Tags      cucumber.Filter
	Runner    string // a recipe's name, or RunnerAuto
	Command   string
	BeforeRun string
	Usual     []string // the command of the service that holds the runner; nil: none, or the input command is in its place
	Before    string
	Shell     []string // the words before a script; nil: no shell
	Root      string
	WorkDir   string
	Workspace string // WorkspaceImage, WorkspaceCopy or WorkspaceBind
	FilesFrom string // FromAuto, FromWorkspace or FromImage
	Stale     string // StaleWarn or StaleFail
	Signal    string // that the shell of a command has to survive, because the runner gets it as well; empty: none but an interrupt
}

// Values of inputs that other packages use.
const (
	RunnerAuto     = "auto"
	WorkspaceImage = "image"
	WorkspaceCopy  = "copy"
	WorkspaceBind  = "bind"
	FromAuto       = "auto"
	FromWorkspace  = "workspace"
	FromImage      = "image"
	StaleWarn      = "warn"
	StaleFail      = "fail"
	noShell        = "none"
)

// Brings reports whether the checkout's files are put over the image's.
func (s Suite) Brings() bool { return s.Workspace == WorkspaceCopy || s.Workspace == WorkspaceBind }

// suite checks the inputs that say how to run the suite.
func (c *checker) suite(in Run, usual []string) Suite {
	s := Suite{
		Image: in.Image, Patterns: list(in.Files), Runner: in.Runner, Command: in.Command, BeforeRun: in.BeforeRun, Before: in.Before,
		Root: in.Root, WorkDir: in.WorkDir, Workspace: in.Workspace, FilesFrom: in.FilesFrom, Stale: in.Stale, Signal: signalOf(in.OnSilence),
	}
	if s.Command == "" {
		s.Usual = usual
	}
	c.workspace(s)
	c.runner(s.Runner)
	if in.Shell != noShell {
		s.Shell = strings.Fields(in.Shell)
	}
	c.oneOf("shell", in.Shell, "sh -c", "bash -c", noShell)
	if info, err := os.Stat(s.Root); err != nil || !info.IsDir() {
		c.say("root", fmt.Sprintf("%q is not a folder", s.Root), "name a folder of the checkout, as seen from where Baleen runs")
	}
	if s.WorkDir != "" && !path.IsAbs(s.WorkDir) {
		c.say("work-dir", fmt.Sprintf("%q is not absolute", s.WorkDir), "--work-dir /"+s.WorkDir)
	}
	s.Tags = c.tags(in)
	c.command(s)
	return s
}

// workspace checks the inputs that say where the suite's files come from.
func (c *checker) workspace(s Suite) {
	c.oneOf("files-from", s.FilesFrom, FromAuto, FromWorkspace, FromImage)
	c.oneOf("stale", s.Stale, StaleWarn, StaleFail)
	c.oneOf("workspace", s.Workspace, WorkspaceImage, WorkspaceCopy, WorkspaceBind)
	if s.Brings() && s.FilesFrom == FromImage {
		c.say("files-from", "image contradicts workspace "+s.Workspace+": the containers have the checkout's files", "leave one of them out")
	}
}

func (c *checker) runner(name string) {
	var names []string
	for _, r := range cucumber.Recipes() {
		names = append(names, r.Name)
	}
	c.offer("runner", append(slices.Clone(names), RunnerAuto, cucumber.Custom, cucumber.ExitCode))
	if _, known := cucumber.Find(name); known || name == RunnerAuto {
		return
	}
	c.say("runner", fmt.Sprintf("%q is not known", name), "use "+strings.Join(names, ", ")+", custom, exit-code or auto")
}

func (c *checker) tags(in Run) cucumber.Filter {
	if in.Tags == "" {
		return cucumber.Filter{}
	}
	filter, err := cucumber.NewFilter("the input tags", in.Tags)
	bare, marked := bareTags(in.Tags)
	switch {
	case len(bare) > 0:
		c.say("tags", fmt.Sprintf("%q is not a tag: every tag begins with @", bare[0]), "--tags "+shell.Quote(marked))
	case err != nil:
		c.say("tags", fmt.Sprintf("%q is not a tag expression: tags stand between and, or, not and brackets", in.Tags), "--tags '@fast and not (@wip or @slow)'")
	}
	if in.Runner == cucumber.ExitCode {
		c.say("tags", "exit-code runs whole files and cannot leave scenarios out", "choose files, or --runner custom")
	}
	return filter
}

var tagWord = regexp.MustCompile(`(^|[\s(~,!])([\pL\d_][^\s(),~!&|]*)`)

// bareTags returns the tags of an expression that lack their @, and the expression with every @ added.
func bareTags(expression string) (bare []string, marked string) {
	if strings.Contains(expression, `\`) {
		return nil, expression // a tag with escaped brackets or spaces
	}
	marked = tagWord.ReplaceAllStringFunc(expression, func(found string) string {
		parts := tagWord.FindStringSubmatch(found)
		if slices.Contains([]string{"and", "or", "not"}, strings.ToLower(parts[2])) {
			return found
		}
		bare = append(bare, parts[2])
		return parts[1] + "@" + parts[2]
	})
	return bare, marked
}

// command checks the command, before-run and before-command.
func (c *checker) command(s Suite) {
	if s.BeforeRun != "" && s.Shell == nil {
		c.say("before-run", "needs a shell", "--shell 'sh -c'")
	}
	script := s.Command
	switch {
	case script == "" && s.Usual != nil && s.Runner == cucumber.Custom && !strings.Contains(strings.Join(s.Usual, " "), ReportMark):
		c.say("command", "of the Compose service does not say where the report goes", "write it below {report}, or use --runner exit-code for one result per file")
		return
	case script == "" && s.Usual == nil && (s.Runner == cucumber.Custom || s.Runner == cucumber.ExitCode):
		c.say("command", "is required with runner "+s.Runner, "--command 'my-runner {files}'")
		return
	case script == "" && s.Before != "" && s.Shell == nil:
		c.say("before-command", "needs a shell", "--shell 'sh -c'")
		return
	case script == "":
		return
	case !strings.Contains(script, FilesMark) && !mayByEnvironment(s.Runner, script):
		c.say("command", "does not say where the feature files go", "--command "+shell.Quote(WithFiles(script)))
	case s.Runner == cucumber.Custom && !strings.Contains(script, ReportMark):
		c.say("command", "does not say where the report goes",
			"write it below {report}, or use --runner exit-code for one result per file")
	}
	if s.Shell == nil {
		c.words(s)
		return
	}
	if alone, err := shell.Alone(script, FilesMark); err != nil {
		c.say("command", "cannot be "+err.Error(), "put the script into a file: --command 'sh run.sh {files}'")
	} else if !alone {
		c.say("command", "{files} stands inside quotes or beside other text", "make it a word of its own: Baleen quotes every path")
	}
}

// mayByEnvironment reports whether the runner may get the files by environment, so that its command needs no {files}. The image is
// not known yet.
func mayByEnvironment(runner, script string) bool {
	if runner == RunnerAuto {
		runner = cucumber.Guess(shell.Words(script))
	}
	recipe, known := cucumber.Find(runner)
	return !known || recipe.ByEnvironment()
}

func (c *checker) words(s Suite) {
	words, err := shell.Split(s.Command)
	switch {
	case err != nil:
		c.say("command", "cannot be "+err.Error(), "close every quote, and quote what only a shell can expand, or give a --shell")
	case strings.Contains(s.Command, FilesMark) && !slices.Contains(words, FilesMark):
		c.say("command", "{files} is only a part of a word", "make it a word of its own: Baleen puts several words in its place")
	}
	if s.Before != "" {
		c.say("before-command", "needs a shell", "--shell 'sh -c'")
	}
}
