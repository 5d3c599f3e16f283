package cucumber

import (
	"regexp"
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
	Status    string        `xml:"status,attr"` // behave, godog, Behat
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
	if strings.HasSuffix(c.File, ".feature") {
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
	if c.Status != "" && c.Status != "run" { // "run" is Google Test's
		s.Status = jsonStatus(c.Status)
	}
	if c.Skipped != nil {
		s.Status = Worst(s.Status, Skipped)
	}
	reasons := append(c.Failures, c.Errors...)
	for _, r := range reasons {
		s.Status = Worst(s.Status, c.statusOf(r, s.Steps))
	}
	if s.Status == Failed && c.undefined() {
		s.Status = Undefined
	}
	if s.Status == Passed {
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

func (r junitReason) text() string {
	text := strings.TrimSpace(r.Text)
	if message := strings.TrimSpace(r.Message); message != "" && message != "None" && !strings.Contains(text, message) {
		text = strings.TrimSpace(message + "\n" + text)
	}
	return clip(text)
}

// duration is in seconds; Surefire may group thousands with commas.
func (c junitCase) duration() time.Duration {
	seconds, err := strconv.ParseFloat(strings.ReplaceAll(c.Time, ",", ""), 64)
	if err != nil || seconds < 0 || seconds > 1e9 {
		return 0
	}
	return time.Duration(seconds * float64(time.Second))
}
