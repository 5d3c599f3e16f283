// Package result is the model of a run: the plan, what each container did, the outcome of every scenario, and the verdict.
// Readers fill it; writers (junit, report, run.json) only read it.
package result

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
)

// Schema is the version of run.json. It rises when a field changes its meaning or goes away.
const Schema = 1

// Statuses that come from comparing plan and report; Cucumber has no word for them.
const (
	Deselected  cucumber.Status = "deselected"  // excluded by a tag expression that is known by name
	Interrupted cucumber.Status = "interrupted" // in flight when its container ended
	NotRun      cucumber.Status = "not-run"     // planned, never reported
	Unexpected  cucumber.Status = "unexpected"  // reported, never planned
	Duplicate   cucumber.Status = "duplicate"   // reported more than once
)

// Run is one run of a suite. Times are UTC, durations nanoseconds.
type Run struct {
	Schema      int           `json:"schema"`
	Version     string        `json:"version"` // of Baleen
	ID          string        `json:"id"`
	Name        string        `json:"name,omitempty"`
	Image       string        `json:"image"`              // as it was asked for
	ImageID     string        `json:"image_id"`           // what all containers were created from
	Services    []Service     `json:"services,omitempty"` // beside the tests of each slot
	Engine      string        `json:"engine"`
	Arch        string        `json:"arch,omitempty"` // of the containers
	Runner      string        `json:"runner"`
	Command     []string      `json:"command" foreign:"whole"`          // argv of one container, with {files} in place of its files
	Root        string        `json:"root" foreign:"exact"`             // folder of the checkout that File.Path is relative to, slash-separated
	Folder      string        `json:"folder,omitempty" foreign:"exact"` // the report folder, slash-separated, as seen from where Baleen ran
	Page        string        `json:"page,omitempty" foreign:"file"`    // file of the report folder that shows the run; empty: index.html
	Strict      bool          `json:"strict"`
	Masked      bool          `json:"masked,omitempty"` // no file of the report folder holds a secret that was known, as text
	Concurrency int           `json:"concurrency"`
	Started     time.Time     `json:"started"`
	Wall        time.Duration `json:"wall_ns"`
	// Predicted is the wall time that the plan predicted; 0: too few earlier runs are known.
	Predicted  time.Duration `json:"predicted_ns,omitempty"`
	Order      string        `json:"order,omitempty"`       // in which units start, if it is not longest first
	FlakyFails bool          `json:"flaky_fails,omitempty"` // a pass after a failure fails
	AllowEmpty bool          `json:"allow_empty,omitempty"`
	// Rerun is the command line that runs a part of the run again, but for the files, which are to follow it.
	Rerun   string  `json:"rerun,omitempty" foreign:"exact"`
	RerunOf *Origin `json:"rerun_of,omitempty"` // nil: it is no rerun
	// Continues are the IDs of the earlier runs whose report this run goes on with, oldest first.
	Continues []string `json:"continues,omitempty"`
	Build     Build    `json:"build,omitzero"`
	// Inputs are those that do not have their default, but for secrets; nil: the Baleen of the run did not keep them.
	Inputs *Inputs `json:"inputs,omitempty"`
	// Digests are names of the image that registries know, name@digest; none if it was built on the daemon.
	Digests []string `json:"image_digests,omitempty" foreign:"exact"`
	Node    *Node    `json:"node,omitempty"`  // nil in a merged run
	Nodes   []Part   `json:"nodes,omitempty"` // what a run was merged from
	// Filters are the tag expressions that are known to be in force in the containers: the runner's configuration in the
	// image, and its command line.
	Filters []cucumber.Filter `json:"filters,omitempty"`
	Policy  cucumber.Policy   `json:"policy,omitzero"` // how the runner treats scenarios that do not pass
	// Advice says what would make the next run shorter, one sentence each.
	Advice []string `json:"advice,omitempty"`
	Stale  *Stale   `json:"stale,omitempty"`
	// Quarantine says what is to be done about the list of the quarantine, one sentence each.
	Quarantine []string  `json:"quarantine,omitempty"`
	Notes      []string  `json:"notes,omitempty"` // worth knowing; they do not affect the verdict
	Files      []File    `json:"files"`           // by path
	Attempts   []Attempt `json:"attempts"`        // in the order in which they ended
	Problems   []string  `json:"problems,omitempty"`
	// NotRetried says why failed scenarios were not tried again though retries were left, one sentence.
	NotRetried string  `json:"not_retried,omitempty"`
	Signal     string  `json:"signal,omitempty"` // that cancelled the run
	Verdict    Verdict `json:"verdict"`

	// Renamed are the paths that files have here, by those that the runner is given, where they differ.
	Renamed map[string]string `json:"-"`
}

// Service is a service beside the tests of a slot.
type Service struct {
	Name    string `json:"name"`
	Image   string `json:"image"`              // as the Compose files name it
	ImageID string `json:"image_id,omitempty"` // empty: not resolved
}

