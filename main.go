// Command baleen runs the feature files of a Cucumber suite in parallel, each in a fresh container, and reports.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	hurry := make(chan struct{})
	signals := make(chan os.Signal, 3)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		cancel(cancelled{(<-signals).(syscall.Signal)})
		<-signals
		close(hurry)
		os.Exit(128 + int((<-signals).(syscall.Signal))) // explicit: as PID 1 of a container there is no default
	}()
	signal.Ignore(syscall.SIGPIPE) // a reader of our output that goes away must not keep containers from being removed
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	p := program{
		getenv:   os.Getenv,
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   os.Stderr,
		terminal: err == nil,
		width:    width,
		now:      time.Now,
		connect:  connect,
		hurry:    hurry,
	}
	os.Exit(p.run(ctx, os.Args[1:]))
}
