// Package cucumber knows Cucumber and nothing else: it parses a feature file into its scenarios, knows how each
// runner is told what to run and where to write its report, and reads any report back into one shape.
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

// File is a feature file as the official parser sees it.
type File struct {
	Title     string   // the text after "Feature:", may be empty
	Language  string   // as in "# language: fr"; "en" without
	Whole     bool     // tagged @baleen:whole: never to be spread over containers
	Pickles   []Pickle // in the order of the file
	ParseFail string   // why the parser refused the file; it may still run
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

	Title    string // as a runner prints it, its parameters filled in
	Template string // Title with its parameters as they stand in the outline
	NoRows   bool   // it is an outline without examples, which old runners do not run
	Row      string // of the outline, "2.1" is the first of the second table; empty for a plain scenario
	Cells    string // of the row, as in the file: "| 1 | 2 |"
}

// Report is what a runner said about one attempt.
type Report struct {
	Source    string     // the format that was read, one of the Source constants
	Runner    string     // name and version of the runner, if the report tells
	Complete  bool       // the report has its end; false: truncated
	Scenarios []Scenario // in the order of the report; a runner's own retries are folded into the last
	Failed    bool       // the report itself says that the run failed
	Problems  []string   // what failed outside any scenario: parse errors, BeforeAll and AfterAll hooks
	Notes     []string   // what a person should know and what makes no run red
	// Attachments are those of the whole run, of BeforeAll and AfterAll hooks.
	Attachments []*Attachment

	content []*Attachment // whose content is still in the file that was read
	dialect string        // the name of the runner's recipe; empty: unknown

	elsewhere func(path string) bool // see Reader.Elsewhere
}

// The sources of a Report, best first.
const (
	SourceMessages  = "messages"
	SourceJSONJUnit = "json+junit" // a dialect of JSON that is known to lie, corrected by JUnit
	SourceJSON      = "json"       // the legacy Cucumber JSON
	SourceBehat     = "behat"      // Behat's JSON, which lists no steps
	SourceJUnit     = "junit"
	SourceGoTest    = "go-test"      // go test -json
	SourceEvents    = "godog-events" // godog's events formatter
)

// Scenario is what was observed of one scenario or example row.
type Scenario struct {
	URI      string // as the runner wrote it
	Line     int    // of the scenario or the example row, 0 if the report does not tell
	Name     string
	Status   Status
	Open     bool // started and never finished
	Empty    bool // its report has no step of it and gives it no status, which is Unknown then
	Duration time.Duration
	Steps    []Step
	Failure  *Failure // what made it worse than passed; nil if it passed
	Attempts int      // how often the runner itself ran it; 1 or more

	Feature     string        // title of its feature, where the report gives it
	Earlier     []Failure     // why the runner's earlier attempts failed, in their order
	Attachments []*Attachment // without its log
	Log         string        // what it logged, up to 64 KiB

	id     string  // what a runner calls it beside its name
	loose  bool    // perhaps an ordinary test that stands among scenarios
	alone  bool    // a background and nothing else, without name or line
	behave bool    // it is behave's
	from   *origin // nil: each entry is a scenario of its own
}

// Step is one step or hook that was observed.
type Step struct {
	Keyword  string        `json:"keyword,omitempty"` // "Given", "When", …; "Before", "After" for a hook
	Text     string        `json:"text,omitempty"`
	Line     int           `json:"line,omitempty"` // in the feature file, 0 for a hook
	Status   Status        `json:"status"`
	Duration time.Duration `json:"duration_ns,omitempty"`
	Hook     bool          `json:"hook,omitempty"`
}

// Failure says where and why a scenario did not pass.
type Failure struct {
	Step    string `json:"step,omitempty"` // keyword and text of the step, or the name of the hook
	Line    int    `json:"line,omitempty"` // in the feature file; of the scenario where a hook failed
	Message string `json:"message,omitempty" foreign:"lines"`
	Hook    string `json:"hook,omitempty"` // code location of a failed hook
	Status  Status `json:"status"`         // of the step
}
