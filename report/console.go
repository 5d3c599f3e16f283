// Package report writes what people read of a run: the console, the summary, annotations and the job summary.
package report

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/org/baleen-action/result"
)

// How the console speaks:
//
//   - A file that passed is one line. Everything else says where to look, what happened and how to run it again.
//   - A place is path:line from the top of the checkout, whole and followed by a blank, so that a click opens it.
//   - State words of files and runs are upper case (PASS, TIMEOUT, INCOMPLETE). Those of scenarios are lower case and
//     spelled as in run.json (failed, not-run), so that a reader can search for them.
//   - Numbers have a unit and are never rounded into a promise: "about" stands before what is an estimate.
//   - What the suite wrote is shown whole and indented; what Baleen says about it is one sentence.
//   - Colour only repeats a word. No emoji, no exclamation marks, no apologies.

// ConsoleOptions describes the terminal and the run.
type ConsoleOptions struct {
	Terminal    bool                               // a person is watching: a progress line is kept below the text
	Color       bool                               // on a terminal only
	Width       int                                // of the terminal in columns; 0: 80
	Clock       func() time.Time                   // nil: time.Now
	Began       time.Time                          // when the run began; zero: now
	Rerun       func(path string, line int) string // the command line that runs a scenario again, or a file (line 0)
	Total       int                                // units in the plan
	Units       string                             // what the progress line calls them; empty: "files"
	Concurrency int                                // containers at a time
	PathWidth   int                                // of the longest path that will be shown, in columns; 0: a usual one
	Fails       func(result.Scenario) bool         // Run.Fails of the run; nil: that of a strict one
	Root        string                             // as Run.Root: stands before every path that is shown
	ReportDir   string                             // stands before the paths of the logs
	Clean       *result.Cleaner                    // for the output of containers, which is shown in a Log
}

// Ended is an attempt that ended, with its results by file.
type Ended struct {
	Attempt result.Attempt
	// Files are the attempt's files, each with the scenarios that the attempt was to run and no others.
	Files []*result.File
	// Parts names, by path, the part of each divided file that this container ran: "part 2 of 5".
	Parts map[string]string
	// SameAs is the ID of the first printed attempt that ended the same way; empty: this is the first.
	SameAs string

	// asBefore returns the place that was printed with a cause before; empty: this is the first, and from now on it is that one.
	asBefore func(cause, place string) string
}

// Console shows a run while it goes on. Its methods may be called from any goroutine. They render their arguments
// before they return, so the caller may change them afterwards, and they never wait for the writer.
type Console struct {
	options ConsoleOptions
	printed sync.Map // result.Trouble.Key -> ID of the first attempt that printed it
	causes  sync.Map // hash of a signature -> place of the first scenario that was printed with it
	in      chan message
	closing chan struct{}
	close   func() error
}

// NewConsole starts a console that alone writes to w until Close. If w is a Log, the whole output of the containers that
// did not pass is shown too, folded, as far as the platform's log has room: the report folder may not outlive the job.
func NewConsole(w io.Writer, o ConsoleOptions) *Console {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	c := &Console{options: o, in: make(chan message), closing: make(chan struct{})}
	out := make(chan message)
	printed := make(chan error, 1)
	p := &printer{w: w, options: o, progress: newProgress(o)}
	if log, is := w.(*Log); is {
		p.log, p.room = log, log.room()
	}
	go relay(c.in, out, c.closing)
	go func() { printed <- p.run(out) }()
	c.close = sync.OnceValue(func() error {
		close(c.closing)
		if err := <-printed; err != nil {
			return fmt.Errorf("write console: %w", err)
		}
		return nil
	})
	return c
}

// Notice prints a text of one or more lines.
func (c *Console) Notice(text string) {
	var p page
	p.text(0, text)
	c.send(message{text: defuse(p.String())})
}

// Started marks an attempt, by its ID, as running.
func (c *Console) Started(id string) {
	now := c.options.Clock()
	c.send(message{update: func(p *progress) { p.started(id, now) }})
}

// Ended prints the results of an attempt in one Write.
func (c *Console) Ended(e Ended) {
	marks := marksOf(e, c.options.fails)
	attempt := e.Attempt
	if t, found := attempt.Trouble(); found && !attempt.Superseded && e.SameAs == "" {
		if first, known := c.printed.LoadOrStore(t.Key(), attempt.ID()); known {
			e.SameAs = first.(string)
		}
	}
	e.asBefore = c.asBefore
	m := ended(c.options, e)
	m.text, m.brief = defuse(m.text), defuse(m.brief)
	m.update = func(p *progress) { p.ended(attempt, marks) }
	c.send(m)
}

func (c *Console) asBefore(cause, place string) string {
	first, known := c.causes.LoadOrStore(cause, place)
	if !known || first == place { // a retry of the first is shown in full again
		return ""
	}
	return first.(string)
}

// Command sends commands, if the console writes to a Log, after everything that was printed before.
func (c *Console) Command(all Commands) {
	if len(all.Annotations)+len(all.Services) > 0 {
		c.send(message{commands: all})
	}
}

// Summary prints the end of the run and takes the progress line away.
func (c *Console) Summary(run *result.Run) {
	text := "\n" + summary(run, c.options)
	c.send(message{text: defuse(text), update: (*progress).stop})
}

// Close waits until everything is written and returns the first error of the writer. What is sent later is dropped.
func (c *Console) Close() error { return c.close() }

func (c *Console) send(m message) {
	select {
	case c.in <- m:
	case <-c.closing:
	}
}

func (o ConsoleOptions) fails(s result.Scenario) bool {
	if o.Fails == nil {
		return (&result.Run{Strict: true}).Fails(s)
	}
	return o.Fails(s)
}

func (o ConsoleOptions) paint() paint { return paint(o.Terminal && o.Color) }
