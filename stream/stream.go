// Package stream writes a run as one stream of Cucumber messages (https://github.com/cucumber/messages), whichever runner it
// had. The messages of runners that write them are joined; for others they are made from the feature files and the model.
package stream

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	messages "github.com/cucumber/messages/go/v34"

	"github.com/org/baleen-action/result"
)

// Protocol is the version of the protocol that all messages have, whichever version the runner speaks.
const Protocol = "34.2.1"

// Options are what the messages of a run need beside the run.
type Options struct {
	Folder string          // the report folder, with the files of the runners in raw/ and the attachments in artifacts/
	Clean  *result.Cleaner // for all foreign text
	Embed  bool            // large attachments stay in the stream
	// Sources returns the text of a feature file, by result.File.Path; nil, or known unset: a document is made from the model.
	Sources func(path string) (text string, known bool)
	// Nodes are those of a merged run. Their streams are joined, with the sources that these have, and not what is in raw/.
	Nodes []Node
}

// Write writes all messages of a run that has ended. What is in memory at once is one feature file and one scenario, not the
// run. A report that is broken loses its details only: every scenario of the run has its status in the stream.
func Write(out io.Writer, run *result.Run, o Options) error {
	w, err := newWriter(out, run, o)
	if err != nil {
		return err
	}
	defer w.close()
	all, err := newSpill(o.Folder)
	if err != nil {
		return err
	}
	defer all.close()
	w.join(all.keep)
	if len(o.Nodes) == 0 {
		for _, a := range inOrder(run) {
			w.gather(a, all.keep)
		}
	}
	w.begin()
	w.define()
	w.hookRuns(false)
	for i := range run.Files {
		w.file(i, all)
	}
	w.hookRuns(true)
	w.end()
	return w.flush()
}

// writer writes the messages of a run.
type writer struct {
	out     *bufio.Writer
	failed  error
	run     *result.Run
	options Options
	folder  *os.Root // the report folder
	nodes   []node
	texts   map[string]string // of feature files, from the streams of nodes
	known   definitions
	around  []hookRun       // hooks of the whole run, in every container
	meta    *messages.Meta  // of the first runner that tells; nil: none does
	clues   map[spot][]clue // suggested code, by scenario
	parents map[string]result.Attempt
	cases   map[string]bool
}

// newWriter prepares to write the messages of a run.
func newWriter(out io.Writer, run *result.Run, o Options) (*writer, error) {
	w := &writer{
		out: bufio.NewWriter(out), run: run, options: o, known: definitions{known: map[string]bool{}}, clues: map[spot][]clue{},
		parents: map[string]result.Attempt{}, cases: map[string]bool{}, texts: map[string]string{},
	}
	for _, a := range run.Attempts {
		w.parents[a.ID()] = a
	}
	folder, err := os.OpenRoot(o.Folder)
	if err != nil {
		return nil, fmt.Errorf("open report folder: %w", err)
	}
	w.folder = folder
	if err := w.openNodes(); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *writer) close() {
	w.folder.Close()
	for _, n := range w.nodes {
		n.root.Close()
	}
}

func (w *writer) flush() error {
	if err := errors.Join(w.failed, w.out.Flush()); err != nil {
		return fmt.Errorf("write messages: %w", err)
	}
	return nil
}

// file writes a feature file, and every attempt at each of its scenarios.
func (w *writer) file(i int, all *spill) {
	f := w.feature(&w.run.Files[i])
	w.describe(f)
	for k := range f.file.Scenarios {
		s := &f.file.Scenarios[k]
		tries, err := all.tries(spot{f.file.Path, s.Line})
		w.fail(err)
		if strange(*s) { // the messages at its line are those of the planned scenario
			tries = nil
		}
		w.scenario(f, k, tries)
	}
}

// scenario writes all attempts at a scenario.
func (w *writer) scenario(f feature, k int, raw []try) {
	tries := w.settle(f, k, raw)
	for n, t := range tries {
		w.try(f, k, numbered{t, n, n < len(tries)-1})
	}
}

func (w *writer) fail(err error) {
	if w.failed == nil {
		w.failed = err
	}
}