// File is a feature file and what became of its scenarios.
type File struct {
	Path      string     `json:"path" foreign:"exact"` // relative to Run.Root, as Run.Shown has it
	Title     string     `json:"title,omitempty"`
	Language  string     `json:"language,omitempty"`
	ParseFail string     `json:"parse_error,omitempty" foreign:"lines"` // Baleen's own parser refused it; accounted for as a whole
	Scenarios []Scenario `json:"scenarios"`                             // by line
}

// Scenario is a planned scenario or example row (or a whole file where nothing finer is known) and its outcome.
type Scenario struct {
	Name    string   `json:"name"`
	Line    int      `json:"line,omitempty"`    // 0: the whole file
	Outline int      `json:"outline,omitempty"` // line of the outline, where Line is a row
	Tags    []string `json:"tags,omitempty"`
	Text    string   `json:"text,omitempty"` // a digest of what it says: see cucumber.Pickle
	// PlannedSteps counts its steps, Background included; 0: it has none, or that is not known.
	PlannedSteps int               `json:"planned_steps,omitempty"`
	Status       cucumber.Status   `json:"status"`
	Began        cucumber.Moment   `json:"began_unix_ns,omitempty"`
	Duration     time.Duration     `json:"duration_ns"`
	Steps        []cucumber.Step   `json:"steps,omitempty"`
	Failure      *cucumber.Failure `json:"failure,omitempty"`             // set for everything but passed
	Log          string            `json:"log,omitempty" foreign:"lines"` // what it logged into the report
	// Attachments are files that it attached, relative to the report folder.
	Attachments []string `json:"attachments,omitempty" foreign:"file"`
	Attempt     string   `json:"attempt,omitempty"` // Attempt.ID that decided
	Flaky       bool     `json:"flaky,omitempty"`
	// Earlier are the failures in attempts before the one that decided, and in retries of the runner itself, the first first.
	Earlier []Earlier `json:"earlier,omitempty"`
	// FailFast is set if it is NotRun because its runner stopped at an earlier failure.
	FailFast bool `json:"fail_fast,omitempty"`
	Leak     bool `json:"leak,omitempty"`  // it failed beside other files and passed alone
	Blank    bool `json:"blank,omitempty"` // unknown, because neither the plan nor the report has a step of it
	// History is what earlier runs say of it, if it failed or flaked and there were any.
	History *History `json:"history,omitempty"`
	// Past has a letter for each of its last runs before this one, the newest first: "p" passed, "k" flaked, "s" skipped, "f" for
	// all that fails; empty: no run is known.
	Past string `json:"past,omitempty"`
	// BurnIn is set if it is to run many times.
	BurnIn *BurnIn `json:"burn_in,omitempty"`
	// Quarantine is set if the list of the quarantine has it.
	Quarantine *Quarantine `json:"quarantine,omitempty"`
}

// Class is what happened to a container.
type Class string

// Only Passed and Failed are about tests; the others are infrastructure.
const (
	Passed           Class = "passed"
	Failed           Class = "failed"
	BeforeRunFailed  Class = "before-run-failed"
	BeforeFailed     Class = "before-failed"
	ServiceFault     Class = "service"
	Timeout          Class = "timeout"
	Silent           Class = "silent"
	OOM              Class = "oom"
	Killed           Class = "killed"
	StartFailed      Class = "start-failed"
	BadImage         Class = "image"
	Removed          Class = "removed"
	Lost             Class = "lost"
	OutputIncomplete Class = "output-incomplete"
	NoSpace          Class = "no-space"
	Unplaced         Class = "unplaced"
	Cancelled        Class = "cancelled"
)

// AboutTests reports whether the runner ended by itself, so that the result is about the suite.
func (c Class) AboutTests() bool { return c == Passed || c == Failed }

