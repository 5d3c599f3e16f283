package stream

import (
	"io"

	"github.com/org/baleen-action/result"
)

// Live writes the messages of a run while it goes on, container by container, each in whole lines. They are those of Write, but
// for what only the end tells: whether a scenario will be tried again. It is not safe for concurrent use.
type Live struct {
	writer    *writer
	described map[string]bool // files
	numbers   map[spot]int    // of attempts so far
}

// NewLive prepares to write the messages of a run. The run may change until its messages are written.
func NewLive(out io.Writer, run *result.Run, o Options) (*Live, error) {
	w, err := newWriter(out, run, o)
	if err != nil {
		return nil, err
	}
	return &Live{w, map[string]bool{}, map[spot]int{}}, nil
}

// Begin writes the start of the run.
func (l *Live) Begin() error {
	l.writer.begin()
	return l.writer.flush()
}

// Attempt writes what an attempt told of each scenario that it decided. The attempt is recorded in the run. One that decides
// nothing adds nothing.
func (l *Live) Attempt(a result.Attempt) error {
	w := l.writer
	if a.Alone || a.Burn || a.Superseded {
		return nil
	}
	w.parents[a.ID()] = a
	told := map[spot][]try{}
	w.gather(a, func(at spot, t try) error {
		told[at] = append(told[at], t)
		return nil
	})
	for _, name := range a.Files {
		if file := w.run.File(name); file != nil {
			l.file(a, file, told)
		}
	}
	w.define()
	w.hookRuns(false)
	w.hookRuns(true)
	w.around = nil
	return w.flush()
}

// file writes a file, once, and its scenarios that an attempt decided.
func (l *Live) file(a result.Attempt, file *result.File, told map[spot][]try) {
	w := l.writer
	f := w.feature(file)
	if !l.described[file.Path] {
		l.described[file.Path] = true
		w.describe(f)
	}
	for k := range file.Scenarios {
		s := &file.Scenarios[k]
		at := spot{file.Path, s.Line}
		if s.Attempt != a.ID() {
			continue
		}
		raw := told[at]
		if strange(*s) {
			raw = nil
		}
		for _, t := range w.settle(f, k, raw) {
			if t.Attempt == a.ID() {
				w.try(f, k, numbered{t, l.numbers[at], false})
				l.numbers[at]++
			}
		}
	}
}

// End writes the end of a judged run, and closes what was open.
func (l *Live) End() error {
	defer l.writer.close()
	l.writer.end()
	return l.writer.flush()
}
