package page

import (
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// head is what the page needs to show its lists. Durations are milliseconds; times are milliseconds since the run began.
type head struct {
	Title    string        `json:"title"`
	State    string        `json:"state"`
	Verdict  string        `json:"verdict"`
	Reasons  []string      `json:"reasons,omitempty"`
	Caveats  []string      `json:"caveats,omitempty"`
	Notes    []string      `json:"notes,omitempty"`
	Advice   []string      `json:"advice,omitempty"`
	Facts    [][2]string   `json:"facts"` // name and value
	Counts   result.Counts `json:"counts"`
	Wall     int64         `json:"wall"`
	Planned  int64         `json:"planned,omitempty"`
	Root     string        `json:"root,omitempty"`
	Groups   []group       `json:"groups,omitempty"`
	Files    []file        `json:"files"`
	Attempts []attempt     `json:"attempts"`
	Slowest  []slowStep    `json:"steps,omitempty"`
}

// group is failures of one cause.
type group struct {
	Cause   string   `json:"cause"`
	Members [][2]int `json:"members"`        // index of the file, index of the scenario
	More    int      `json:"more,omitempty"` // members that are not listed
	Rerun   string   `json:"rerun,omitempty"`
}

// file is a feature file. What its scenarios did stands in a part.
type file struct {
	Path      string     `json:"path"`
	Title     string     `json:"title,omitempty"`
	Problem   string     `json:"problem,omitempty"`
	Part      int        `json:"part"`
	Scenarios []scenario `json:"scenarios"`
}

// scenario is a line of the list.
type scenario struct {
	Name     string          `json:"name"`
	Line     int             `json:"line,omitempty"`
	Tags     []string        `json:"tags,omitempty"`
	Status   cucumber.Status `json:"status"`
	Time     int64           `json:"ms"`
	Red      bool            `json:"red,omitempty"`
	Flaky    bool            `json:"flaky,omitempty"`
	Forgiven bool            `json:"forgiven,omitempty"` // it failed in quarantine
	Why      string          `json:"why,omitempty"`      // what it is found by, beside its name
	Attempt  string          `json:"in,omitempty"`
}

// attempt is a container.
type attempt struct {
	ID        string       `json:"id"`
	Node      int          `json:"node,omitempty"`
	Slot      int          `json:"slot"`
	Class     result.Class `json:"class"`
	Exit      int          `json:"exit"`
	Files     []string     `json:"files,omitempty"`
	Created   int64        `json:"from"`
	Started   int64        `json:"start,omitempty"`
	Finished  int64        `json:"end,omitempty"`
	Ended     int64        `json:"to"`
	Evidence  string       `json:"evidence,omitempty"`
	Advice    string       `json:"advice,omitempty"`
	Problems  []string     `json:"problems,omitempty"`
	Tail      string       `json:"tail,omitempty"`
	Stdout    string       `json:"stdout,omitempty"`
	Stderr    string       `json:"stderr,omitempty"`
	Artifacts []attachment `json:"artifacts,omitempty"`
	Services  []string     `json:"services,omitempty"` // logs, with the lines of its time
}

// slowStep is a step definition, as far as its steps' texts tell it.
type slowStep struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Total int64  `json:"ms"`
}

// detail is what a scenario did.
type detail struct {
	Notes       []string          `json:"notes,omitempty"` // what is known of it from elsewhere, one sentence each
	Steps       []step            `json:"steps,omitempty"`
	Failure     *cucumber.Failure `json:"failure,omitempty"`
	Earlier     []earlier         `json:"earlier,omitempty"`
	Log         string            `json:"log,omitempty"`
	Attachments []attachment      `json:"attachments,omitempty"`
	Rerun       string            `json:"rerun,omitempty"`
}

type step struct {
	Keyword string          `json:"keyword,omitempty"`
	Text    string          `json:"text,omitempty"`
	Line    int             `json:"line,omitempty"`
	Status  cucumber.Status `json:"status"`
	Time    int64           `json:"ms,omitempty"`
	Hook    bool            `json:"hook,omitempty"`
}

type earlier struct {
	Attempt string           `json:"in,omitempty"`
	Failure cucumber.Failure `json:"failure"`
}

// attachment is a file of the report folder.
type attachment struct {
	Path string `json:"path"`
	Kind string `json:"kind"`           // image, video, text or file
	Text string `json:"text,omitempty"` // its content, if it is small
}
