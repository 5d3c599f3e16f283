package shard

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// History is what earlier runs took, and the file that this run adds to. Whatever is wrong with it, the run goes on: times
// only decide the order.
type History struct {
	Timings *Timings
	Reports []OldReport
	Notes   []string // what a person should know of how it was read
	path    string   // of the file to write; empty: what was given is only read
}

// maxReports is the most reports of a folder that are read, the last by their names.
const maxReports = 1000

// LoadHistory reads what --timings names: a history of our own, a report of anybody's, or a folder of both.
func LoadHistory(name string) *History {
	h := &History{Timings: &Timings{}}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		h.path = name
	case err != nil:
		h.note("%s cannot be read, and nothing is learned: %v", name, err)
	case info.IsDir():
		h.folder(name)
	case !h.file(name):
		h.note("%s is left as it is, and nothing is learned until it is removed or another file is named: %v", name, ErrNoTimings)
	}
	return h
}

func (h *History) note(format string, args ...any) {
	h.Notes = append(h.Notes, "timings: "+fmt.Sprintf(format, args...))
}

// file reads one file and tells whether it holds times.
func (h *History) file(name string) bool {
	timings, err := readTimings(name)
	if err == nil {
		h.Timings.Merge(timings)
		h.path = name
		return true
	}
	if !h.report(name) {
		return false
	}
	h.note("%s is a report: it is read for its times and stays as it is", name)
	return true
}

// folder reads every history and report below a folder.
func (h *History) folder(dir string) {
	var names []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && slices.Contains([]string{".xml", ".json", ".ndjson"}, filepath.Ext(name)) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		h.note("%v", err)
	}
	read := 0
	for _, name := range names[max(0, len(names)-maxReports):] {
		if h.one(name) {
			read++
		}
	}
	h.note("%s is a folder: %d of its %d files are read for their times, and nothing is written to it", dir, read, len(names))
}

func (h *History) one(name string) bool {
	timings, err := readTimings(name)
	if err != nil {
		return h.report(name)
	}
	h.Timings.Merge(timings)
	return true
}

func readTimings(name string) (*Timings, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return ReadTimings(file)
}

// report reads a report of any runner. Its ID is made of when it was written, as far as it tells, and of its content: a
// copy of it is no second run.
func (h *History) report(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	hash := sha256.New()
	in := bufio.NewReader(io.TeeReader(file, hash))
	head, _ := in.Peek(in.Size()) // a shorter file is whole
	written := writtenAt.FindStringSubmatch(string(head))
	report, err := cucumber.Read(in)
	if err != nil || len(report.Scenarios) == 0 {
		return false
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return false
	}
	when := "00000000-000000"
	if written != nil {
		when = strings.NewReplacer("-", "", "T", "-", ":", "").Replace(written[1])
	}
	h.Reports = append(h.Reports, OldReport{Report: report, Run: fmt.Sprintf("%s-%.4x", when, hash.Sum(nil))})
	return true
}

// writtenAt is when a JUnit report was written.
var writtenAt = regexp.MustCompile(`timestamp="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)`)

// Learn adds a run that has ended to the history, whatever became of it. Another run may have written meanwhile, so the
// file is read again; it is replaced whole.
func (h *History) Learn(run *result.Run) error {
	if h.path == "" {
		return nil
	}
	latest := &Timings{}
	switch now, err := readTimings(h.path); {
	case err == nil:
		latest = now
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("learn times: %q is left as it is: %w", h.path, err)
	}
	latest.Learn(run)
	if err := os.MkdirAll(filepath.Dir(h.path), 0o755); err != nil {
		return fmt.Errorf("learn times: %w", err)
	}
	return result.Replace(h.path, latest.Write)
}
