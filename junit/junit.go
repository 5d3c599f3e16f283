// Package junit writes a run as JUnit XML, in the shape that its readers agree on: one flat suite per feature file, one
// case per scenario, and names that are the same in every run, because histories hang on them.
package junit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// The library's structs know neither file and line nor Surefire's elements for retries, and leave out counts that are
// zero, which some readers then take for "not a number". In encoding/xml the outer field of an XML name hides the
// embedded one. The embedded methods act on the hidden fields and are of no use here.
type (
	document struct {
		format.Testsuites
		Tests    int     `xml:"tests,attr"`
		Errors   int     `xml:"errors,attr"`
		Failures int     `xml:"failures,attr"`
		Skipped  *int    `xml:"skipped,attr"`
		Suites   []suite `xml:"testsuite"`
	}

	suite struct {
		format.Testsuite
		Skipped int        `xml:"skipped,attr"`
		Cases   []testcase `xml:"testcase"`
	}

	// Retries must stand behind system-out: xunit-viewer takes the first element for the status of a passed case.
	testcase struct {
		format.Testcase
		File  string  `xml:"file,attr,omitempty"`
		Line  int     `xml:"line,attr,omitempty"`
		Flaky []rerun `xml:"flakyFailure"`
		Rerun []rerun `xml:"rerunFailure"`
	}

	rerun struct {
		Message    string         `xml:"message,attr"`
		Type       string         `xml:"type,attr"`
		StackTrace *format.Output `xml:"stackTrace"`
	}
)

// Flavour is how much a document says.
type Flavour string

const (
	// Full is for every reader that skips what it does not know: GitLab, Jenkins' JUnit plugin, the actions for GitHub.
	Full Flavour = "full"
	// Strict leaves out what Jenkins' xUnit plugin refuses a whole file for (junit-10.xsd of xunit-plugin): file and line of
	// a case, skipped of the root.
	Strict Flavour = "strict"
)

// Write writes the run to w as one JUnit XML document.
func Write(w io.Writer, run *result.Run, flavour Flavour) error {
	var doc bytes.Buffer
	doc.WriteString(xml.Header)
	encoder := xml.NewEncoder(&doc)
	encoder.Indent("", "  ")
	if err := encoder.Encode(newDocument(run).in(flavour)); err != nil {
		return fmt.Errorf("encode JUnit XML: %w", err)
	}
	doc.WriteByte('\n')
	if _, err := w.Write(namedQuotes(doc.Bytes())); err != nil {
		return fmt.Errorf("write JUnit XML: %w", err)
	}
	return nil
}

// namedQuotes rewrites the numeric references that encoding/xml makes of quotes: fast-xml-parser and what is built on it
// show them as they are. What stands in a CDATA section is the text itself and stays.
func namedQuotes(doc []byte) []byte {
	out := make([]byte, 0, len(doc))
	for len(doc) > 0 {
		markup, rest, found := bytes.Cut(doc, []byte("<![CDATA["))
		markup = bytes.ReplaceAll(markup, []byte("&#34;"), []byte("&quot;"))
		out = append(out, bytes.ReplaceAll(markup, []byte("&#39;"), []byte("'"))...)
		if !found {
			break
		}
		text, after, _ := bytes.Cut(rest, []byte("]]>"))
		out = append(out, "<![CDATA["...)
		out = append(append(out, text...), "]]>"...)
		doc = after
	}
	return out
}
