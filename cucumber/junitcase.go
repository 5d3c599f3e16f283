package cucumber

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// junitCase is a testcase with the fields that behave, cucumber-ruby, cucumber-js, godog, pytest, Behat and Surefire write.
type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	File      string        `xml:"file,attr"`
	Line      string        `xml:"line,attr"`
	Time      string        `xml:"time,attr"`
	Timestamp string        `xml:"timestamp,attr"`
	Status    *string       `xml:"status,attr"` // behave, godog, Behat
	Failures  []junitReason `xml:"failure"`
	Errors    []junitReason `xml:"error"`
	Skipped   *junitReason  `xml:"skipped"`
	Flaky     []junitReason `xml:"flakyFailure"` // Surefire: it failed, then passed on a rerun
	FlakyErr  []junitReason `xml:"flakyError"`
	Rerun     []junitReason `xml:"rerunFailure"` // Surefire: it failed on a rerun as well
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
	s := Scenario{Name: strings.TrimSpace(c.Name), Attempts: 1, Status: Passed, Began: momentIn(c.Timestamp), Duration: c.duration()}
	s.id, s.loose = c.Name, pytestName.MatchString(c.Name)
	s.Steps = stepList(c.Out)
	if featureFile.MatchString(c.File) {
		s.URI = c.File
	}
	for _, r := range append(c.Flaky, c.FlakyErr...) {
		s.Earlier = append(s.Earlier, Try{Failure: Failure{Message: r.text(), Status: Failed}})
	}
	s.Attempts += len(s.Earlier) + len(c.Rerun) + len(c.RerunErr)
	c.judge(&s)
	return s
}

// judge derives the status from everything the test case has: its own status, failure elements, the list of steps.
func (c junitCase) judge(s *Scenario) {
	if s.Status = c.own(); c.Skipped != nil {
		s.Status = Worst(s.Status, Skipped)
	}
	reasons := append(c.Failures, c.Errors...)
	if len(reasons) == 0 { // Surefire: every rerun failed
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

// passing are status values that only say that a test case ran. "run" is from Google Test.
var passing = []string{"run", "completed", "success", "ok", "pass"}

// own returns the status attribute of the test case. Without an attribute the test case passes; godog writes an empty attribute
// for a scenario without steps.
func (c junitCase) own() Status {
	switch {
	case c.Status == nil, slices.Contains(passing, strings.ToLower(*c.Status)):
		return Passed
	}
	return jsonStatus(*c.Status)
}

// statusOf returns the status that a failure element means: godog writes an error for a skipped step, and cucumber-js a failure
// without text for an undefined step.
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

// undefined reports whether the text is behave's or pytest-bdd's message for an undefined step.
func (c junitCase) undefined() bool {
	for _, r := range c.Failures {
		if r.Type == "NoneType" && r.Message == "None" || notFound.MatchString(r.Message) {
			return true
		}
	}
	return false
}

// locate sets the failure's line in the feature file.
func (c junitCase) locate(s *Scenario) {
	if at := featureLine.FindAllStringSubmatch(s.Failure.Message, -1); at != nil { // first the line of a row, then that of its step
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

// text returns the message and the text after it. pytest writes many lines of code before the message; they are dropped.
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

// duration reads seconds. Surefire may group thousands with commas, and some locales use a decimal comma.
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
