// Package quarantine reads and writes the list of scenarios whose failures do not decide a run, each with an owner and a last day.
package quarantine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// DefaultPath is where the list is if no other place is named.
const DefaultPath = ".baleen/quarantine.yaml"

// daysBefore is how many days before its last one an entry is announced.
const daysBefore = 7

// maxBytes is the size of a list that is read.
const maxBytes = 4 << 20

// List is a file of entries.
type List struct {
	Path    string // as it was named
	Missing bool   // there is no such file
	Entries []Entry
}

// Entry puts one scenario in quarantine, or all of a file.
type Entry struct {
	File     string    // its path in the checkout, slash-separated
	Scenario string    // official name; empty: every scenario of the file
	Owner    string    // who mends it
	Issue    string    // where that is discussed; may be empty
	Reason   string    // may be empty
	Expires  time.Time // the last day, at 00:00 UTC
	Line     int       // where it begins in the list
}

// Day is the format of a date in the list.
const Day = time.DateOnly

// Expired reports whether the last day of an entry is over, by UTC.
func (e Entry) Expired(now time.Time) bool { return !now.Before(e.Expires.AddDate(0, 0, 1)) }

// Expiring reports whether the last day of an entry is in a week at most.
func (e Entry) Expiring(now time.Time) bool {
	return !e.Expired(now) && !now.Before(e.Expires.AddDate(0, 0, -daysBefore))
}

// Has reports whether an entry is about a scenario.
func (e Entry) Has(file, scenario string) bool {
	return e.File == file && (e.Scenario == "" || e.Scenario == scenario)
}

// Find returns the entry about a scenario: one that names it before one of its whole file.
func (l List) Find(file, scenario string) (Entry, bool) {
	best, found := Entry{}, false
	for _, e := range l.Entries {
		if e.Has(file, scenario) && (!found || best.Scenario == "" && e.Scenario != "") {
			best, found = e, true
		}
	}
	return best, found
}

// Names says what an entry is about.
func (e Entry) Names() string {
	if e.Scenario == "" {
		return "every scenario of " + e.File
	}
	return fmt.Sprintf("%q of %s", e.Scenario, e.File)
}

// FileOf returns the path of an entry's file. Paths begin where the folder .baleen is, or else in the current folder.
func (l List) FileOf(e Entry) string {
	file := filepath.FromSlash(e.File)
	if dir := filepath.Dir(l.Path); filepath.Base(dir) == filepath.Dir(DefaultPath) {
		return filepath.Join(filepath.Dir(dir), file)
	}
	return file
}

// Where names the place of an entry.
func (l List) Where(e Entry) string { return fmt.Sprintf("%s:%d", l.Path, e.Line) }

// Mistake is something wrong in a list.
type Mistake struct {
	Line    int // 0: not known
	Problem string
}

// Mistakes are all that is wrong in a list.
type Mistakes []Mistake

// Error puts them on one line.
func (m Mistakes) Error() string {
	var out []string
	for _, one := range m {
		out = append(out, fmt.Sprintf("line %d: %s", one.Line, one.Problem))
	}
	return strings.Join(out, "; ")
}

// Load reads a list. A file that is not there is an empty list. An error is Mistakes, or about reading the file.
func Load(path string) (List, error) {
	list := List{Path: path}
	file, err := os.Open(path)
	if list.Missing = errors.Is(err, fs.ErrNotExist); list.Missing {
		return list, nil
	}
	if err != nil {
		return list, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	switch {
	case err != nil:
		return list, err
	case len(text) > maxBytes:
		return list, Mistakes{{0, fmt.Sprintf("it is larger than %d MiB", maxBytes>>20)}}
	}
	list.Entries, err = Read(text)
	return list, err
}

// Read reads the text of a list. An error is Mistakes.
func Read(text []byte) ([]Entry, error) {
	root, mistakes := parse(text)
	if root == nil || len(mistakes) > 0 {
		return nil, mistakes.err()
	}
	var entries []Entry
	for _, node := range root.Content {
		entry, wrong := read(node)
		mistakes = append(mistakes, wrong...)
		entries = append(entries, entry)
	}
	return entries, mistakes.err()
}

func (m Mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return m
}

// parse returns the sequence of entries; nil if there is none.
func parse(text []byte) (*yaml.Node, Mistakes) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, Mistakes{syntax(err)}
	}
	root := doc.Content[0]
	switch {
	case !errors.Is(decoder.Decode(&more), io.EOF):
		return nil, Mistakes{{root.Line, "there is more than one document"}}
	case root.Kind == yaml.ScalarNode && root.Tag == "!!null":
		return nil, nil
	case root.Kind != yaml.SequenceNode:
		return nil, Mistakes{{root.Line, "it is not a list of entries that begin with - file:"}}
	}
	return root, nil
}

// syntax takes the line out of an error of the library, which says "yaml: line 3: …".
func syntax(err error) Mistake {
	m := Mistake{Problem: strings.TrimPrefix(err.Error(), "yaml: ")}
	if _, scan := fmt.Sscanf(m.Problem, "line %d:", &m.Line); scan == nil {
		_, m.Problem, _ = strings.Cut(m.Problem, ": ")
	}
	return m
}
