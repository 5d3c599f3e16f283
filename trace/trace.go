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
	"slices"
	"time"

	"github.com/org/baleen-action/result"
)

// Write writes the trace of a run. Attempts of earlier runs, whose report this one goes on with, are left out.
func Write(out io.Writer, run *result.Run) error {
	attempts := slices.DeleteFunc(slices.Clone(run.Attempts), func(a result.Attempt) bool { return a.Run != "" || a.Created.IsZero() })
	slices.SortStableFunc(attempts, func(a, b result.Attempt) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Slot, b.Slot), a.Created.Compare(b.Created))
	})
	base := run.Started
	for _, a := range attempts {
		if a.Created.Before(base) {
			base = a.Created
		}
	}
	w := open(out, head{
		Version: run.Version, Run: run.ID, Name: run.Name, Image: run.Image, Started: base.UTC().Format(time.RFC3339Nano), Verdict: run.Verdict.State,
		LeftOut: len(run.Attempts) - len(attempts),
	})
	b := &builder{run: run, base: base, out: w, held: holdings(run), next: len(run.Nodes) + firstThread}
	b.processes(attempts)
	for len(attempts) > 0 {
		end := slices.IndexFunc(attempts, func(a result.Attempt) bool { return a.Node != attempts[0].Node || a.Slot != attempts[0].Slot })
		if end < 0 {
			end = len(attempts)
		}
		b.slot(attempts[:end])
		attempts = attempts[end:]
	}
	b.running()
	return w.close()
}

// firstThread is the number of the first thread. Perfetto takes a thread with the number of a process for its main one.
const firstThread = 100

// builder makes the events of a run.
type builder struct {
	run  *result.Run
	base time.Time // that all times count from
	out  *writer
	held map[string][]held // what ran in each attempt, by its ID
	next int               // number of the next thread
}

// since is the time from the beginning of the trace.
func (b *builder) since(t time.Time) time.Duration { return t.Sub(b.base) }

// pid is the process of an attempt's node.
func pid(node int) int { return max(1, node) }
