// Package trace writes a run as a trace that Perfetto (https://ui.perfetto.dev) and Chrome (chrome://tracing) open: a process for
// each node, a thread for each slot, and in it containers, scenarios and steps, each within the one that it is part of.
//
// The format is the Trace Event Format, in its form of a JSON object
// (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). Its readers refuse, or draw wrong, what
// overlaps on a thread without lying within the other, so nothing here does: what goes on at the same time in one slot has a row,
// that is a thread, of its own, and what ends after what it is part of is cut there.
//
// Times are of three clocks: Baleen's, the engine's and the suite's. Where they differ so much that a process would have run
// before its container was made or after it was removed, all of that container's are moved by as little as brings it inside, and
// the container's arguments say by how much. Where a report has durations and no times, what it lists lies end to end, in the
// order of the file, and says so.
package trace

import (
	"cmp"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/org/baleen-action/result"
)

// Options are what a trace shows beside the run.
type Options struct {
	// Calls are those to engines, each node's in the order in which they began; nil: they are not known.
	Calls iter.Seq[Call]
	// CallsLeftOut is how many more there were.
	CallsLeftOut int
	// Services are the containers of services.
	Services []Service
	Clean    *result.Cleaner // for the texts of calls and services; nil: no secrets are known
}

// Call is a call to an engine.
type Call struct {
	Node   int    // 0: it is the only one
	Method string // such as ContainerStart
	Of     string // ID or name of what it is about
	As     string // the name that it gave a container
	Began  time.Time
	Took   time.Duration
	Error  string
}

// Service is a container of a service.
type Service struct {
	Node  int // 0: it is the only one
	Slot  int
	Name  string
	ID    string
	Began time.Time
	Ended time.Time // zero: that is not known
}

// Write writes the trace of a run. Attempts of earlier runs, whose report this one goes on with, are left out.
func Write(out io.Writer, run *result.Run, o Options) error {
	attempts := slices.DeleteFunc(slices.Clone(run.Attempts), func(a result.Attempt) bool { return a.Run != "" || a.Created.IsZero() })
	slices.SortStableFunc(attempts, func(a, b result.Attempt) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Slot, b.Slot), a.Created.Compare(b.Created))
	})
	base := beginning(run, attempts, o)
	w := open(out, head{
		Version: run.Version, Run: run.ID, Name: run.Name, Image: run.Image, Started: base.UTC().Format(time.RFC3339Nano), Verdict: run.Verdict.State,
		LeftOut: len(run.Attempts) - len(attempts), CallsLeftOut: o.CallsLeftOut,
	})
	b := &builder{run: run, base: base, out: w, held: holdings(run), next: len(run.Nodes) + firstThread, clean: o.Clean, named: map[int]bool{}}
	b.processes()
	for len(attempts) > 0 {
		end := slices.IndexFunc(attempts, func(a result.Attempt) bool { return a.Node != attempts[0].Node || a.Slot != attempts[0].Slot })
		if end < 0 {
			end = len(attempts)
		}
		b.slot(attempts[:end])
		attempts = attempts[end:]
	}
	b.services(o.Services)
	b.calls(o.Calls)
	b.running()
	return w.close()
}

// beginning is where the trace begins: with the run, or with the first call that prepares it.
func beginning(run *result.Run, attempts []result.Attempt, o Options) time.Time {
	first := run.Started
	for _, a := range attempts {
		if a.Created.Before(first) {
			first = a.Created
		}
	}
	if o.Calls != nil {
		for c := range o.Calls {
			if c.Began.Before(first) {
				first = c.Began
			}
		}
	}
	return first
}

// firstThread is the number of the first thread. Perfetto takes a thread with the number of a process for its main one.
const firstThread = 100

// builder makes the events of a run.
type builder struct {
	run   *result.Run
	base  time.Time // that all times count from
	out   *writer
	held  map[string][]held // what ran in each attempt, by its ID
	next  int               // number of the next thread
	named map[int]bool      // processes that have a name
	// clean is for texts that are not of the model.
	clean *result.Cleaner
}

// since is the time from the beginning of the trace, in whole ticks.
func (b *builder) since(t time.Time) time.Duration { return t.Sub(b.base).Truncate(tick) }

// end is when the run ended.
func (b *builder) end() time.Duration { return b.since(b.run.Started.Add(b.run.Wall)) }

// pid is the process of an attempt's node.
func pid(node int) int { return max(1, node) }
