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
)

// History holds the times and outcomes of earlier runs, and the file that this run adds its own to. A broken history never stops
// a run, because it only decides the order and explains.
type History struct {
	Timings *Timings
	Reports []OldReport
	Notes   []string // notices for the user about how it was read
	path    string   // of the file to write; empty if the input is read only
}

// maxReports is the maximum number of files read from a folder: the last ones by name.
const maxReports = 1000

// LoadHistory reads the file or folder that --timings names: a timing history, a report of any runner, or a folder of both.
func LoadHistory(name string) *History {
	h := &History{Timings: &Timings{}}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && (strings.HasSuffix(name, "/") || filepath.Ext(name) == ".xml"):
		h.note("%s does not exist, so no times are read from it", name) // a history would not be written there on purpose
	case errors.Is(err, fs.ErrNotExist):
		h.path = name
	case err != nil:
		h.note("%s cannot be read, so this run's times are not kept: %v", name, err)
	case info.IsDir():
		h.folder(name)
	case !h.file(name):
		h.note("%s is left unchanged and this run's times are not kept: %v; remove it or name another file", name, ErrNoTimings)
	}
	return h
}

// ReadOnly is the same history, to which no run is added.
func (h *History) ReadOnly() *History {
	only := *h
	only.path = ""
	return &only
}

func (h *History) note(format string, args ...any) {
	h.Notes = append(h.Notes, "timings: "+fmt.Sprintf(format, args...))
}

// file reads one file and reports whether it holds times.
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
	h.note("%s is a report: its times are read, and it is left unchanged", name)
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
	h.note("%s is a folder: times are read from %d of its %d files, and nothing is written to it", dir, read, len(names))
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

// report reads a report of any runner. Its ID consists of the time at which it was written, if the report has one, and of a
// digest of its content, so that a copy does not count as a second run.
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

// writtenAt matches the time at which a JUnit report was written.
var writtenAt = regexp.MustCompile(`timestamp="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)`)
