package stream

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	messages "github.com/cucumber/messages/go/v34"
)

// spot is a place in the suite: a scenario or example row, by the path of its file and its line.
type spot struct {
	file string
	line int
}

// try is one attempt at a scenario.
type try struct {
	Attempt string // result.Attempt.ID of its container; empty: a node's stream does not tell
	Worker  string
	Name    string   // of the pickle, as its runner has it; empty: not known
	Texts   []string // of the pickle's steps, as its runner has them
	Steps   []step
	Events  []event
	Began   *messages.Timestamp
	Ended   *messages.Timestamp
}

// step is a step of a test case: one of the pickle, or a hook.
type step struct {
	Hook        string // identifier; empty: it is a step of the pickle
	At          int    // index among the pickle's steps
	Definitions []string
	Arguments   []*messages.StepMatchArgumentsList
}

// event is what happened in an attempt. Without result or attachment the step began.
type event struct {
	Step       int // index in try.Steps; -1: it belongs to the whole scenario
	Time       *messages.Timestamp
	Result     *messages.TestStepResult
	Attachment *messages.Attachment
	Body       string  // file in the report folder with the content to embed
	Inside     *inside // where the content to embed is in the stream of a node
}

// spill keeps the attempts at all scenarios in a file until each is written: in memory they would grow with the suite.
type spill struct {
	file   *os.File
	out    *bufio.Writer
	size   int64
	places map[spot][]place
}

// place is where the spill has an attempt.
type place struct {
	at     int64
	length int
}

// temporary is the beginning of the name of the file that a stream is gathered in.
const temporary = FileName + "."

func newSpill(dir string) (*spill, error) {
	file, err := os.CreateTemp(dir, temporary+"*")
	if err != nil {
		return nil, fmt.Errorf("gather messages: %w", err)
	}
	return &spill{file: file, out: bufio.NewWriter(file), places: map[spot][]place{}}, nil
}

func (s *spill) close() {
	s.file.Close()
	os.Remove(s.file.Name()) // the next run removes what stays
}

// keep adds an attempt.
func (s *spill) keep(at spot, t try) error {
	text, err := json.Marshal(t)
	if err == nil {
		_, err = s.out.Write(text)
	}
	if err != nil {
		return fmt.Errorf("gather messages: %w", err)
	}
	s.places[at] = append(s.places[at], place{s.size, len(text)})
	s.size += int64(len(text))
	return nil
}

// tries returns the attempts at a scenario, in the order in which they were kept.
func (s *spill) tries(at spot) ([]try, error) {
	var out []try
	err := s.out.Flush()
	for _, p := range s.places[at] {
		text := make([]byte, p.length)
		var t try
		_, failed := s.file.ReadAt(text, p.at)
		if failed == nil {
			failed = json.Unmarshal(text, &t)
		}
		err = errors.Join(err, failed)
		out = append(out, t)
	}
	if err != nil {
		return nil, fmt.Errorf("gather messages: %w", err)
	}
	return out, nil
}
