package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/org/baleen-action/cucumber"
	"github.com/org/baleen-action/result"
)

// mark is how the progress line counts a scenario.
type mark int

const (
	unmarked mark = iota
	good
	bad
)

// place identifies a scenario, so that a retry is not counted twice.
type place struct {
	path string
	line int
	name string
}

// progress counts what has ended. Only the printer's goroutine touches it.
type progress struct {
	options ConsoleOptions
	began   time.Time
	running map[string]time.Time // attempts by ID, since when
	done    int                  // units whose first attempt is over
	busy    time.Duration        // container time of those
	marks   map[place]mark
	counts  map[mark]int
	stopped bool
}

func newProgress(o ConsoleOptions) *progress {
	if o.Units == "" {
		o.Units = "files"
	}
	return &progress{
		options: o,
		began:   cmp.Or(o.Began, o.Clock()),
		running: map[string]time.Time{},
		marks:   map[place]mark{},
		counts:  map[mark]int{},
	}
}

func (p *progress) started(id string, now time.Time) { p.running[id] = now }

func (p *progress) ended(a result.Attempt, marks map[place]mark) {
	delete(p.running, a.ID())
	if a.Number <= 1 {
		p.done++
		p.busy += a.Busy()
	}
	for where, m := range marks {
		p.counts[p.marks[where]]--
		p.counts[m]++
		p.marks[where] = m
	}
}

func (p *progress) stop() { p.stopped = true }

// line is the progress in one line, empty when the run is over.
func (p *progress) line(now time.Time) string {
	if p.stopped {
		return ""
	}
	parts := []string{fmt.Sprintf("%d/%d %s", p.done, p.options.Total, p.options.Units)}
	if n := min(len(p.running), max(1, p.options.Concurrency)); n > 0 { // the report of one more may still be read
		parts = append(parts, fmt.Sprintf("%d running", n))
	}
	if scenarios := p.scenarios(); scenarios != "" {
		parts = append(parts, scenarios)
	}
	times := stopwatch(now.Sub(p.began)) + " elapsed"
	if left := p.left(now); left >= time.Second {
		times += ", about " + stopwatch(left) + " left"
	}
	return strings.Join(append(parts, times), " · ")
}

func (p *progress) scenarios() string {
	var parts []string
	if n := p.counts[good]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d passed", n))
	}
	if n := p.counts[bad]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", n))
	}
	return strings.Join(parts, ", ")
}

// left estimates the remaining time: unfinished units take as long as finished ones on average, less the time that running
// containers have used, divided by the containers at a time. 0 means unknown.
func (p *progress) left(now time.Time) time.Duration {
	remaining := p.options.Total - p.done
	if p.done == 0 || remaining <= 0 {
		return 0
	}
	mean := p.busy / time.Duration(p.done)
	work := mean * time.Duration(max(0, remaining-len(p.running)))
	for _, since := range p.running {
		work += max(0, mean-now.Sub(since))
	}
	return work / time.Duration(max(1, min(remaining, p.options.Concurrency)))
}

// marksOf sums up the scenarios of an attempt.
func marksOf(e Ended, fails func(result.Scenario) bool) map[place]mark {
	marks := map[place]mark{}
	if e.Attempt.Superseded {
		return marks
	}
	for _, f := range e.Files {
		for _, s := range f.Scenarios {
			m := unmarked
			switch {
			case fails(s):
				m = bad
			case s.Status == cucumber.Passed:
				m = good
			}
			where := place{f.Path, s.Line, s.Name}
			marks[where] = max(marks[where], m)
		}
	}
	return marks
}
