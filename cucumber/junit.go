package cucumber

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
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

// readJUnit reads JUnit XML of any shape, test case by test case. What a suite says of its numbers counts for nothing
// but one: failures that no test case explains are damage.
func readJUnit(in *bufio.Reader) (*Report, error) { return readJUnitWithin(in, maxToken) }

func readJUnitWithin(in *bufio.Reader, limit int) (*Report, error) {
	limited := newAllowance(printable{in}, limit)
	j := &junitReader{report: &Report{Source: SourceJUnit}, decoder: xml.NewDecoder(limited), limited: limited}
	j.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	err := j.read()
	if j.depth == 0 && len(j.report.Scenarios) == 0 && !j.root {
		return nil, fmt.Errorf("%w: it is XML, and not JUnit", ErrNoReport)
	}
	if errors.Is(err, errTooLong) {
		j.report.note("the report was read up to one test case of more than %d bytes", limit)
	}
	j.report.Complete = errors.Is(err, io.EOF) && j.depth == 0 && (j.declared == 0 || j.red > 0)
	return j.report, nil
}

// printable replaces the control characters that XML does not allow and that runners write all the same.
type printable struct{ in io.Reader }

// Read implements io.Reader.
func (p printable) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	for i, c := range b[:n] {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			b[i] = '?'
		}
	}
	return n, err
}

// maxDepth is how deep elements of JUnit may be nested; suites within suites are a few.
const maxDepth = 1000

type junitReader struct {
	report   *Report
	decoder  *xml.Decoder
	limited  *allowance
	root     bool
	depth    int
	feature  string // name of the suite
	declared int    // failures and errors that suites say they have
	red      int    // those that were found
}

func (j *junitReader) read() error {
	for {
		j.limited.renew()
		token, err := j.decoder.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := j.start(token); err != nil {
				return err
			}
		case xml.EndElement:
			j.depth--
		}
	}
}

func (j *junitReader) start(e xml.StartElement) error {
	switch e.Name.Local {
	case "testsuites", "testsuite":
		j.root = true
		j.suite(e)
	case "testcase":
		var c junitCase
		if err := j.decoder.DecodeElement(&c, &e); err != nil {
			return err
		}
		j.add(c)
		return nil
	default:
		if !j.root {
			return fmt.Errorf("%q is no element of JUnit", e.Name.Local)
		}
	}
	if j.depth++; j.depth > maxDepth {
		return errors.New("its elements are nested without end")
	}
	return nil
}

func (j *junitReader) suite(e xml.StartElement) {
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "name":
			j.feature = a.Value
		case "failures", "errors":
			n, err := strconv.Atoi(a.Value)
			if err == nil {
				j.declared += n
			}
		}
	}
}

func (j *junitReader) add(c junitCase) {
	j.red += len(c.Failures) + len(c.Errors)
	if len(c.Errors) > 0 && c.Errors[0].Message == "collection failure" { // pytest: nothing in this file could be run
		j.report.problem("%s: %s", c.Name, clip(c.Errors[0].Text))
		return
	}
	s := c.scenario()
	s.Feature = featureOf(c.Classname, j.feature)
	if last := len(j.report.Scenarios) - 1; last >= 0 && c.teardown() && j.report.Scenarios[last].Name == s.Name {
		j.report.Scenarios[last] = s // pytest: one more entry for what its end made of the same test
		return
	}
	j.report.Scenarios = append(j.report.Scenarios, s)
}

// teardown tells pytest's second entry for a test that had an entry before its fixtures were taken down.
func (c junitCase) teardown() bool {
	return len(c.Errors) > 0 && strings.HasPrefix(c.Errors[0].Message, "failed on teardown")
}

// featureOf is the title of the feature: behave puts the name of the file before it, with a dot.
func featureOf(classname, suite string) string {
	if classname == suite {
		if _, title, ok := strings.Cut(suite, "."); ok {
			return title
		}
	}
	if classname == "" {
		return suite
	}
	return classname
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
