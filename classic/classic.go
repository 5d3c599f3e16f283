// Package classic writes a run as Cucumber's older JSON, which Jenkins' Cucumber Reports, Xray and others read. The format was
// never specified: what is written here is what these readers agree on (see docs/cucumber-tools.md).
package classic

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/org/baleen-action/result"
)

// Options are what is written beside the run.
type Options struct {
	// Folder is the report folder, from which attachments are embedded; empty: none are.
	Folder string
	Clean  *result.Cleaner // for text that is read from the folder; nil: no secrets are known
}

// Write writes a run as one JSON document: a feature per file, an element per scenario, each with its final outcome. It holds
// one scenario and one attachment in memory at a time.
func Write(out io.Writer, run *result.Run, o Options) error {
	w := writer{lists: lists{out: bufio.NewWriter(out)}, run: run, clean: o.Clean, ids: ids{}, attempts: map[string]result.Attempt{}, files: map[string][]result.Attempt{}}
	for _, a := range run.Attempts {
		w.attempts[a.ID()] = a
		for _, file := range a.Files {
			w.files[file] = append(w.files[file], a)
		}
	}
	if o.Folder != "" {
		folder, err := os.OpenRoot(o.Folder)
		if err != nil {
			return fmt.Errorf("open report folder: %w", err)
		}
		defer folder.Close()
		w.folder = folder
		w.choose()
	}
	w.document()
	if err := errors.Join(w.err, w.out.Flush()); err != nil {
		return fmt.Errorf("write classic JSON: %w", err)
	}
	return nil
}

// writer writes one run.
type writer struct {
	lists
	run      *result.Run
	clean    *result.Cleaner
	folder   *os.Root                    // nil: nothing is embedded
	embed    map[string]bool             // attachments for which there is room
	logged   int                         // bytes of logs so far
	ids      ids                         // of features
	attempts map[string]result.Attempt   // by ID
	files    map[string][]result.Attempt // by path
	red      bool                        // something that was written keeps a reader from showing success
}

// lists writes JSON whose lists stand in lists, an item at a time.
type lists struct {
	out   *bufio.Writer // keeps the first error
	err   error
	begun bool // the innermost list has an item
}

// open begins an object that has the fields of head, and one more at its end: a list.
func (l *lists) open(head any, field string) {
	fields := l.encode(head)
	l.next()
	l.out.Write(bytes.TrimSuffix(fields, []byte("}")))
	fmt.Fprintf(l.out, ",%q:[", field)
	l.begun = false
}

// close ends the list and the object that open began.
func (l *lists) close() {
	l.out.WriteString("]}")
	l.begun = true
}

// item writes a whole item of a list.
func (l *lists) item(value any) {
	text := l.encode(value)
	l.next()
	l.out.Write(text)
}

func (l *lists) next() {
	if l.begun {
		l.out.WriteString(",\n")
	}
	l.begun = true
}

func (l *lists) encode(value any) []byte {
	text, err := json.Marshal(value)
	l.err = errors.Join(l.err, err)
	return text
}
