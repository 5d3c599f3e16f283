package live

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
	"github.com/org/baleen-action/stream"
)

// waiting is how many calls of a Writer may wait for the disk before one blocks.
const waiting = 1024

// Writer writes the file of a run. Its methods render or copy what changes afterwards, and a goroutine writes: each call in one
// piece, so that a reader never sees a part of a line unless the disk is full. A nil Writer writes nothing.
type Writer struct {
	queue chan func()
	done  chan struct{}

	// All that follows belongs to the goroutine.
	file     *os.File
	run      result.Run // as far as its messages are written
	messages *stream.Live
	text     bytes.Buffer
	failed   error
}

// Create starts the file of a run in the report folder that the options name.
func Create(run *result.Run, p Plan, o stream.Options) (*Writer, error) {
	file, err := os.OpenFile(filepath.Join(o.Folder, reportdir.Live), os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("make %s: %w", reportdir.Live, err)
	}
	w := &Writer{queue: make(chan func(), waiting), done: make(chan struct{}), file: file, run: *run}
	w.run.Files = slices.Clone(run.Files)
	for i, f := range w.run.Files {
		w.run.Files[i] = copied(f)
	}
	if w.messages, err = stream.NewLive(&w.text, &w.run, o); err != nil {
		file.Close()
		return nil, err
	}
	go func() {
		defer close(w.done)
		for write := range w.queue {
			write()
		}
	}()
	w.queue <- func() {
		w.fail(w.messages.Begin())
		w.put(Record{Plan: &p})
	}
	return w, nil
}

// Started writes that an attempt started.
func (w *Writer) Started(s Started) {
	if w != nil {
		w.queue <- func() { w.put(Record{Started: &s}) }
	}
}

// Ended writes an attempt, and the messages of the scenarios that it decided. Whole are its files with all their scenarios.
func (w *Writer) Ended(e Ended, whole []*result.File) {
	if w == nil {
		return
	}
	line, err := Record{Ended: &Ended{e.Attempt, withoutSteps(e.Files), e.Parts}}.line()
	var files []result.File
	for _, f := range whole {
		files = append(files, copied(*f))
	}
	w.queue <- func() {
		w.fail(err)
		w.text.Write(line)
		w.take(files)
		w.fail(w.messages.Attempt(e.Attempt))
		w.flush()
	}
}

// Finish writes the verdict and closes the file. It returns the first error of all calls.
func (w *Writer) Finish(run *result.Run) error {
	if w == nil {
		return nil
	}
	w.queue <- func() {
		w.run.Verdict, w.run.Wall = run.Verdict, run.Wall
		w.fail(w.messages.End())
		w.put(Record{Finished: &Finished{run.Verdict.State, run.Verdict.Exit}})
	}
	close(w.queue)
	<-w.done
	return errors.Join(w.failed, w.file.Close())
}

// take replaces files of the run by newer ones.
func (w *Writer) take(files []result.File) {
	for _, f := range files {
		if known := w.run.File(f.Path); known != nil {
			*known = f
		}
	}
}

func (w *Writer) put(r Record) {
	line, err := r.line()
	w.fail(err)
	w.text.Write(line)
	w.flush()
}

// flush writes what is ready. After an error it writes nothing more: what follows half a line would be lost, too.
func (w *Writer) flush() {
	if w.failed == nil {
		_, err := w.file.Write(w.text.Bytes())
		w.fail(err)
	}
	w.text.Reset()
}

func (w *Writer) fail(err error) {
	if w.failed == nil && err != nil {
		w.failed = fmt.Errorf("write %s: %w", reportdir.Live, err)
	}
}

// copied returns a file whose scenarios do not change any more.
func copied(f result.File) result.File {
	f.Scenarios = slices.Clone(f.Scenarios)
	for i, s := range f.Scenarios {
		if s.BurnIn != nil {
			burnIn := *s.BurnIn
			f.Scenarios[i].BurnIn = &burnIn
		}
	}
	return f
}

// withoutSteps returns files whose scenarios have no steps: the messages tell them.
func withoutSteps(files []*result.File) []*result.File {
	var out []*result.File
	for _, f := range files {
		bare := copied(*f)
		for i := range bare.Scenarios {
			s := &bare.Scenarios[i]
			s.Steps, s.Earlier = nil, slices.Clone(s.Earlier)
			for j := range s.Earlier {
				s.Earlier[j].Steps = nil
			}
		}
		out = append(out, &bare)
	}
	return out
}
