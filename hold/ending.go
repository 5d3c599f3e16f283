// Package hold runs a command in a container of a Pod and keeps what it leaves until that was fetched. Its program is all
// that Baleen brings into a Pod, so it needs no shell and nothing of the image. This package is also the other side: it
// reads what the program sends.
package hold

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Names in the folder that the containers of a Pod share.
const (
	Program   = "hold"      // the program itself
	Stdout    = "stdout"    // what the command wrote, byte for byte
	Stderr    = "stderr"    // the same
	Report    = "report"    // folder for the suite's own report
	Artifacts = "artifacts" // folder of the files that matched the globs
	AtSilence = "silent"    // folder with the report as it was when the command had been silent for too long
	EndFile   = "ending"    // an Ending as JSON; it appears whole, and last
)

// Exit statuses of a command that did not run, as those of a shell.
const (
	exitDenied  = 126
	exitMissing = 127
	exitSignal  = 128 // plus the signal
)

// Ending is how a command ended.
type Ending struct {
	Code      int       `json:"code"`                // exit status; 128 and the signal's number if one ended it
	NotRun    string    `json:"notRun,omitempty"`    // why the command did not start; empty: it did
	TimedOut  bool      `json:"timedOut,omitempty"`  // it was ended because its time was up
	Stopped   string    `json:"stopped,omitempty"`   // the signal from outside that ended it
	Processes string    `json:"processes,omitempty"` // what ran when the time was up
	Silent    *Silent   `json:"silent,omitempty"`    // it was ended because of its silence
	Cut       bool      `json:"cut,omitempty"`       // the output exceeded the limit
	Spool     string    `json:"spool,omitempty"`     // why some of the output is missing
	Missed    string    `json:"missed,omitempty"`    // why some artifacts are missing
	Started   time.Time `json:"started"`             // by the node's clock
	Finished  time.Time `json:"finished"`            // the same
}

// Silent is what a silent command was doing, in words. What is not known is empty.
type Silent struct {
	Processes   string `json:"processes,omitempty"`
	CPU         string `json:"cpu,omitempty"`
	Connections string `json:"connections,omitempty"`
}

// save writes the ending in one step, so that no reader ever sees half of it.
func (e Ending) save(dir string) error {
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write ending: %w", err)
	}
	part := filepath.Join(dir, EndFile+".part")
	if err := errors.Join(os.WriteFile(part, text, 0o644), os.Chmod(part, 0o644)); err != nil {
		return fmt.Errorf("write ending: %w", err)
	}
	return os.Rename(part, filepath.Join(dir, EndFile))
}

// Await returns when a command has left its ending. It polls, because not every sandbox notifies one container of the
// files that another one makes.
func Await(dir string) {
	const first, longest = 2 * time.Millisecond, 32 * time.Millisecond
	for wait := first; ; wait = min(2*wait, longest) {
		if _, err := os.Stat(filepath.Join(dir, EndFile)); err == nil {
			return
		}
		time.Sleep(wait)
	}
}

// readEnding reads an ending. A folder without one belongs to a command that was killed together with its keeper.
func readEnding(text []byte) (Ending, error) {
	var e Ending
	if err := json.Unmarshal(text, &e); err != nil {
		return e, fmt.Errorf("read ending: %w", err)
	}
	return e, nil
}
