// Package drive is the story of each command: run, plan, merge and cleanup.
package drive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/org/baleen-action/execute/docker"
	"github.com/org/baleen-action/inputs"
	"github.com/org/baleen-action/mask"
	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/report"
	"github.com/org/baleen-action/result"
)

// Program is Baleen as a value. It uses nothing of the outside world but these fields.
type Program struct {
	Getenv   func(string) string
	Environ  []string // NAME=VALUE; unknown BALEEN_ variables are reported
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // Stdout is one
	Width    int  // of the terminal, in columns
	Now      func() time.Time
	// Connect reaches the daemon. It is called once, after all inputs are checked.
	Connect func(context.Context, docker.ConnectOptions) (docker.Daemon, docker.Server, error)
	// A second signal closes Hurry: then containers are removed at once, without copying anything out.
	Hurry   <-chan struct{}
	Version string // of Baleen
}

// Connect reaches the real daemon.
func Connect(ctx context.Context, o docker.ConnectOptions) (docker.Daemon, docker.Server, error) {
	return docker.Connect(ctx, o)
}

// Version is the release, or else the module's version, or the commit that the binary was built from.
func Version(release string) string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}

// Cancelled is the cause of a context that a signal ended.
type Cancelled struct{ Signal syscall.Signal }

// Error is the signal's name.
func (c Cancelled) Error() string { return c.Signal.String() }

// signalOf is the signal that ended ctx, 0 if none did.
func signalOf(ctx context.Context) syscall.Signal {
	var c Cancelled
	if errors.As(context.Cause(ctx), &c) {
		return c.Signal
	}
	return 0
}

// Run runs the command that the arguments name and returns the exit status.
func (p Program) Run(ctx context.Context, args []string) int {
	var line inputs.CommandLine
	// GitHub starts Baleen with the words of the action's input args (args: merge nodes); its other inputs apply as well.
	asAction := (len(args) == 0 || p.Getenv("INPUT_ARGS") != "") && p.Getenv("GITHUB_ACTIONS") == "true"
	if asAction && len(args) == 0 {
		args = []string{"run"}
	}
	if len(args) == 1 && (args[0] == "-v" || args[0] == "--version") {
		args = []string{"version"} // as most programs have it
	}
	command, err := inputs.Parse(&line, args, inputs.ParseOptions{Getenv: p.Getenv, AsAction: asAction, Dir: ".", Stdout: p.Stdout, Stderr: p.Stderr})
	switch {
	case err != nil:
		s := p.open()
		defer s.platform.Close()
		if inputs.Find(err) != nil {
			return s.stop(ctx, err)
		}
		return s.complain(err, result.ExitInputs)
	case command == "" && len(args) == 0:
		return result.ExitInputs
	}
	return p.do(ctx, command, line)
}

// do runs a command; none if the help was printed.
func (p Program) do(ctx context.Context, name string, line inputs.CommandLine) int {
	command, known := commands()[name]
	switch {
	case !known:
		return result.ExitPassed
	case !command.reports:
		return command.run(ctx, session{Program: p}, line)
	}
	s := p.open()
	defer s.platform.Close()
	return command.run(ctx, s, line)
}

// session is a program on its platform, with the cleaner for its output.
type session struct {
	Program
	platform platform.Platform
	clean    *result.Cleaner // nil: no secrets are known
	mask     *mask.Mask      // nil: none of them is to be masked
}

// open sends all output to the platform's log, if there is one.
func (p Program) open() session {
	s := session{Program: p}
	return s.on(platform.Detect(p.Getenv, p.Stdout, p.Now))
}

// on returns the session on a platform, to whose log everything goes that is printed.
func (s session) on(at platform.Platform) session {
	if log := at.Log(); log != nil {
		s.Stdout, s.Stderr, s.Terminal = log, log, false
	}
	s.platform = at
	return s
}

// complain prints an error, and its hint if it has one, and returns the exit status.
func (s session) complain(err error, status int) int {
	fmt.Fprintln(s.Stderr, "baleen:", s.clean.Text(err.Error()))
	if hint := inputs.HintOf(err); hint != "" {
		fmt.Fprintln(s.Stderr, "  hint:", s.clean.Text(hint))
	}
	return status
}

// stop reports why nothing ran, and returns the exit status for it.
func (s session) stop(ctx context.Context, err error) int {
	if signal := signalOf(ctx); signal != 0 {
		return s.stopped(fmt.Errorf("cancelled by %s before any container was started", signal), 128+int(signal))
	}
	wrong := inputs.Find(err)
	if wrong == nil {
		return s.stopped(err, result.ExitIncomplete)
	}
	var all []report.Complaint
	for _, w := range wrong {
		s.complain(w, result.ExitInputs)
		if w.Place != "" {
			w.Problem += " (" + w.Place + ")"
		}
		all = append(all, report.Complaint{Input: cmp.Or(w.Input, inputs.ProjectFile), Problem: s.clean.Text(w.Problem), Hint: s.clean.Text(w.Advice)})
	}
	return s.exit(s.platform.Wrong(all), result.ExitInputs)
}

func (s session) stopped(err error, status int) int {
	s.complain(err, status)
	why := report.Stop{Problem: s.clean.Text(err.Error()), Hint: s.clean.Text(inputs.HintOf(err))}
	return s.exit(s.platform.Stopped(why, status), status)
}

// exit returns the status, and reports it if the platform could not be informed.
func (s session) exit(err error, status int) int {
	if err != nil {
		return s.complain(err, status)
	}
	return status
}
