package cucumber

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readJUnit reads JUnit XML of any dialect, one test case at a time. It ignores the counts of a suite, except that a report is
// incomplete if a suite counts failures and no test case has one.
func readJUnit(in *bufio.Reader) (*Report, error) { return readJUnitWithin(in, maxToken) }

func readJUnitWithin(in *bufio.Reader, limit int) (*Report, error) {
	limited := newAllowance(printable{in}, limit)
	j := &junitReader{report: &Report{Source: SourceJUnit}, decoder: xml.NewDecoder(limited), limited: limited}
	j.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	err := j.read()
	if j.depth == 0 && len(j.report.Scenarios) == 0 && !j.root {
		return nil, fmt.Errorf("%w: the file is XML, but not JUnit", ErrNoReport)
	}
	if errors.Is(err, errTooLong) {
		j.report.note("the report was read only up to a test case larger than %d bytes", limit)
	}
	j.report.Complete = errors.Is(err, io.EOF) && j.depth == 0 && (j.declared == 0 || j.red > 0)
	return j.report, nil
}

// printable replaces control characters, which XML forbids but some runners write.
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

// maxDepth limits the nesting of JUnit elements. Real reports nest a few suites.
const maxDepth = 1000

type junitReader struct {
	report   *Report
	decoder  *xml.Decoder
	limited  *allowance
	root     bool
	depth    int
	suites   []junitSuite // the open suites, outermost first
	declared int          // failures and errors that the suites count
	red      int          // failures and errors that were read
}

type junitSuite struct {
	name string
	from *origin
}

// suite returns the innermost open suite.
func (j *junitReader) suite() junitSuite {
	if len(j.suites) == 0 {
		return junitSuite{}
	}
	return j.suites[len(j.suites)-1]
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
			if isSuite(token.Name) && len(j.suites) > 0 {
				j.suites = j.suites[:len(j.suites)-1]
			}
		}
	}
}

func (j *junitReader) start(e xml.StartElement) error {
	switch {
	case isSuite(e.Name):
		j.root = true
		j.open(e)
	case e.Name.Local == "testcase":
		var c junitCase
		if err := j.decoder.DecodeElement(&c, &e); err != nil {
			return err
		}
		j.add(c)
		return nil
	case e.Name.Local == "error", e.Name.Local == "failure":
		return j.outside(e)
	case !j.root:
		return fmt.Errorf("%q is not a JUnit element", e.Name.Local)
	}
	if j.depth++; j.depth > maxDepth {
		return errors.New("elements are nested too deeply")
	}
	return nil
}

func isSuite(name xml.Name) bool { return name.Local == "testsuite" || name.Local == "testsuites" }

// outside records failures of a suite that belong to none of its test cases.
func (j *junitReader) outside(e xml.StartElement) error {
	if !j.root {
		return fmt.Errorf("%q is not a JUnit element", e.Name.Local)
	}
	var why junitReason
	if err := j.decoder.DecodeElement(&why, &e); err != nil {
		return err
	}
	j.red++
	j.report.problem("%s: %s", cmp.Or(j.suite().name, "a suite"), why.text())
	return nil
}

// open enters a suite.
func (j *junitReader) open(e xml.StartElement) {
	j.suites = append(j.suites, junitSuite{from: &origin{report: j.report}})
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "name":
			j.suites[len(j.suites)-1].name = a.Value
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
	if len(c.Errors) > 0 && c.Errors[0].Message == "collection failure" { // pytest: no test of this file can run
		j.report.problem("%s: %s", c.Name, clip(c.Errors[0].Text))
		return
	}
	s := c.scenario()
	s.Feature, s.from = featureOf(c.Classname, j.suite().name), j.suite().from
	if last := len(j.report.Scenarios) - 1; last >= 0 && c.teardown() && j.report.Scenarios[last].Name == s.Name {
		j.report.Scenarios[last] = s // pytest: a second entry for the teardown of the same test
		return
	}
	j.report.Scenarios = append(j.report.Scenarios, s)
}

// teardown reports whether a test case is pytest's second entry for a test: an error while its fixtures are torn down.
func (c junitCase) teardown() bool {
	return len(c.Errors) > 0 && strings.HasPrefix(c.Errors[0].Message, "failed on teardown")
}

// featureOf returns the title of the feature. behave writes the file name and a dot before it.
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
