// Package cucumber handles everything specific to Cucumber: it parses feature files into scenarios, knows the arguments with
// which each runner selects scenarios and writes its report, and reads the reports of all runners into one model.
package cucumber

import "time"

// Status is how a scenario or a step ended, in Cucumber's own words.
type Status string

// The statuses of the Cucumber messages protocol (messages.TestStepResultStatus), in lower case.
const (
	Unknown   Status = "unknown"
	Passed    Status = "passed"
	Skipped   Status = "skipped"
	Pending   Status = "pending"
	Undefined Status = "undefined"
	Ambiguous Status = "ambiguous"
	Failed    Status = "failed"
)

// severity orders statuses as cucumber/query does: a scenario is as bad as its worst step.
var severity = [...]Status{Unknown, Passed, Skipped, Pending, Undefined, Ambiguous, Failed}

// Worst returns the more severe of two statuses. A status that is not Cucumber's own counts as Unknown.
func Worst(a, b Status) Status {
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func rank(s Status) int {
	for i, known := range severity {
		if s == known {
			return i
		}
	}
	return 0
}

// File is a parsed feature file.
type File struct {
	Title     string   // the text after "Feature:", may be empty
	Language  string   // as in "# language: fr"; "en" by default
	Whole     bool     // tagged @baleen:whole: all its scenarios run in one container
	Pickles   []Pickle // in the order of the file
	ParseFail string   // why the parser rejects the file; runners may still accept it
	Tags      []string // all tags in a file that the parser rejects, whatever they belong to
}

// Pickle is one scenario or one example row.
type Pickle struct {
	// Name is the official long name without the feature: "Rule - Outline - Examples - #1.2: pickle name".
	// It is unique in its file: a repeated name carries " [2]", " [3]" in the order of the file.
	Name    string
	Line    int // of the scenario, or of the example row; from 1
	Outline int // of the scenario or scenario outline; equals Line for a plain scenario
	Tags    []string
	Steps   int // Background included

	Title    string // as a runner prints it, with parameters filled in
	Template string // Title with placeholders, as in the outline
	NoRows   bool   // an outline without examples, which old runners do not run
	Row      string // of the outline, "2.1" is the first of the second table; empty for a plain scenario
	Cells    string // of the row, as in the file: "| 1 | 2 |"
	Text     string // a digest of what it says: name, tags and steps, Background included; not of where it stands
}

// Report is the report of a runner about one attempt.
type Report struct {
	Source    string     // format of the report, one of the Source constants
	Runner    string     // name and version of the runner, if the report has them
	Complete  bool       // the report has its end; false: truncated
	Scenarios []Scenario // in the order of the report; a runner's own retries are folded into the last
	Failed    bool       // the report itself says that the run failed
	Problems  []string   // failures outside any scenario: parse errors, BeforeAll and AfterAll hooks
	Notes     []string   // worth knowing, but no reason to fail the run
	// Attachments belong to the whole run: those of BeforeAll and AfterAll hooks.
	Attachments []*Attachment

	content []*Attachment // attachments whose content is still in the report file
	dialect string        // the name of the runner's recipe; empty: unknown

	elsewhere func(path string) bool // see Reader.Elsewhere
}

// The sources of a Report, best first.
const (
	SourceMessages  = "messages"
	SourceJSONJUnit = "json+junit" // JSON that is known to be wrong, corrected by JUnit
	SourceJSON      = "json"       // the legacy Cucumber JSON
	SourceBehat     = "behat"      // Behat's JSON, which lists no steps
	SourceJUnit     = "junit"
	SourceGoTest    = "go-test"      // go test -json
	SourceEvents    = "godog-events" // godog's events formatter
)

// Scenario is the result of one scenario or example row.
type Scenario struct {
	URI      string // as the runner writes it
	Line     int    // of the scenario or the example row, 0 if the report does not tell
	Name     string
	Status   Status
	Open     bool // started and never finished
	Empty    bool // its report has no step of it and gives it no status, which is Unknown then
	Began    Moment
	Duration time.Duration
	Steps    []Step
	Failure  *Failure // why it did not pass; nil if it passed
	Attempts int      // number of times the runner itself ran it; at least 1

	Feature     string        // title of its feature, where the report gives it
	Earlier     []Try         // the runner's earlier attempts that failed, in their order
	Attachments []*Attachment // without its log
	Log         string        // text that it logged, up to 64 KiB

	id     string  // the runner's identifier for it, beside its name
	loose  bool    // perhaps an ordinary test that stands among scenarios
	alone  bool    // a background and nothing else, without name or line
	behave bool    // behave wrote it
	from   *origin // nil: each entry is a scenario of its own
}

// Step is the result of one step or hook.
type Step struct {
	Keyword  string        `json:"keyword,omitempty"` // "Given", "When", …; "Before", "After" for a hook
	Text     string        `json:"text,omitempty"`
	Line     int           `json:"line,omitempty"` // in the feature file, 0 for a hook
	Status   Status        `json:"status"`
	Began    Moment        `json:"began_unix_ns,omitempty"` // 0 in a scenario whose own is known: only its duration is
	Duration time.Duration `json:"duration_ns,omitempty"`
	Hook     bool          `json:"hook,omitempty"`
}

// Try is an attempt of the runner itself, which it repeated.
type Try struct {
	Failure  Failure
	Began    Moment
	Duration time.Duration
	Steps    []Step
}

// Failure says where and why a scenario did not pass.
type Failure struct {
	Step    string `json:"step,omitempty"` // keyword and text of the step, or the name of the hook
	Line    int    `json:"line,omitempty"` // in the feature file; of the scenario where a hook failed
	Message string `json:"message,omitempty" foreign:"lines"`
	Hook    string `json:"hook,omitempty"` // code location of a failed hook
	Status  Status `json:"status"`         // of the step
}
