// Package junit writes a run as JUnit XML, in the form that readers agree on: one flat suite per feature file, one case per
// scenario, and names that are stable from run to run, because CI systems keep a history by name.
package junit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// The library's structs lack file, line and Surefire's elements for retries, and they omit counts of zero, which some readers
// then show as "not a number". These structs add them: in encoding/xml an outer field hides the embedded one of the same XML
// name. The embedded methods change the hidden fields, so they must not be used.
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

	// Retries must come after system-out: xunit-viewer takes the first element for the status of a passed case.
	testcase struct {
		format.Testcase
		File  string  `xml:"file,attr,omitempty"`
		Line  int     `xml:"line,attr,omitempty"`
		Flaky []rerun `xml:"flakyFailure"`
		Rerun []rerun `xml:"rerunFailure"`
		// Properties come last, because xunit-viewer takes the first element for the status.
		Properties *properties `xml:"properties"`
	}

	properties struct {
		All []format.Property `xml:"property"`
	}

	rerun struct {
		Message    string         `xml:"message,attr"`
		Type       string         `xml:"type,attr"`
		StackTrace *format.Output `xml:"stackTrace"`
	}
)

// Flavour selects the elements and attributes of a document.
type Flavour string

const (
	// Full is for readers that ignore unknown attributes: GitLab, Jenkins' JUnit plugin, the GitHub actions.
	Full Flavour = "full"
	// Strict omits the attributes for which Jenkins' xUnit plugin rejects a file (junit-10.xsd of xunit-plugin): file,
	// line and properties of a case, and skipped of the root.
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

// namedQuotes replaces the numeric references that encoding/xml writes for quotes, because fast-xml-parser and tools based on
// it do not decode them. CDATA sections are left unchanged.
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