// Attempt is one run of a unit in one container.
type Attempt struct {
	Unit   string `json:"unit"`
	Number int    `json:"number"`         // from 1
	Node   int    `json:"node,omitempty"` // that it ran on, in a merged run
	// Lines are the scenarios that it was given of the files that it was given in part, by their lines: in a retry, and where a
	// file is spread over containers. Of a file that is not among them it was given all that is planned.
	Lines map[string][]int `json:"lines,omitempty" foreign:"exact"`
	Files []string         `json:"files" foreign:"exact"` // paths, relative to Run.Root
	// Failed are the scenarios, by file and line, whose outcome in this attempt explains its exit status.
	Failed map[string][]int `json:"failed,omitempty" foreign:"exact"`
	// Check counts how often what it runs was run before, to see whether something failed in an attempt beside its Failed,
	// which are left out; 0: it is no such check.
	Check int `json:"check,omitempty"`
	// SaidFailed is set if the report itself says that the run failed.
	SaidFailed bool `json:"said_failed,omitempty"`
	// Told, Missing and Strange count scenarios: its own in the report, its own that the report lacks for no known reason,
	// and those in the report that are not planned.
	Told    int `json:"told,omitempty"`
	Missing int `json:"missing,omitempty"`
	Strange int `json:"strange,omitempty"`
	// Stopped is set if the last scenario of its report explains the exit status: its runner may stop at a failure.
	Stopped bool `json:"stopped,omitempty"`
	// Alone is set for an attempt that only checks whether scenarios that failed beside other files pass alone; it decides
	// nothing.
	Alone bool `json:"alone,omitempty"`
	// Burn is set for one of the runs of a burn-in, which Scenario.BurnIn counts; it decides nothing else.
	Burn bool `json:"burn,omitempty"`
	// Run is the ID of the run that made the attempt, if the report goes on with that of an earlier run; empty: this one.
	Run string `json:"run,omitempty"`
	// Superseded is set for an attempt if all that it was given is run again: one of an earlier run, or one whose services were
	// of no use, which has another with fresh ones. It decides nothing, and what went wrong in it does not count.
	Superseded bool `json:"superseded,omitempty"`

	Slot      int       `json:"slot"`
	Container string    `json:"container,omitempty"`
	Class     Class     `json:"class"`
	Exit      int       `json:"exit"`
	Created   time.Time `json:"created"`                            // when its slot took it
	Started   time.Time `json:"started,omitzero"`                   // of the process, by the engine's clock
	Finished  time.Time `json:"finished,omitzero"`                  // of the process, by the engine's clock
	Ended     time.Time `json:"ended"`                              // when its slot was free again
	Evidence  string    `json:"evidence,omitempty"`                 // what shows the class, one line
	Advice    string    `json:"advice,omitempty"`                   // what to do, one sentence
	Source    string    `json:"source,omitempty"`                   // what its scenarios were read from: "messages", "json", "exit-code"
	Report    string    `json:"report,omitempty"`                   // what is wrong with its report; empty: nothing
	Problems  []string  `json:"problems,omitempty" foreign:"lines"` // what its report says failed outside any scenario
	Artifacts []string  `json:"artifacts,omitempty" foreign:"file"` // files that were copied out of it, relative to the report folder
	Notes     []string  `json:"notes,omitempty" foreign:"lines"`    // worth knowing about its report; they do not affect the verdict
	Mismatch  bool      `json:"mismatch,omitempty"`                 // its report does not explain its exit status
	Cut       bool      `json:"output_cut,omitempty"`               // its output went over the limit
	Stdout    string    `json:"stdout" foreign:"file"`              // relative to the report folder
	Stderr    string    `json:"stderr" foreign:"file"`
	Tail      string    `json:"tail,omitempty" foreign:"lines"` // last lines of output, if nothing better shows what went wrong
	Complaint string    `json:"complaint,omitempty"`            // the line of Tail in which a program says why it died
	// Services are what the services of its slot wrote since the slot's last attempt, and Waited is how long it waited for them.
	Services []ServiceLog  `json:"services,omitempty"`
	Waited   time.Duration `json:"waited_ns,omitempty"`
	// Planned is how long its files were expected to take, start-up aside; 0: it is a retry, or too few earlier runs are known.
	Planned time.Duration `json:"planned_ns,omitempty"`
}

// ServiceLog is a part of the log of a service.
type ServiceLog struct {
	Service string `json:"service"`
	File    string `json:"file" foreign:"file"` // relative to the report folder
	From    int    `json:"from"`                // line, the first is 1
	To      int    `json:"to"`
}

// String names the file and the lines.
func (l ServiceLog) String() string {
	if l.From == l.To {
		return fmt.Sprintf("%s, line %d", l.File, l.From)
	}
	return fmt.Sprintf("%s, lines %d to %d", l.File, l.From, l.To)
}

// ID names the attempt in file names: <unit>.<number>.
func (a Attempt) ID() string { return a.Unit + "." + strconv.Itoa(a.Number) }

// Busy is how long the attempt held its slot.
func (a Attempt) Busy() time.Duration { return a.Ended.Sub(a.Created) }

// Verdict is the end of a run.
type Verdict struct {
	State   string   `json:"state"` // "running", "passed", "failed", "incomplete", "cancelled"
	Exit    int      `json:"exit"`
	Reasons []string `json:"reasons,omitempty"` // one sentence each, worst first; empty when passed
	Caveats []string `json:"caveats,omitempty"` // what limits it without failing the run, one sentence each
}

// Location is the path of a file in the checkout, slash-separated.
func (r *Run) Location(f File) string { return Located(r.Root, f.Path) }

// Located is the path in the checkout of a file below a root. Of a root outside the checkout it is relative to that root: nobody
// could follow a path that leads out.
func Located(root, file string) string {
	if !filepath.IsLocal(filepath.FromSlash(root)) {
		return file
	}
	return path.Join(root, file)
}

// File finds a file of the run by its path, as it is shown or as the runner is given it; nil if the run has none of that
// name. Files is sorted by path.
func (r *Run) File(file string) *File {
	i := index(r.Files, r.Shown(file))
	if i < 0 {
		return nil
	}
	return &r.Files[i]
}

// index finds a file by its path among files that are sorted by it; -1 if it is not there.
func index(files []File, file string) int {
	i, found := slices.BinarySearchFunc(files, file, func(f File, p string) int { return strings.Compare(f.Path, p) })
	if !found {
		return -1
	}
	return i
}
