package page

import (
	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// head is what the page needs to show its lists. Durations are milliseconds; times are milliseconds since the run began.
// assets/model.d.ts describes the same for the script.
type head struct {
	Title      string        `json:"title"`
	State      string        `json:"state"`
	Caveats    []string      `json:"caveats,omitempty"`
	Notes      []string      `json:"notes,omitempty"`
	Advice     []string      `json:"advice,omitempty"`
	Quarantine []string      `json:"quarantine,omitempty"`
	Facts      [][2]string   `json:"facts"` // name and value
	Counts     result.Counts `json:"counts"`
	Wall       int64         `json:"wall"`
	Planned    int64         `json:"planned,omitempty"`
	Root       string        `json:"root,omitempty"`
	Nodes      []node        `json:"nodes,omitempty"`
	Groups     []group       `json:"groups,omitempty"`
	Files      []file        `json:"files"`
	Attempts   []attempt     `json:"attempts"`
	Chain      []int         `json:"chain,omitempty"` // indexes of attempts: see chain
	Slowest    []slowStep    `json:"steps,omitempty"`
	Parts      parts         `json:"parts"`
}

// parts says how the details are divided.
type parts struct {
	Size       int `json:"size"` // scenarios, or attempts, of each part but the last
	Scenarios  int `json:"scenarios"`
	Containers int `json:"containers"`
}

// node is the share of a machine.
type node struct {
	Node      int    `json:"node"`
	State     string `json:"state"`
	Scenarios int    `json:"scenarios"`
	Wall      int64  `json:"wall"`
	Later     bool   `json:"later,omitempty"` // it ran after the others: its times are since its own beginning
}

// group is failures of one cause.
type group struct {
	Cause   string `json:"cause"`
	Members []int  `json:"members"`        // numbers of scenarios, which count through all files from 0
	More    int    `json:"more,omitempty"` // members that are not listed
	Rerun   string `json:"rerun,omitempty"`
	First   bool   `json:"first,omitempty"` // Rerun is for the first member only
}

// file is a feature file.
type file struct {
	Path      string     `json:"path"`
	Title     string     `json:"title,omitempty"`
	Problem   string     `json:"problem,omitempty"`
	Rerun     string     `json:"rerun,omitempty"`
	Scenarios []scenario `json:"scenarios"`
}

// scenario is a line of the list. What it did stands in a part.
type scenario struct {
	Name     string          `json:"name"`
	Line     int             `json:"line,omitempty"`
	Tags     []string        `json:"tags,omitempty"`
	Status   cucumber.Status `json:"status"`
	Time     int64           `json:"ms"`
	Began    int64           `json:"began,omitempty"`
	Red      bool            `json:"red,omitempty"`
	Flaky    bool            `json:"flaky,omitempty"`
	Forgiven bool            `json:"forgiven,omitempty"` // it failed in quarantine
	Why      string          `json:"why,omitempty"`      // what it is found by, beside its name
	Attempt  string          `json:"in,omitempty"`
	Earlier  []earlier       `json:"earlier,omitempty"`
}

// earlier is a scenario in an attempt before the one that decided, as the timeline shows it.
type earlier struct {
	Attempt string `json:"in"`
	Began   int64  `json:"began,omitempty"`
	Time    int64  `json:"ms"`
}

// attempt is a container, as the timeline shows it.
type attempt struct {
	ID       string       `json:"id"`
	Node     int          `json:"node,omitempty"`
	Slot     int          `json:"slot"`
	Class    result.Class `json:"class"`
	Files    []string     `json:"files,omitempty"` // their paths in the checkout
	Created  int64        `json:"from"`
	Waited   int64        `json:"waited,omitempty"` // for services
	Started  int64        `json:"start,omitempty"`
	Finished int64        `json:"end,omitempty"`
	Ended    int64        `json:"to"`
	Planned  int64        `json:"planned,omitempty"` // for its command
	Trouble  string       `json:"trouble,omitempty"` // what went wrong beside its scenarios, one line
	Old      bool         `json:"old,omitempty"`     // it is of an earlier run, whose times mean nothing here
}

// slowStep is a step definition, as far as its steps' texts tell it.
type slowStep struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Total int64  `json:"ms"`
	Most  int64  `json:"most"` // of one step
}

// container is what is known of an attempt beside its place in the timeline.
type container struct {
	Exit      int          `json:"exit"`
	About     []string     `json:"about,omitempty"` // what it was for and what became of it, a sentence each
	Advice    string       `json:"advice,omitempty"`
	Problems  []string     `json:"problems,omitempty"`
	Tail      string       `json:"tail,omitempty"`
	Logs      []string     `json:"logs,omitempty"`
	Artifacts []attachment `json:"artifacts,omitempty"`
	Services  []service    `json:"services,omitempty"`
}

// service is a part of a service's log.
type service struct {
	Name string `json:"name"`
	File string `json:"file"`
	Says string `json:"says"` // the file and its lines
}

// detail is what a scenario did.
type detail struct {
	Notes       []string     `json:"notes,omitempty"` // what is known of it from elsewhere, one sentence each
	Past        string       `json:"past,omitempty"`  // see result.Scenario.Past
	Steps       []step       `json:"steps,omitempty"`
	Tries       []try        `json:"tries,omitempty"` // the first first; the last decided
	Log         string       `json:"log,omitempty"`
	Attachments []attachment `json:"attachments,omitempty"`
	Rerun       string       `json:"rerun,omitempty"`
}

// try is a scenario in one attempt.
type try struct {
	Attempt string            `json:"in,omitempty"`
	Status  cucumber.Status   `json:"status"`
	Time    int64             `json:"ms,omitempty"`
	Failure *cucumber.Failure `json:"failure,omitempty"`
	Output  string            `json:"output,omitempty"` // what its container wrote around the failure
	From    string            `json:"from,omitempty"`   // the file of Output
	Steps   []step            `json:"steps,omitempty"`  // of an earlier attempt
}

// step is a step or a hook.
type step struct {
	Keyword string          `json:"keyword,omitempty"`
	Text    string          `json:"text,omitempty"`
	Line    int             `json:"line,omitempty"`
	Status  cucumber.Status `json:"status"`
	Began   int64           `json:"began,omitempty"` // 0 in a scenario whose own is known: when the step before ended
	Time    int64           `json:"ms,omitempty"`
	Hook    bool            `json:"hook,omitempty"`
}

// attachment is a file of the report folder.
type attachment struct {
	Path string `json:"path"`
	Kind string `json:"kind"`           // image, video, text or file
	Size int64  `json:"size,omitempty"` // in bytes
	Text string `json:"text,omitempty"` // the content of a small text
	Data []byte `json:"data,omitempty"` // the content of a small image
	Gone bool   `json:"gone,omitempty"` // it is not in the folder
}
