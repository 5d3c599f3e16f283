package trace

import (
	"cmp"
	"fmt"
	"path"
	"time"

	"github.com/org/baleen-action/result"
)

// span is a time of the trace.
type span struct{ from, to time.Duration }

// within moves a span into another one, and cuts what sticks out.
func (s span) within(outer span) span {
	s.from = min(max(s.from, outer.from), outer.to)
	return span{s.from, min(max(s.to, s.from), outer.to)}
}

// lasting is what begins at a time and takes another.
func lasting(from, took time.Duration) span { return span{from, (from + took).Truncate(tick)} }

// after moves the beginning of a span behind a time, and makes it take as many ticks, within another one: readers mix up the order
// of what begins at the same time and takes none.
func (s span) after(at time.Duration, ticks int, outer span) span {
	s.from = max(s.from, at)
	return span{s.from, max(s.to, s.from+time.Duration(ticks)*tick)}.within(outer)
}

// slice is something that took time, to be written as a complete event.
type slice struct {
	span
	name string
	cat  string
	bad  bool // it failed
	args any
}

func (s slice) event(pid, tid int) event {
	e := event{Name: s.name, Cat: s.cat, Phase: complete, Time: micros(s.from), Dur: micros(s.to - s.from), PID: pid, TID: tid, Args: s.args}
	if s.bad {
		e.Color = "terrible"
	}
	return e
}

// life is when a container was there, and its process.
type life struct {
	whole span
	run   span // if it ran
	ran   bool
	shift time.Duration // by which the engine's times are moved
}

// life returns the times of an attempt. The engine's clock may differ from Baleen's: its times are moved by as little as puts
// the process into the life of its container.
func (b *builder) life(a result.Attempt) life {
	l := life{whole: span{b.since(a.Created), max(b.since(a.Ended), b.since(a.Created))}}
	if a.Ended.IsZero() {
		l.whole.to = max(l.whole.from, b.end())
	}
	if a.Started.IsZero() {
		return l
	}
	run := span{b.since(a.Started), l.whole.to}
	if !a.Finished.IsZero() {
		run.to = b.since(a.Finished)
	}
	switch {
	case run.from < l.whole.from:
		l.shift = l.whole.from - run.from
	case run.to > l.whole.to:
		l.shift = max(l.whole.to-run.to, l.whole.from-run.from)
	}
	l.ran, l.run = true, span{run.from + l.shift, run.to + l.shift}.within(l.whole)
	return l
}

// container is what an attempt looks like: rows of slices, the first of which begins with the container itself.
type container struct {
	whole span
	rows  [][]slice
}

// containerArgs are what a container's event says beside its name and times.
type containerArgs struct {
	Attempt   string   `json:"attempt"`
	Class     string   `json:"class"`
	Exit      int      `json:"exit"`
	Container string   `json:"container,omitempty"`
	Files     []string `json:"files"`
	Output    string   `json:"output,omitempty"`
	Evidence  string   `json:"evidence,omitempty"`
	For       string   `json:"for,omitempty"`            // what it was for, if it decides nothing
	Shift     float64  `json:"clock_shift_ms,omitempty"` // by which the engine's times were moved
}

// container returns the slices of an attempt.
func (b *builder) container(a result.Attempt) container {
	l := b.life(a)
	main := []slice{{span: l.whole, name: title(a), cat: "container", bad: a.Class != result.Passed, args: containerArgs{
		Attempt: a.ID(), Class: string(a.Class), Exit: a.Exit, Container: a.Container, Files: a.Files, Output: a.Stdout,
		Evidence: a.Evidence, For: purpose(a), Shift: float64(l.shift.Microseconds()) / 1000,
	}}}
	startUp := span{l.whole.from, l.whole.to}
	if l.ran {
		startUp.to = l.run.from
	}
	main = phase(main, "start-up", startUp)
	main = phase(main, "wait for services", lasting(startUp.from, max(0, a.Waited)).within(startUp))
	if !l.ran {
		return container{l.whole, [][]slice{main}}
	}
	main = phase(main, "run", l.run)
	rows := b.scenarios(b.held[a.ID()], l)
	if len(rows) == 0 {
		rows = [][]slice{nil}
	}
	rows[0] = phase(append(main, rows[0]...), "read", span{l.run.to, l.whole.to})
	return container{l.whole, rows}
}

// phase adds a part of a container's life, if it took any time.
func phase(to []slice, name string, of span) []slice {
	if of.from == of.to {
		return to
	}
	return append(to, slice{span: of, name: name, cat: "phase"})
}

// title is the name of a container: its first file, and how many more.
func title(a result.Attempt) string {
	name := cmp.Or(a.Unit, "container")
	if len(a.Files) > 0 {
		name = path.Clean(a.Files[0])
	}
	if more := len(a.Files) - 1; more > 0 {
		name += fmt.Sprintf(" and %d more", more)
	}
	if a.Number > 1 {
		name += fmt.Sprintf(" (attempt %d)", a.Number)
	}
	return name
}

// purpose says what an attempt is for that decides nothing.
func purpose(a result.Attempt) string {
	switch {
	case a.Alone:
		return "to see whether what failed beside other files passes alone"
	case a.Burn:
		return "burn-in"
	case a.Check > 0:
		return "to see whether something failed outside the scenarios"
	case a.Superseded:
		return "superseded"
	}
	return ""
}
