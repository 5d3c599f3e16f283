package junit

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	format "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/org/baleen-action/result"
)

// writer builds the elements of one run.
type writer struct {
	run       *result.Run
	name      string                      // of the run, cleaned; may be empty
	title     string                      // the same, or ours
	attempts  map[string]result.Attempt   // by ID
	units     map[string][]result.Attempt // by unit
	files     map[string][]result.Attempt // by path
	causes    map[called]string           // that several cases share
	described map[string]string           // result.Trouble.Key -> ID of the attempt whose trouble a case describes in full
}

func newWriter(run *result.Run) writer {
	w := writer{
		run: run, name: line(run.Name), attempts: map[string]result.Attempt{},
		units: map[string][]result.Attempt{}, files: map[string][]result.Attempt{}, described: map[string]string{}, causes: shared(run),
	}
	w.title = shortName(cmp.Or(w.name, "Baleen"))
	for _, a := range run.Attempts {
		w.attempts[a.ID()] = a
		w.units[a.Unit] = append(w.units[a.Unit], a)
		for _, file := range a.Files {
			w.files[file] = append(w.files[file], a)
		}
	}
	return w
}

func newDocument(run *result.Run) document {
	w := newWriter(run)
	doc := document{Testsuites: format.Testsuites{Name: w.title, Time: seconds(run.Wall)}, Skipped: new(int)}
	taken := names{}
	for _, f := range run.Files {
		doc.add(w.suite(f, taken.unique(w.suiteName(f))))
	}
	if own, needed := w.runSuite(doc, taken.unique(w.title)); needed {
		doc.add(own)
	}
	return doc
}

// in removes the attributes that the flavour does not allow.
func (d document) in(flavour Flavour) document {
	if flavour != Strict {
		return d
	}
	d.Skipped = nil
	for _, s := range d.Suites {
		for i := range s.Cases {
			s.Cases[i].File, s.Cases[i].Line, s.Cases[i].Properties = "", 0, nil
		}
	}
	return d
}

func (d *document) add(s suite) {
	s.ID = len(d.Suites)
	d.Suites = append(d.Suites, s)
	d.Tests += s.Tests
	d.Errors += s.Errors
	d.Failures += s.Failures
	*d.Skipped += s.Skipped
}

// suite returns the suite of a file, with a case for every scenario.
func (w writer) suite(f result.File, name string) suite {
	file := line(w.run.Location(f))
	s := suite{Testsuite: format.Testsuite{Name: name, File: file, Timestamp: w.started(f)}}
	if title := line(f.Title); title != "" {
		s.AddProperty("feature", title)
	}
	if note := w.run.Stale.Note(); note != "" {
		s.AddProperty("stale", line(note))
	}
	taken, total := names{}, time.Duration(0)
	for _, scenario := range f.Scenarios {
		total += max(scenario.Duration, 0)
		c := w.testcase(f, scenario)
		c.Name = taken.unique(c.Name)
		s.add(c)
	}
	if s.Failures+s.Errors == 0 && w.red() {
		w.addContainers(&s, f, taken)
	}
	s.Time = seconds(total)
	return s
}

func (w writer) red() bool { return w.run.Verdict.Exit != result.ExitPassed }

func (s *suite) add(c testcase) {
	c.Classname = s.Name
	s.Cases = append(s.Cases, c)
	s.Tests++
	switch {
	case c.Error != nil:
		s.Errors++
	case c.Failure != nil:
		s.Failures++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// suiteName returns the path with dots for slashes, because readers split class names at dots into packages.
func (w writer) suiteName(f result.File) string {
	location := strings.TrimSuffix(line(w.run.Location(f)), ".feature")
	name := strings.ReplaceAll(strings.ReplaceAll(location, ".", "_"), "/", ".")
	if w.name != "" {
		name = strings.ReplaceAll(w.name, ".", "_") + "." + name
	}
	return shortName(name)
}

// started returns the earliest start of a container that ran a part of the file.
func (w writer) started(f result.File) string {
	var first time.Time
	for _, a := range w.files[f.Path] {
		if !a.Started.IsZero() && (first.IsZero() || a.Started.Before(first)) {
			first = a.Started
		}
	}
	return timestamp(cmp.Or(first, w.run.Started))
}

// timestamp formats a time in whole seconds, always with Z: without a zone some readers assume UTC and others local time.
func timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Truncate(time.Second).Format(time.RFC3339)
}

// addContainers adds a case for each container that fails the run although no scenario of the file shows it, so that the report
// never shows success if the run failed. The case of a container with several files is in the suite of its first file.
func (w writer) addContainers(s *suite, f result.File, taken names) {
	for _, a := range w.files[f.Path] {
		here := a.Files[0] == f.Path || len(f.Scenarios) == 0
		if trouble, found := a.Trouble(); found && here {
			c := w.errorCase(taken.unique("Container of "+path.Base(s.File)+w.onNode()), "Container", trouble.Headline)
			c.File = s.File
			c.Error.Data = body(c.Error.Message, w.containerLines(a, trouble.Headline))
			c.SystemOut = output(w.logs(a))
			s.add(c)
		}
	}
}

// runSuite returns a suite for the run itself. It is needed if there is no file, because some readers reject a document without
// a suite, and if the run failed but no case shows it.
func (w writer) runSuite(doc document, name string) (own suite, needed bool) {
	own = suite{Testsuite: format.Testsuite{Name: name, Time: seconds(0), Timestamp: timestamp(w.run.Started)}}
	hidden := w.red() && doc.Errors+doc.Failures == 0
	if hidden {
		reasons := append(slices.Clone(w.run.Verdict.Reasons), "the run is "+w.run.Verdict.State)
		c := w.errorCase("Run"+w.onNode(), "Run", reasons[0])
		c.Error.Data = body(c.Error.Message, reasons[1:])
		own.add(c)
	}
	return own, hidden || len(w.run.Files) == 0
}

// onNode adds the node to the name of a case about the node itself. GitLab joins the reports of a parallel job and shows only
// one of two cases with the same name. Names of scenarios must not contain the node, because their history goes by name.
func (w writer) onNode() string {
	if !w.run.Node.Several() {
		return ""
	}
	return fmt.Sprintf(" on %s", w.run.Node)
}

func (w writer) errorCase(name, kind, message string) testcase {
	message = shortMessage(line(message))
	return testcase{Testcase: format.Testcase{
		Name:  shortName(line(name)),
		Time:  seconds(0),
		Error: &format.Result{Message: message, Type: kind, Data: message},
	}}
}
