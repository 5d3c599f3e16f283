package cucumber

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// junitCase is a testcase with what the dialects of behave, cucumber-ruby, cucumber-js, godog, pytest, Behat and Surefire
// put into it.
type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	File      string        `xml:"file,attr"`
	Line      string        `xml:"line,attr"`
	Time      string        `xml:"time,attr"`
	Status    *string       `xml:"status,attr"` // behave, godog, Behat
	Failures  []junitReason `xml:"failure"`
	Errors    []junitReason `xml:"error"`
	Skipped   *junitReason  `xml:"skipped"`
	Flaky     []junitReason `xml:"flakyFailure"` // Surefire: it failed, and passed when it was run again
	FlakyErr  []junitReason `xml:"flakyError"`
	Rerun     []junitReason `xml:"rerunFailure"` // Surefire: it failed again
	RerunErr  []junitReason `xml:"rerunError"`
	Out       string        `xml:"system-out"`
}

type junitReason struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

var (
	featureLine = regexp.MustCompile(`([^\s"'(]+\.feature):(\d+)`)
	pytestName  = regexp.MustCompile(`^test_[^\s]*$`)
)

func (c junitCase) scenario() Scenario {
	s := Scenario{Name: strings.TrimSpace(c.Name), Attempts: 1, Status: Passed, Duration: c.duration()}
	s.id, s.loose = c.Name, pytestName.MatchString(c.Name)
	s.Steps = stepList(c.Out)
	if featureFile.MatchString(c.File) {
		s.URI = c.File
	}
	for _, r := range append(c.Flaky, c.FlakyErr...) {
		s.Earlier = append(s.Earlier, Failure{Message: r.text(), Status: Failed})
	}
	s.Attempts += len(s.Earlier) + len(c.Rerun) + len(c.RerunErr)
	c.judge(&s)
	return s
}

// judge decides the status by all that the dialects say: their own status, the reasons, the list of steps.
func (c junitCase) judge(s *Scenario) {
	if s.Status = c.own(); c.Skipped != nil {
		s.Status = Worst(s.Status, Skipped)
	}
	reasons := append(c.Failures, c.Errors...)
	if len(reasons) == 0 { // Surefire: it failed every time that it was run again
		reasons = append(c.Rerun, c.RerunErr...)
	}
	for _, r := range reasons {
		s.Status = Worst(s.Status, c.statusOf(r, s.Steps))
	}
	if s.Status == Failed && c.undefined() {
		s.Status = Undefined
	}
	if s.Status == Passed {
		return
	}
	if s.Status == Unknown && c.Status != nil && *c.Status == "" {
		s.untold()
		return
	}
	s.Failure = &Failure{Status: s.Status}
	if c.Skipped != nil {
		reasons = append(reasons, *c.Skipped)
	}
	for _, r := range reasons {
		if text := r.text(); text != "" {
			s.Failure.Message = text
			break
		}
	}
	c.locate(s)
}

// passing are words in place of a status that mean no more than that a test case ran. "run" is Google Test's.
var passing = []string{"run", "completed", "success", "ok", "pass"}

// own is the status that the test case gives itself. A test case without one and without a reason has passed, but godog
// writes an empty one for a scenario that has no steps.
func (c junitCase) own() Status {
	switch {
	case c.Status == nil, slices.Contains(passing, strings.ToLower(*c.Status)):
		return Passed
	}
	return jsonStatus(*c.Status)
}

// statusOf reads a reason. godog writes an error for a skipped step; cucumber-js a bare failure for an undefined one.
func (c junitCase) statusOf(r junitReason, steps []Step) Status {
	switch status := Status(strings.ToLower(r.Type)); status {
	case Skipped, Pending, Undefined, Ambiguous:
		return status
	}
	if r != (junitReason{}) {
		return Failed
	}
	worst := Passed
	for _, step := range steps {
		worst = Worst(worst, step.Status)
	}
	if worst == Passed || worst == Skipped {
		return Failed
	}
	return worst
}

// undefined tells behave's and pytest-bdd's way to say that a step is not defined.
func (c junitCase) undefined() bool {
	for _, r := range c.Failures {
		if r.Type == "NoneType" && r.Message == "None" || notFound.MatchString(r.Message) {
			return true
		}
	}
	return false
}

// locate finds where in the feature file a scenario failed.
func (c junitCase) locate(s *Scenario) {
	if at := featureLine.FindAllStringSubmatch(s.Failure.Message, -1); at != nil { // of a row first, then of its step
		s.Failure.Line, _ = strconv.Atoi(at[len(at)-1][2])
	} else if s.URI != "" {
		s.Failure.Line, _ = strconv.Atoi(c.Line)
	}
	if found := notFound.FindStringSubmatch(s.Failure.Message); found != nil {
		s.Failure.Step = found[1] + " " + found[2]
		s.Failure.Line, _ = strconv.Atoi(found[3])
	}
	for _, step := range s.Steps {
		if s.Failure.Step == "" && step.Status == s.Status {
			s.Failure.Step = stepName(step)
		}
	}
}

// text is the message and what follows it: pytest puts many lines of code before it into the text.
func (r junitReason) text() string {
	text, message := strings.TrimSpace(r.Text), strings.TrimSpace(r.Message)
	first, _, _ := strings.Cut(message, "\n")
	begin, _, _ := strings.Cut(text, "\n")
	said := strings.Contains(text, message) && (strings.Contains(begin, first) || !strings.Contains(text, "\nE "))
	if message != "" && message != "None" && !said {
		text = strings.TrimSpace(message + "\n" + text)
	}
	return clip(text)
}

// duration is in seconds; Surefire may group thousands with commas, and some languages write a comma for the point.
func (c junitCase) duration() time.Duration {
	text := strings.ReplaceAll(c.Time, ",", "")
	if strings.Count(c.Time, ",") == 1 && !strings.Contains(c.Time, ".") {
		text = strings.ReplaceAll(c.Time, ",", ".")
	}
	seconds, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || seconds < 0 || seconds > 1e9 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
