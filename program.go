package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/shell"
)

// program is Baleen as a value: all that it knows of the world is in these fields.
type program struct {
	getenv   func(string) string
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	terminal bool // stdout is one
	width    int  // of the terminal, in columns
	now      func() time.Time
	clean    *result.Cleaner // of the secrets, once they are known
	// connect reaches the daemon; it is called once, after all inputs have been found right.
	connect func(context.Context, execute.ConnectOptions) (execute.Docker, execute.Server, error)
	// hurry is closed by a second signal: containers are removed at once, with whatever is in them.
	hurry <-chan struct{}
	// platform is set as soon as a run begins; what else is printed may be read by a script.
	platform platform
}

func connect(ctx context.Context, o execute.ConnectOptions) (execute.Docker, execute.Server, error) {
	return execute.Connect(ctx, o)
}

// cancelled is the cause of a context that a signal ended.
type cancelled struct{ signal syscall.Signal }

// Error is the signal's name.
func (c cancelled) Error() string { return c.signal.String() }

// signalOf is the signal that ended ctx, 0 if none did.
func signalOf(ctx context.Context) syscall.Signal {
	var c cancelled
	if errors.As(context.Cause(ctx), &c) {
		return c.signal
	}
	return 0
}

// run does what the arguments say and returns the exit status.
func (p program) run(ctx context.Context, args []string) int {
	var cli commandLine
	// The action's input args is what the runner starts Baleen with (args: merge nodes); its other inputs count all the same.
	asAction := len(args) == 0 || p.getenv("INPUT_ARGS") != ""
	onGitHub := asAction && p.getenv("GITHUB_ACTIONS") == "true"
	if onGitHub && len(args) == 0 {
		args = []string{"run"}
	}
	command, status := p.parse(&cli, args, onGitHub)
	switch command {
	case "run":
		return p.runSuite(ctx, cli.Run, "")
	case "cucumber":
		return p.runSuite(ctx, cli.Cucumber, "cucumber-ruby")
	case "plan":
		return p.plan(ctx, cli.Plan)
	case "merge <dir>":
		return p.merge(ctx, cli.Merge)
	case "cleanup":
		return p.cleanup(ctx, cli.Cleanup)
	case execute.HoldCommand:
		if err := execute.Hold(ctx, p.stdin, p.stdout); err != nil {
			return p.complain(err, result.ExitIncomplete)
		}
	case "version":
		fmt.Fprintln(p.stdout, "baleen", version())
	}
	return status
}

// parse reads the arguments. An empty command means that there is nothing left to do but to exit with status.
func (p program) parse(cli *commandLine, args []string, onGitHub bool) (command string, status int) {
	exit := -1
	parser, err := kong.New(cli,
		kong.Name("baleen"),
		kong.Description("Runs the feature files of a Cucumber suite in parallel, each in a fresh container."),
		kong.Writers(p.stdout, p.stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 120}),
		kong.ValueFormatter(describe),
		kong.ExplicitGroups(groups),
		kong.Resolvers(resolver(p.getenv, onGitHub)),
	)
	if err != nil {
		return "", p.complain(fmt.Errorf("declare the command line: %w", err), result.ExitIncomplete)
	}
	if len(args) == 0 {
		args = []string{"--help"}
		defer func() { status = result.ExitInputs }()
	}
	parsed, err := parser.Parse(args)
	switch {
	case exit >= 0:
		return "", exit
	case err != nil:
		p = p.onPlatform()
		defer p.platform.close()
		return "", p.complain(hinted{err, usage(parser, args, err)}, result.ExitInputs)
	}
	return parsed.Command(), result.ExitPassed
}

// describe is the help of an input: what it means, and its default.
func describe(v *kong.Value) string {
	text := v.Help
	if v.HasDefault {
		text += " (default: " + v.Default + ")"
	}
	return text
}

// usage is the hint for a command line that cannot be read.
func usage(parser *kong.Kong, args []string, err error) string {
	word := firstWord(args)
	known := slices.ContainsFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == word })
	stray, file := strings.CutPrefix(err.Error(), "unexpected argument ")
	switch {
	case !known:
		return "baleen --help lists the commands"
	case file && word != "cleanup" && word != "version":
		return "baleen " + word + " --files " + shell.Quote(stray)
	}
	return "baleen " + word + " --help lists what can be given"
}

// firstWord is the subcommand that was meant, so that a hint can name it.
func firstWord(args []string) string {
	if strings.HasPrefix(args[0], "-") {
		return "run"
	}
	return args[0]
}

// resolver looks a flag up that was not given: the action's input, where Baleen was started as an action, and then the
// BALEEN_ variable. An empty value is no value: GitHub cannot tell the two apart.
func resolver(getenv func(string) string, onGitHub bool) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := strings.ToUpper(flag.Name)
		underscored := strings.ReplaceAll(name, "-", "_")
		var names []string
		if onGitHub {
			// Shells that cannot export a hyphen pass the second spelling on (actions/runner#2283).
			names = append(names, "INPUT_"+name, "INPUT_"+underscored)
		}
		for _, name := range append(names, "BALEEN_"+underscored) {
			if value := getenv(name); strings.TrimSpace(value) != "" && flag.Name != "help" {
				return value, nil
			}
		}
		return nil, nil
	})
}

// hinted is an error with a sentence on what to type or to do instead.
type hinted struct {
	error
	hint string
}

// Unwrap gives the error without its hint.
func (h hinted) Unwrap() error { return h.error }

// Hint says what to do instead.
func (h hinted) Hint() string { return h.hint }

// complain prints an error, and its hint if it has one, and returns the exit status.
func (p program) complain(err error, status int) int {
	fmt.Fprintln(p.stderr, "baleen:", p.clean.Text(err.Error()))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintln(p.stderr, "  hint:", p.clean.Text(hint))
	}
	return status
}

func hintOf(err error) string {
	var own interface{ Hint() string }
	var engine *execute.HintError
	switch {
	case errors.As(err, &own):
		return own.Hint()
	case errors.As(err, &engine):
		return engine.Hint
	}
	return ""
}

// release is the version of a released binary. The linker sets it (-X main.release=v1.2.3): a build from an archive or in
// an image has no Git to ask, and the commit that carries the tag is not the one that the image was built from.
var release string

// version is the release, or else the module's, or the commit that the binary was built from.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
