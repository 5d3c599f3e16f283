package cucumber

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// godogEvent is one line of godog's events formatter, version 0.1.0.
type godogEvent struct {
	Event     string `json:"event"`
	Location  string `json:"location"`
	Timestamp int64  `json:"timestamp"` // milliseconds
	Status    string `json:"status"`
	Summary   string `json:"summary"`
	Source    string `json:"source"`
	Suite     string `json:"suite"`
}

func (e godogEvent) began() Moment { return MomentOf(time.UnixMilli(e.Timestamp)) }

// readEvents reads godog's events.
func readEvents(in *bufio.Reader) (*Report, error) {
	g := &eventReader{report: &Report{Source: SourceEvents}, planned: map[string]Pickle{}}
	in = bufio.NewReader(newLiterals(in))
	for {
		line, long, err := readLine(in)
		understood := g.line(line)
		g.damaged = g.damaged || long || !understood
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read events: %w", err)
		}
	}
	g.close(0, "")
	g.report.Complete = g.finished && !g.damaged
	return g.report, nil
}

type eventReader struct {
	report   *Report
	planned  map[string]Pickle // by location
	open     *Scenario
	details  []detail
	began    int64
	finished bool
	damaged  bool
}

func (g *eventReader) line(line []byte) bool {
	if strings.TrimSpace(string(line)) == "" {
		return true
	}
	var e godogEvent
	if json.Unmarshal(line, &e) != nil {
		return false
	}
	switch e.Event {
	case "TestSource":
		g.source(e)
	case "TestCaseStarted":
		g.close(0, "")
		g.start(e)
	case "TestStepStarted", "TestStepFinished":
		g.step(e)
	case "TestCaseFinished":
		if g.open == nil {
			g.start(e)
		}
		g.close(e.Timestamp, e.Status)
	case "TestRunFinished":
		g.finished = true
		g.report.Failed = g.report.Failed || jsonStatus(e.Status) == Failed
	}
	return true
}

// source reads the names of the scenarios from the feature file, because events do not carry them.
func (g *eventReader) source(e godogEvent) {
	path, _ := splitLocation(e.Location)
	for _, p := range Parse(strings.NewReader(e.Source)).Pickles {
		g.planned[fmt.Sprintf("%s:%d", path, p.Line)] = p
	}
}

func (g *eventReader) start(e godogEvent) {
	path, line := splitLocation(e.Location)
	g.open = &Scenario{URI: path, Line: line, Name: g.planned[e.Location].Name, Attempts: 1, Open: true, Began: e.began()}
	g.details, g.began = nil, e.Timestamp
}

// step records a step when it starts, so that a step that never ends is in the report.
func (g *eventReader) step(e godogEvent) {
	if g.open == nil {
		g.damaged = true
		return
	}
	_, line := splitLocation(e.Location)
	last := len(g.open.Steps) - 1
	if e.Event == "TestStepStarted" || last < 0 || g.open.Steps[last].Line != line {
		g.open.Steps = append(g.open.Steps, Step{Line: line, Status: Unknown})
		g.details = append(g.details, detail{})
		last++
	}
	if e.Event == "TestStepStarted" {
		g.open.Steps[last].Began = e.began()
	}
	if e.Event == "TestStepFinished" {
		g.open.Steps[last].Status = jsonStatus(e.Status)
		g.details[last].message = clip(e.Summary)
	}
}

// close ends the open scenario. Its status comes from its steps, because godog reports a scenario with a skipped step as passed.
func (g *eventReader) close(at int64, status string) {
	s := g.open
	if s == nil {
		return
	}
	g.open = nil
	s.outcome(g.details)
	s.Open = status == ""
	if at > g.began {
		s.Duration = time.Duration(at-g.began) * time.Millisecond
	}
	switch said := jsonStatus(status); {
	case s.Open:
	case s.Empty:
		s.told(said, noSteps)
	case s.Status == Passed && said == Unknown:
		s.Status, s.Failure = said, &Failure{Line: s.Line, Status: said}
	default:
		s.raiseStatus(said, "")
	}
	g.report.Scenarios = append(g.report.Scenarios, *s)
}
