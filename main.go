// Command baleen runs the feature files of a Cucumber suite in parallel, each in a fresh container, and reports.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/org/baleen-action/drive"
)

// release is the version of a released binary. The linker sets it (-X main.release=v1.2.3): a build from an archive or in
// an image has no Git to ask, and the commit that carries the tag is not the one that the image was built from.
var release string

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	hurry := make(chan struct{})
	signals := make(chan os.Signal, 3)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		cancel(drive.Cancelled{Signal: (<-signals).(syscall.Signal)})
		<-signals
		close(hurry)
		os.Exit(128 + int((<-signals).(syscall.Signal))) // explicit: as PID 1 of a container there is no default
	}()
	signal.Ignore(syscall.SIGPIPE) // a reader of our output that goes away must not keep containers from being removed
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	os.Exit(drive.Program{
		Getenv: os.Getenv, Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Terminal: err == nil, Width: width,
		Now: time.Now, Connect: drive.Connect, Hurry: hurry, Version: drive.Version(release),
	}.Run(ctx, os.Args[1:]))
}
