package shard

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/org/baleen-action/result"
)

// lockPatience is how long to wait for another run that writes the same history. It takes less than a second.
const lockPatience = 10 * time.Second

// Learn adds a finished run to the history, whether it passed or not. It reads the file again, because another run may have
// written it meanwhile, and replaces it atomically. Runs that end together wait for each other, so that none is lost.
func (h *History) Learn(run *result.Run) error {
	if h.path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o755); err != nil {
		return fmt.Errorf("learn times: %w", err)
	}
	for end := time.Now().Add(lockPatience); ; {
		again, err := h.learn(run, end)
		if !again {
			return err
		}
	}
}

// learn tries once, and reports whether to try again because another run came first.
func (h *History) learn(run *result.Run, end time.Time) (again bool, err error) {
	file, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return h.begin(run)
	}
	if err != nil {
		return false, fmt.Errorf("learn times: %q is left unchanged: %w", h.path, err)
	}
	defer file.Close()
	lock(file, end)
	if replaced(file, h.path) {
		return true, nil
	}
	latest, err := ReadTimings(file)
	if err != nil {
		return false, fmt.Errorf("learn times: %q is left unchanged: %w", h.path, err)
	}
	latest.Learn(run)
	return false, result.Replace(h.path, latest.Write)
}

// replaced reports whether a path leads to another file than the open one.
func replaced(file *os.File, path string) bool {
	open, err := file.Stat()
	now, failed := os.Stat(path)
	return err == nil && (errors.Is(failed, fs.ErrNotExist) || failed == nil && !os.SameFile(open, now))
}

// begin writes a history that does not exist yet. Of two runs that do so at once, one is told to try again.
func (h *History) begin(run *result.Run) (again bool, err error) {
	first := &Timings{}
	first.Learn(run)
	fresh := fmt.Sprintf("%s.%s", h.path, run.ID)
	if err := result.Replace(fresh, first.Write); err != nil {
		return false, err
	}
	defer os.Remove(fresh)
	switch err := os.Link(fresh, h.path); {
	case errors.Is(err, fs.ErrExist):
		return true, nil
	case err != nil: // the file system has no links
		return false, result.Replace(h.path, first.Write)
	}
	return false, nil
}
