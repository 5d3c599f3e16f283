package cucumber

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// goEvent is one line of go test -json.
type goEvent struct {
	Time    jsonText
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64 // seconds
}

// goTest is a test of go test. A subtest without subtests is a scenario.
type goTest struct {
	goEvent
	name    string // relative to its parent; both may contain slashes
	parent  bool
	output  growing
	begun   Moment // of its newest run
	began   Moment // of the run that gives the result
	run     int    // number of the package's run that gives the result
	retried int    // number of failures in earlier runs
}

// readGoTest reads go test -json. godog with a TestingT makes every scenario a subtest. Lines that are not JSON are output of a
// build or a test.
func readGoTest(in *bufio.Reader) (*Report, error) {
	g := &goReader{tests: map[string]*goTest{}, packages: map[string]*goPackage{}}
	in = bufio.NewReader(newLiterals(in))
	for {
		line, _, err := readLine(in)
		g.line(line)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read go test: %w", err)
		}
	}
	return g.report(), nil
}

type goReader struct {
	tests    map[string]*goTest // by package and name
	order    []*goTest
	packages map[string]*goPackage
	unbuilt  bool // a package could not be built
}

// goPackage holds the state of a package. It may have several runs: gotestsum reruns failed tests after the first run ends.
type goPackage struct {
	run           int
	ended, failed bool
}

func (g *goReader) line(line []byte) {
	var e goEvent
	err := json.Unmarshal(line, &e)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) || e.Action == "" {
		return
	}
	switch {
	case strings.HasPrefix(e.Action, "build-"):
		g.unbuilt = g.unbuilt || e.Action == "build-fail"
		return
	case e.Test == "":
		g.pkg(e)
		return
	}
	t := g.test(e)
	switch e.Action {
	case "run":
		t.begun = momentIn(string(e.Time))
	case "output":
		t.output.add(e.Output, maxMessage)
	case "pass", "fail", "skip":
		t.end(e, g.packages[e.Package].run)
	}
}

// end records the result of a test. With -count a test has several results in one run of its package; the worst counts.
func (t *goTest) end(e goEvent, run int) {
	switch {
	case t.Action == "fail" && t.run == run:
		return
	case t.Action == "fail":
		t.retried++
	}
	t.Action, t.Elapsed, t.run, t.began = e.Action, e.Elapsed, run, t.begun
}

func (g *goReader) pkg(e goEvent) {
	p := g.packages[e.Package]
	if p == nil {
		p = &goPackage{}
		g.packages[e.Package] = p
	}
	switch e.Action {
	case "start", "run":
		if p.ended {
			*p = goPackage{run: p.run + 1}
		}
	case "pass", "fail", "skip":
		p.ended, p.failed = true, e.Action == "fail"
	}
}

func (g *goReader) test(e goEvent) *goTest {
	key := e.Package + " " + e.Test
	t := g.tests[key]
	if t == nil {
		t = &goTest{goEvent: goEvent{Package: e.Package, Test: e.Test}, name: e.Test}
		g.tests[key] = t
		g.order = append(g.order, t)
	}
	if e.Action == "run" || g.packages[e.Package] == nil {
		g.pkg(goEvent{Package: e.Package, Action: "run"})
	}
	for at := strings.LastIndexByte(e.Test, '/'); at > 0; at = strings.LastIndexByte(e.Test[:at], '/') {
		if above := g.tests[e.Package+" "+e.Test[:at]]; above != nil {
			above.parent, t.name = true, e.Test[at+1:]
			break
		}
	}
	return t
}

func (g *goReader) report() *Report {
	r := &Report{Source: SourceGoTest, Complete: len(g.packages) > 0, Failed: g.unbuilt}
	for _, p := range g.packages {
		r.Complete, r.Failed = r.Complete && p.ended, r.Failed || p.failed
	}
	red := false
	last := Scenario{}
	for _, t := range g.order {
		if t.parent || !strings.Contains(t.Test, "/") {
			continue
		}
		last = t.scenario(last)
		red = red || rank(last.Status) > rank(Skipped)
		r.Scenarios = append(r.Scenarios, last)
	}
	for _, t := range g.order {
		if !strings.Contains(t.Test, "/") {
			t.judge(r, red)
		}
	}
	return r
}

// unnamed matches godog's summary of scenarios that are not passed although go test reports them as passed.
var unnamed = regexp.MustCompile(`(?m)^\d+ scenarios? \(.*\d+ (?:undefined|pending|ambiguous).*\)`)

// judge reports problems of a test that none of its scenarios has.
func (t *goTest) judge(r *Report, red bool) {
	output := t.output.String()
	switch {
	case t.Action == "fail" && !red:
		r.problem("%s failed:\n%s", t.Test, tidy(output))
	case t.Action == "":
		r.Complete = false
	case unnamed.MatchString(output) && !red:
		r.problem("godog counts %s, but go test reports them as passed: set Strict in godog.Options", unnamed.FindString(output))
	}
}

// scenarioLine matches the location that godog's pretty format prints beside a scenario's name.
var scenarioLine = regexp.MustCompile(`(?m)^\s+\S.* # (\S.*\.feature(?:\.md)?):(\d+)$`)

// scenario converts a subtest into a scenario. godog prints the location of an outline only before its first row; later rows
// take it over.
func (t *goTest) scenario(before Scenario) Scenario {
	output := t.output.String()
	s := Scenario{
		Name:     t.name,
		Status:   map[string]Status{"pass": Passed, "fail": Failed, "skip": Skipped}[t.Action],
		Open:     t.Action == "",
		Began:    t.began,
		Duration: time.Duration(t.Elapsed * float64(time.Second)),
		Attempts: 1 + t.retried,
	}
	s.id = s.Name
	if at := scenarioLine.FindStringSubmatch(output); at != nil {
		s.URI = at[1]
		s.Line, _ = strconv.Atoi(at[2])
	} else if strings.Contains(output, " |\n") {
		s.URI, s.Line = before.URI, before.Line
	}
	if s.Open {
		s.Status, s.Began = Unknown, t.begun
	}
	if s.Status != Passed {
		s.Failure = &Failure{Status: s.Status, Line: s.Line, Message: tidy(output)}
	}
	return s
}

// tidy removes the lines that go test adds around the output of a test.
func tidy(output string) string {
	var out strings.Builder
	for line := range strings.Lines(output) {
		if text := strings.TrimSpace(line); !strings.HasPrefix(text, "=== ") && !strings.HasPrefix(text, "--- ") && text != "" {
			out.WriteString(line)
		}
	}
	return strings.TrimSpace(out.String())
}
