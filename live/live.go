// Package live keeps a file in the report folder that grows while a run goes on, and reads it. Its lines are Cucumber messages. What
// those have no field for stands in attachments of no test case, whose media type is MediaType and whose body is a Record.
package live

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/org/baleen-action/reportdir"
	"github.com/org/baleen-action/result"
)

// MediaType is that of the attachments that hold a Record.
const MediaType = "application/vnd.baleen.live+json"

// Record is what happened in a run. One of its fields is set.
type Record struct {
	Plan     *Plan     `json:"plan,omitempty"`
	Started  *Started  `json:"started,omitempty"`
	Ended    *Ended    `json:"ended,omitempty"`
	Finished *Finished `json:"finished,omitempty"`
}

// Plan is what a run is going to do. It is the first Record of a file.
type Plan struct {
	Run          string    `json:"run"`          // ID
	Announcement string    `json:"announcement"` // what the console says first
	Began        time.Time `json:"began"`
	Files        int       `json:"files"`
	Scenarios    int       `json:"scenarios"`
	Containers   int       `json:"containers"`      // without retries
	Units        string    `json:"units,omitempty"` // the noun for those, if not every container runs one file
	Slots        int       `json:"slots"`
}

// Started says that a slot took an attempt.
type Started struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// Ended is an attempt that ended. The messages of its scenarios follow.
type Ended struct {
	Attempt result.Attempt `json:"attempt"`
	// Files are the attempt's files, each with the scenarios that it was to run, without their steps.
	Files []*result.File    `json:"files"`
	Parts map[string]string `json:"parts,omitempty"` // of divided files, by path: "part 2 of 5"
}

// Finished says that the run has its verdict, and that run.json has it too.
type Finished struct {
	State string `json:"state"` // see result.Verdict
	Exit  int    `json:"exit"`
}

// attachment is the line of a Record. Its first key differs from that of a suite's attachments, so that a reader tells them
// apart.
type attachment struct {
	Attachment struct {
		MediaType string `json:"mediaType"`
		Encoding  string `json:"contentEncoding"`
		Body      string `json:"body"`
	} `json:"attachment"`
}

// prefix is how the line of a Record begins.
const prefix = `{"attachment":{"mediaType":"` + MediaType + `",`

// line returns a record as a line.
func (r Record) line() ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", reportdir.Live, err)
	}
	var a attachment
	a.Attachment.MediaType, a.Attachment.Encoding, a.Attachment.Body = MediaType, "IDENTITY", string(body)
	line, err := json.Marshal(a)
	return append(line, '\n'), err
}
